package dev.handfast.jsse;

import dev.handfast.engine.EarlyDataStatus;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.jsse.context.ConnectionContext;
import dev.handfast.jsse.context.ContextSessions;
import dev.handfast.jsse.engine.EngineImpl;
import dev.handfast.jsse.socket.SocketImpl;
import dev.handfast.wire.Bytes;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/** What {@code dev.handfast.TlsEarlyData} does, behind JSSE's types. */
public final class EarlyDataAccess {

    private EarlyDataAccess() {
    }

    /** Lets servers of a context take early data. */
    public static void accept(SSLContext context, int maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("negative: " + maxBytes);
        }
        ContextSessions.owner(context).resumptions().acceptEarlyData(maxBytes);
    }

    /** Lets a client engine offer early data. */
    public static void offer(SSLEngine engine) {
        ours(engine).association().offerEarlyData();
    }

    /** Gives a client socket early data to offer. */
    public static void offer(SSLSocket socket, byte[] bytes) {
        ours(socket).offerEarly(bytes);
    }

    /** Whether application data may be written. */
    public static boolean mayWrite(SSLEngine engine) {
        ProtocolConnection connection = ours(engine).association().connection();
        return connection != null && connection.mayWrite();
    }

    /** Bytes of early data a server engine has delivered. */
    public static long received(SSLEngine engine) {
        return received(ours(engine).association());
    }

    /** Bytes of early data a server socket has got. */
    public static long received(SSLSocket socket) {
        return received(ours(socket).association());
    }

    /** The name of what became of a client engine's early data. */
    public static String status(SSLEngine engine) {
        return status(ours(engine).association());
    }

    /** The name of what became of a client socket's early data. */
    public static String status(SSLSocket socket) {
        return status(ours(socket).association());
    }

    /** The early data that was sent in vain, once. */
    public static byte[] takeRejected(SSLEngine engine) {
        ProtocolConnection connection = ours(engine).association().connection();
        return connection == null ? Bytes.NONE : connection.takeRejectedEarlyData();
    }

    /** What was offered and the server has not got, once. */
    public static byte[] takeUnsent(SSLSocket socket) {
        return ours(socket).takeUnsent();
    }

    private static long received(ConnectionContext association) {
        ProtocolConnection connection = association.connection();
        return connection == null ? 0 : connection.earlyDataReceived();
    }

    private static String status(ConnectionContext association) {
        ProtocolConnection connection = association.connection();
        return (connection == null ? EarlyDataStatus.NONE : connection.earlyData()).name();
    }

    static EngineImpl ours(SSLEngine engine) {
        if (engine instanceof EngineImpl ours) {
            return ours;
        }
        throw new IllegalArgumentException("not an engine of Handfast: " + engine.getClass().getName());
    }

    static SocketImpl ours(SSLSocket socket) {
        if (socket instanceof SocketImpl ours) {
            return ours;
        }
        throw new IllegalArgumentException("not a socket of Handfast: " + socket.getClass().getName());
    }
}
