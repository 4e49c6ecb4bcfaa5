package dev.handfast;

import dev.handfast.jsse.EarlyDataAccess;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Early data of TLS 1.3, also called 0-RTT (RFC 9846 sections 2.3 and 8): what a client that resumes a session sends
 * together with its first message. Off by default, and for engines only; sockets neither send nor take it.
 *
 * <p>Early data has no forward secrecy beyond its ticket's, and an attacker may send it again. Handfast takes each
 * ClientHello's early data once, within seconds of the time the client says, and only on the process that gave out the
 * ticket or, where {@link SessionCaches} are shared, on any one of the fleet. Even so, a client whose early data was
 * lost may send it again by itself: servers should let only requests in early that may be repeated, and answer others
 * with status 425 (RFC 8470).
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
        /** The server did not take it; {@link TlsEarlyData#takeRejected} has it. */
        REJECTED
    }

    private TlsEarlyData() {
    }

    /**
     * Lets server engines of a context take early data from now on. {@code unwrap} then delivers it while the handshake
     * status is still {@code NEED_UNWRAP}, and {@code wrap} sends answers meanwhile.
     *
     * @param maxBytes how much a client may send early, 0 for none
     * @throws IllegalArgumentException if the context is not from this provider or {@code maxBytes} is negative
     */
    public static void accept(SSLContext context, int maxBytes) {
        EarlyDataAccess.accept(context, maxBytes);
    }

    /**
     * Lets a client engine send early data if it resumes a session that allows it; call it before the handshake. While
     * {@link #mayWrite} says so, {@code wrap} sends application data although the handshake has not ended.
     *
     * @throws IllegalArgumentException if the engine is not from this provider
     */
    public static void offer(SSLEngine engine) {
        EarlyDataAccess.offer(engine);
    }

    /** Whether {@code wrap} takes application data now: early, in answer to early data, or after the handshake. */
    public static boolean mayWrite(SSLEngine engine) {
        return EarlyDataAccess.mayWrite(engine);
    }

    /**
     * How many bytes a server engine has delivered early: those are the first of all that it delivers. Data behind them
     * is not early.
     */
    public static long received(SSLEngine engine) {
        return EarlyDataAccess.received(engine);
    }

    /** What became of a client engine's early data. */
    public static Status status(SSLEngine engine) {
        return Status.valueOf(EarlyDataAccess.status(engine));
    }

    /**
     * The early data that the server did not take, for the application to send again if it wants to; answered once, and
     * empty unless {@link #status} is {@link Status#REJECTED}.
     */
    public static byte[] takeRejected(SSLEngine engine) {
        return EarlyDataAccess.takeRejected(engine);
    }
}
