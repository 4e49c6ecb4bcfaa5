package dev.handfast.tls;

/**
 * Early data of TLS 1.3, also called 0-RTT (RFC 9846 sections 2.3 and 8 and appendix F.5): what a client that resumes a
 * session sends together with its first message. Off by default, for clients and servers, engines and sockets. A server
 * takes it when {@link TlsContext#acceptEarlyData} or {@link TlsParameters#setMaxEarlyData} says so.
 *
 * <p>Early data has no forward secrecy beyond its ticket's, and an attacker may send it again. Handfast takes each
 * ClientHello's early data once, within seconds of the time the client says, and only on the process that gave out the
 * ticket or, where a {@link ReplayGuard} is shared, on any one of the fleet. Even so, a client whose early data was
 * lost may send it again by itself: servers should let only requests in early that may be repeated, and answer others
 * with status 425 (RFC 8470), or wait with them for the handshake's end, which no replay reaches.
 *
 * <p>A server's {@code unwrap} delivers early data while the handshake status is still {@code NEED_UNWRAP}, and
 * {@code wrap} sends answers meanwhile. A server socket's input stream delivers it before the handshake has ended,
 * and its output stream then sends answers at once; {@code startHandshake} and {@code getSession} still wait for the
 * end, and what comes early meanwhile is kept to be read.
 */
public interface EarlyData {

    /** What became of a client's early data. */
    enum Status {
        /** None was offered: there is no session that allows it, or it is off. */
        NONE,
        /** Offered; the server has not answered yet. */
        OFFERED,
        /** The server took it. */
        ACCEPTED,
        /** The server did not take it; the application may send it again. */
        REJECTED
    }

    /**
     * Lets a client send early data if it resumes a session that allows it; call it before the handshake. While
     * {@link #mayWrite} says so, an engine's {@code wrap} sends application data although the handshake has not
     * ended. A socket sends early only what {@link #offer(byte[])} gives it.
     *
     * @throws IllegalStateException if the handshake has begun, or this side is a server
     */
    void offer();

    /**
     * Gives a client socket bytes that it sends early, in its handshake, if it resumes a session that allows it. After
     * the handshake {@link #takeRejected} has those that the server did not get. What is written to the output stream
     * never goes early. May be called several times.
     *
     * @param bytes are copied
     * @throws IllegalStateException if the handshake has begun, or this side is a server
     * @throws UnsupportedOperationException for an engine, of which {@code wrap} takes what is to be sent early
     */
    void offer(byte[] bytes);

    /**
     * Whether application data can be written now: early, in answer to early data, or after the handshake.
     *
     * @return false while a handshake goes on that takes no application data
     */
    boolean mayWrite();

    /**
     * How many bytes a server has got early: those are the first of all that it delivers. Data behind them is not
     * early; no single read of a socket crosses from one to the other.
     *
     * @return bytes; 0 on clients
     */
    long received();

    /**
     * What became of a client's early data.
     *
     * @return {@link Status#NONE} on servers
     */
    Status status();

    /**
     * What was offered and the server has not got, for the application to send again if it still wants to, now that it
     * knows the session: of an engine what {@code wrap} took early if {@link #status} is {@link Status#REJECTED}; of a
     * socket also what no session allowed, or not so much of it. Given once; empty before the handshake has ended.
     *
     * @return the caller's; never null
     */
    byte[] takeRejected();
}
