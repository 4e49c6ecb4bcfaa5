package dev.handfast.jsse;

import dev.handfast.engine.EarlyDataStatus;
import dev.handfast.engine.TlsConnection;
import dev.handfast.wire.Bytes;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** What {@code dev.handfast.TlsEarlyData} does, behind JSSE's types. */
public final class EarlyDataAccess {

    private EarlyDataAccess() {
    }

    /** Lets server engines of a context take early data. */
    public static void accept(SSLContext context, int maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("negative: " + maxBytes);
        }
        SessionAccess.owner(context).resumptions().acceptEarlyData(maxBytes);
    }

    /** Lets a client engine offer early data. */
    public static void offer(SSLEngine engine) {
        association(engine).offerEarlyData();
    }

    /** Whether application data may be written. */
    public static boolean mayWrite(SSLEngine engine) {
        TlsConnection connection = association(engine).connection();
        return connection != null && connection.mayWrite();
    }

    /** Bytes of early data a server engine has delivered. */
    public static long received(SSLEngine engine) {
        TlsConnection connection = association(engine).connection();
        return connection == null ? 0 : connection.earlyDataReceived();
    }

    /** The name of what became of a client engine's early data. */
    public static String status(SSLEngine engine) {
        TlsConnection connection = association(engine).connection();
        return (connection == null ? EarlyDataStatus.NONE : connection.earlyData()).name();
    }

    /** The early data that was sent in vain, once. */
    public static byte[] takeRejected(SSLEngine engine) {
        TlsConnection connection = association(engine).connection();
        return connection == null ? Bytes.NONE : connection.takeRejectedEarlyData();
    }

    private static Association association(SSLEngine engine) {
        if (engine instanceof EngineImpl ours) {
            return ours.association();
        }
        throw new IllegalArgumentException("not an engine of Handfast: " + engine.getClass().getName());
    }
}
