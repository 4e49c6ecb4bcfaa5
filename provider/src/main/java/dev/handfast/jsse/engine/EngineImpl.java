package dev.handfast.jsse.engine;

import dev.handfast.engine.Progress;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.engine.ReadStatus;
import dev.handfast.engine.WriteStatus;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.context.SharedContext;
import dev.handfast.jsse.trace.ExceptionMapper;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * An engine: {@link ProtocolConnection} in JSSE's words. It holds no lock of its own over a call, so one thread may
 * wrap while another unwraps. Destinations of {@code wrap} may be smaller than the largest record: then as much is
 * sealed as fits.
 */
public final class EngineImpl extends ConfiguredEngine {

    private final EngineOrSocket party = new EngineOrSocket.OfEngine(this, configuration);
    private volatile boolean closeOffered;

    private EngineImpl(SharedContext context) {
        super(context);
    }

    private EngineImpl(SharedContext context, String host, int port) {
        super(context, host, port);
    }

    // By their general type, so that the service of contexts is verified without this class.

    /** An engine whose peer is not named. */
    public static SSLEngine of(SharedContext context) {
        return new EngineImpl(context);
    }

    /**
     * An engine whose peer may be named.
     *
     * @param host the peer's name or address, not verified, or null
     */
    public static SSLEngine of(SharedContext context, String host, int port) {
        return new EngineImpl(context, host, port);
    }

    // Traffic

