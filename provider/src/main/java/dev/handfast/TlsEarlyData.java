package dev.handfast;

import dev.handfast.jsse.EarlyDataAccess;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/**
 * Early data of TLS 1.3, also called 0-RTT (RFC 9846 sections 2.3 and 8): what a client that resumes a session sends
 * together with its first message. Off by default, for clients and servers, engines and sockets.
 *
 * <p>Early data has no forward secrecy beyond its ticket's, and an attacker may send it again. Handfast takes each
 * ClientHello's early data once, within seconds of the time the client says, and only on the process that gave out the
 * ticket or, where {@link SessionCaches} are shared, on any one of the fleet. Even so, a client whose early data was
 * lost may send it again by itself: servers should let only requests in early that may be repeated, and answer others
 * with status 425 (RFC 8470), or wait with them for the handshake's end, which no replay reaches.
 */
public final class TlsEarlyData {

    /** What became of a client's early data. */
    public enum Status {
        /** None was offered: there is no session that allows it, or it is off. */
        NONE,
        /** Offered; the server has not answered yet. */
        OFFERED,
        /** The server took it. */
        ACCEPTED,
        /** The server did not take it; the application may send it again. */
        REJECTED
    }

    private TlsEarlyData() {
    }

    /**
     * Lets servers of a context take early data, in handshakes that begin from now on.
     *
     * <p>An engine's {@code unwrap} then delivers it while the handshake status is still {@code NEED_UNWRAP}, and
     * {@code wrap} sends answers meanwhile. A socket's input stream delivers it before the handshake has ended, and its
     * output stream then sends answers at once; {@link SSLSocket#startHandshake} and {@link SSLSocket#getSession} still
     * wait for the end, and what comes early meanwhile is kept to be read.
     *
     * @param context one of Handfast's
     * @param maxBytes how much a client may send early, 0 for none; a socket keeps up to so many bytes in memory
     * @throws IllegalArgumentException if the context is not from this provider or {@code maxBytes} is negative
     */
    public static void accept(SSLContext context, int maxBytes) {
        EarlyDataAccess.accept(context, maxBytes);
    }

    /**
     * Lets a client engine send early data if it resumes a session that allows it; call it before the handshake. While
     * {@link #mayWrite} says so, {@code wrap} sends application data although the handshake has not ended.
     *
     * @param engine one of a client
     * @throws IllegalArgumentException if the engine is not from this provider
     */
    public static void offer(SSLEngine engine) {
        EarlyDataAccess.offer(engine);
    }

    /**
     * Gives a client socket bytes that it sends early, in its handshake, if it resumes a session that allows it. After the
     * handshake {@link #takeUnsent} has those that the server did not get. What is written to the output stream never
     * goes early. May be called several times.
     *
     * @param socket one of a client
     * @param bytes are copied
     * @throws IllegalArgumentException if the socket is not from this provider
     * @throws IllegalStateException if the handshake has begun, or the socket is a server's
     */
    public static void offer(SSLSocket socket, byte[] bytes) {
        EarlyDataAccess.offer(socket, bytes);
    }

    /**
     * Whether {@code wrap} takes application data now: early, in answer to early data, or after the handshake.
     *
     * @param engine one of either role
     * @return false while a handshake goes on and early data is not, or no longer, possible
     */
    public static boolean mayWrite(SSLEngine engine) {
        return EarlyDataAccess.mayWrite(engine);
    }

    /**
     * How many bytes a server engine has delivered early: those are the first of all that it delivers. Data behind them
     * is not early.
     *
     * @param engine one of a server
     * @return bytes; 0 for none
     */
    public static long received(SSLEngine engine) {
        return EarlyDataAccess.received(engine);
    }

    /**
     * How many bytes a server socket has got early: those are the first of all that its input stream delivers, and no
     * single read crosses from them to what is behind, which is not early.
     *
     * @param socket one of a server
     * @return bytes; 0 for none
     */
    public static long received(SSLSocket socket) {
        return EarlyDataAccess.received(socket);
    }

    /**
     * What became of a client engine's early data.
     *
     * @param engine one of a client
     * @return as far as it is known now
     */
    public static Status status(SSLEngine engine) {
        return Status.valueOf(EarlyDataAccess.status(engine));
    }

    /**
     * What became of a client socket's early data.
     *
     * @param socket one of a client
     * @return as far as it is known now
     */
    public static Status status(SSLSocket socket) {
        return Status.valueOf(EarlyDataAccess.status(socket));
    }

    /**
     * The early data that the server did not take, for the application to send again if it wants to; answered once, and
     * empty unless {@link #status} is {@link Status#REJECTED}.
     *
     * @param engine one of a client
     * @return a new array, the caller's
     */
    public static byte[] takeRejected(SSLEngine engine) {
        return EarlyDataAccess.takeRejected(engine);
    }

    /**
     * Those bytes of {@link #offer(SSLSocket, byte[])} that the server has not got, because no session allowed them, or so
     * many, or it did not take them: for the application to write if it still wants to, now that it knows the session.
     * Answered once; empty before the handshake has ended.
     *
     * @param socket one of a client
     * @return a new array, the caller's
     */
    public static byte[] takeUnsent(SSLSocket socket) {
        return EarlyDataAccess.takeUnsent(socket);
    }
}