    @Override
    public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) throws SSLException {
        requireRole();
        EngineBuffers.checkBuffers(srcs, offset, length, "source");
        EngineBuffers.checkDestination(dst, "destination");
        ProtocolConnection connection = begun();
        if (connection == null) {
            return result(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
        }
        if (connection.isHandshaking() && !connection.isWriteClosed()) {
            Progress progress = connection.progress();
            boolean early = EngineBuffers.remaining(srcs, offset, length) > 0 && connection.mayWrite();
            if (!early && (progress == Progress.NEED_READ || progress == Progress.NEED_WORK)) {
                return result(Status.OK, statusOf(progress), 0, 0);
            }
        }
        long before = EngineBuffers.remaining(srcs, offset, length);
        takeCloseOffer(connection, before == 0);
        int room = dst.remaining();
        WriteStatus wrote;
        int limit = limited(dst);
        try {
            wrote = connection.write(srcs, offset, length, dst);
        } catch (TlsFault fault) {
            throw association.failed(fault);
        } finally {
            dst.limit(limit);
        }
        int produced = room - dst.remaining();
        int consumed = (int) (before - EngineBuffers.remaining(srcs, offset, length));
        Status status = switch (wrote) {
            case OVERFLOW -> Status.BUFFER_OVERFLOW;
            case CLOSED -> Status.CLOSED;
            case OK -> connection.isWriteClosed() ? Status.CLOSED : Status.OK;
        };
        return result(status, handshakeStatus(connection), consumed, produced);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) throws SSLException {
        requireRole();
        if (src == null) {
            throw new IllegalArgumentException("source buffer is null");
        }
        EngineBuffers.checkBuffers(dsts, offset, length, "destination");
        for (int i = offset; i < offset + length; i++) {
            EngineBuffers.checkDestination(dsts[i], "destination");
        }
        ProtocolConnection connection = begun();
        if (connection == null) {
            return result(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
        }
        if (connection.isHandshaking() && !connection.isReadClosed()) {
            Progress progress = connection.progress();
            if (progress == Progress.NEED_WRITE || progress == Progress.NEED_WORK) {
                return result(Status.OK, statusOf(progress), 0, 0);
            }
        }
        int before = src.remaining();
        long room = EngineBuffers.remaining(dsts, offset, length);
        ReadStatus read;
        try {
            read = connection.readDeferring(src, dsts, offset, length);
        } catch (TlsFault fault) {
            throw association.failed(fault);
        }
        int consumed = before - src.remaining();
        int produced = (int) (room - EngineBuffers.remaining(dsts, offset, length));
        if (consumed > 0 && connection.hasPeerClosed()) {
            offerClose(connection);
        }
        Status status = switch (read) {
            // as behind a task that has failed: the wrap that is needed says why, and the next one has the alert
            case OK -> connection.isReadClosed() && !connection.isFaultDue() ? Status.CLOSED : Status.OK;
            case UNDERFLOW -> Status.BUFFER_UNDERFLOW;
            case OVERFLOW -> Status.BUFFER_OVERFLOW;
            case CLOSED -> Status.CLOSED;
        };
        return result(status, consumed == 0 ? statusOf(connection) : handshakeStatus(connection), consumed,
                produced);
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        ProtocolConnection connection = association.connection();
        return connection == null ? null : connection.takeTask();
    }

    @Override
    public void beginHandshake() throws SSLException {
        requireRole();
        ProtocolConnection connection = association.connection();
        if (connection == null) {
            association.begin(party);
            return;
        }
        if (connection.isWriteClosing() || connection.isReadClosed()) {
            SSLException ended = new SSLException("Cannot kickstart, the connection is broken or closed");
            if (connection.failure() != null) {
                ended.initCause(ExceptionMapper.exception(connection.failure()));
            }
            throw ended;
        }
        SessionState established = connection.session();
        if (connection.isHandshaking() || established == null) {
            return;
        }
        if (established.isOf(ProtocolVersion.TLS_1_3)) {
            connection.requestKeyUpdate(true);
        } else {
            association.refuseRenegotiation();
        }
    }

    @Override
    public void closeInbound() throws SSLException {
        ProtocolConnection connection = association.closeUnbegun();
        if (connection == null) {
            return;
        }
        try {
            connection.closeRead();
        } catch (TlsFault fault) {
            association.count(fault);
            SSLException truncated = new SSLException("closing inbound before receiving peer's close_notify");
            truncated.addSuppressed(fault);
            throw truncated;
        }
    }

    @Override
    public boolean isInboundDone() {
        ProtocolConnection connection = association.connection();
        return connection == null ? association.isClosedUnbegun() : connection.isReadClosed();
    }

    @Override
    public void closeOutbound() {
        ProtocolConnection connection = association.closeUnbegun();
        if (connection != null && !connection.isWriteClosed()) {
            connection.closeWrite();
        }
    }

    @Override
    public boolean isOutboundDone() {
        ProtocolConnection connection = association.connection();
        return connection == null ? association.isClosedUnbegun() : connection.isWriteClosed();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        ProtocolConnection connection = association.connection();
        return connection == null ? HandshakeStatus.NOT_HANDSHAKING : statusOf(connection);
    }

    @Override
    public String toString() {
        return "SSLEngine[hostname=" + getPeerHost() + ", port=" + getPeerPort() + ", " + getSession() + "]";
    }

    // Within a call

    /** The connection, begun; null if the engine was closed before. */
    private @Nullable ProtocolConnection begun() throws SSLException {
        return association.isClosedUnbegun() ? null : association.begin(party);
    }

    private void requireRole() {
        if (!configuration.get().roleChosen()) {
            throw new IllegalStateException("Client/Server mode has not yet been set.");
        }
    }

    /**
     * Asks a client to answer close_notify. RFC 9846 section 6.1 leaves its own direction open, but the HttpClient of
     * JDK 17 closes only if it is told NEED_WRAP, and waits for ever for a server that waits for the answer.
     */
    private void offerClose(ProtocolConnection connection) {
        closeOffered = configuration.get().client() && !connection.isWriteClosing();
    }

    /** The first wrap after the offer decides: without data it closes, with data the direction stays open. */
    private void takeCloseOffer(ProtocolConnection connection, boolean nothingToSend) {
        if (closeOffered) {
            closeOffered = false;
            if (nothingToSend) {
                connection.closeWrite();
            }
        }
    }

    /** FINISHED once, for the call that ended the handshake or the first one after a task did. */
    private HandshakeStatus handshakeStatus(ProtocolConnection connection) {
        if (!connection.takeFinished()) {
            return statusOf(connection);
        }
        association.session();
        return HandshakeStatus.FINISHED;
    }

    private HandshakeStatus statusOf(ProtocolConnection connection) {
        return closeOffered && !connection.isWriteClosed() ? HandshakeStatus.NEED_WRAP
                : statusOf(connection.progress());
    }

    private static HandshakeStatus statusOf(Progress progress) {
        return switch (progress) {
            case IDLE -> HandshakeStatus.NOT_HANDSHAKING;
            case NEED_READ -> HandshakeStatus.NEED_UNWRAP;
            case NEED_WRITE -> HandshakeStatus.NEED_WRAP;
            case NEED_WORK -> HandshakeStatus.NEED_TASK;
        };
    }

    /** Keeps records within what the application set as the largest packet; returns the limit to restore. */
    private int limited(ByteBuffer dst) {
        int limit = dst.limit();
        int packet = configuration.get().packets().maximumSize();
        if (packet > 0 && packet < dst.remaining()) {
            dst.limit(dst.position() + packet);
        }
        return limit;
    }

    private static SSLEngineResult result(Status status, HandshakeStatus handshake, int consumed, int produced) {
        return new SSLEngineResult(status, handshake, consumed, produced);
    }
}
