package dev.handfast.engine;

import dev.handfast.handshake.HandshakeActions.KeyingMaterial;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.EarlyData;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One connection, without I/O: records go in, records come out, and {@link #progress()} says what it waits for.
 *
 * <p>Thread-safe. Reading takes the inbound lock, writing the outbound lock; a handshake step takes both in that order;
 * tasks run with neither. One thread may read while another writes.
 *
 * <p>Whatever is thrown within, be it by JCA providers, managers, caches or loggers, ends the connection:
 * {@link #begin}, {@link #read}, {@link #write} and tasks are the gate that it passes.
 */
public final class ProtocolConnection {

    private final HandshakeConfig settings;
    private final ReentrantLock inboundLock = new ReentrantLock();
    private final Inbound inbound;
    private final Outbound outbound;
    private final HandshakeDriver steps;
    private final ConnectionTermination ending;
    private final RecordDispatcher arrivals;

    // Guarded by the inbound lock; may be read without it.
    private volatile boolean begun;

    /** A connection that does nothing until it is begun, read or written. */
    public ProtocolConnection(HandshakeConfig settings) {
        this.settings = settings;
        this.inbound = new Inbound(settings);
        this.outbound = new Outbound(settings);
        this.steps = new HandshakeDriver(settings, inbound, outbound);
        this.ending = new ConnectionTermination(settings, inbound, outbound, steps);
        this.arrivals = new RecordDispatcher(settings, inbound, outbound, steps, ending);
    }

    /** Begins the handshake unless it has begun: a client queues its ClientHello, a server waits for one. */
    public void begin() throws TlsFault {
        if (begun) {
            return;
        }
        inboundLock.lock();
        try {
            if (begun || ending.failure() != null || ending.isReadClosed()) {
                return;
            }
            begun = true;
            steps.begin();
        } catch (Throwable e) {
            throw ending.fail(HandshakeDriver.faultOf(e));
        } finally {
            inboundLock.unlock();
        }
    }

    /**
     * Consumes at most one record of {@code src} and delivers application data to
     * {@code dsts[offset .. offset + length)}. Buffers may be of any kind.
     *
     * @throws TlsFault if the record ends the connection; the alert, if any, waits to be written
     */
    public ReadStatus read(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) throws TlsFault {
        return read(src, dsts, offset, length, false);
    }

    /**
     * As {@link #read(ByteBuffer, ByteBuffer[], int, int)}, but a refused message of a handshake is thrown by the next
     * call, which is to be {@link #write} because of the alert.
     */
    public ReadStatus readDeferring(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) throws TlsFault {
        return read(src, dsts, offset, length, true);
    }

    private ReadStatus read(ByteBuffer src, ByteBuffer[] dsts, int offset, int length, boolean deferring)
            throws TlsFault {
        begin();
        int before = src.remaining();
        boolean mayDefer = false;
        inboundLock.lock();
        try {
            mayDefer = deferring && steps.isHandshaking();
            ending.throwDeferred();
            return ending.isReadClosed() ? ReadStatus.CLOSED
                    : steps.work() != null ? ReadStatus.OK : readRecord(src, dsts, offset, length);
        } catch (Throwable e) {
            TlsFault fault = HandshakeDriver.faultOf(e);
            if (mayDefer && fault.alert() != null && src.remaining() < before) {
                ending.defer(fault);
                return ReadStatus.OK;
            }
            throw ending.fail(fault);
        } finally {
            inboundLock.unlock();
        }
    }

    /**
     * Produces at most one record: what the handshake or closing has queued goes first, then application data from
     * {@code srcs[offset .. offset + length)}, as much as fits {@code dst}.
     */
    public WriteStatus write(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) throws TlsFault {
        begin();
        WriteStatus status = null;
        while (status == null) {
            if (ending.isDeferred()) {
                inboundLock.lock();
                try {
                    ending.throwDeferred();
                } finally {
                    inboundLock.unlock();
                }
            }
            try {
                status = ending.writeUnlessDeferred(srcs, offset, length, dst);
            } catch (Throwable e) {
                if (ending.failure() != null) {
                    // Not even the alert can be sealed.
                    outbound.abandon();
                }
                throw fail(e);
            }
        }
        return status;
    }

    /** Ends the connection for what it, or what it works with, has thrown; the alert waits. Returns what to throw. */
    public TlsFault fail(Throwable e) {
        inboundLock.lock();
        try {
            return ending.fail(HandshakeDriver.faultOf(e));
        } finally {
            inboundLock.unlock();
        }
    }

    /** What the connection waits for. */
    public Progress progress() {
        if (outbound.isUrgent()) {
            return Progress.NEED_WRITE;
        }
        if (steps.work() != null) {
            return Progress.NEED_WORK;
        }
        return steps.isFinished() ? Progress.NEED_WRITE : steps.isHandshaking() ? Progress.NEED_READ : Progress.IDLE;
    }

    /** True once after a handshake has ended and its last bytes were produced: the caller reports it. */
    public boolean takeFinished() {
        if (!steps.isFinished() || outbound.isUrgent()) {
            return false;
        }
        inboundLock.lock();
        try {
            return steps.takeFinished();
        } finally {
            inboundLock.unlock();
        }
    }

    /**
     * The work that is due, or null if there is none or somebody has taken it. It may run on any thread, and does its
     * work once: another run returns when the first has ended. Where somebody answers later, a run waits for it, unless
     * {@link #whenReady} was called before.
     */
    public @Nullable Runnable takeTask() {
        if (!steps.isWorkWaiting()) {
            return null;
        }
        inboundLock.lock();
        try {
            return steps.takeWork(due -> new DelegatedTask<>(due, inboundLock, steps, ending));
        } finally {
            inboundLock.unlock();
        }
    }

    /**
     * Has tasks return where they would wait for somebody who answers later, and the listener told each time when the
     * connection can go on after that, by the thread that has answered, without a lock held. It is not told of a
     * connection that was closed meanwhile.
     */
    public void whenReady(@Nullable Runnable listener) {
        steps.ready(listener);
    }

    /** Whether work is due or being done, before which no more records are read. */
    public boolean isWorkDue() {
        return steps.work() != null;
    }

    /** Whether a record is queued, so that {@link #write} has something to produce without application data. */
    public boolean isRecordDue() {
        return outbound.isUrgent();
    }

    /** What is established; null before the first handshake has ended. */
    public @Nullable SessionState session() {
        return steps.session();
    }

    /** What a handshake in progress knows so far; null if there is none. */
    public @Nullable SessionState handshaking() {
        return steps.isHandshaking() ? steps.known() : null;
    }

    /** Whether a handshake has begun and not ended. */
    public boolean isHandshaking() {
        return steps.isHandshaking();
    }

    /** Whether the handshake has begun at some time. */
    public boolean hasBegun() {
        return begun;
    }

    /**
     * Changes this side's keys behind what was written so far (RFC 9846 section 4.7.3).
     *
     * @param peerToo whether the peer is asked to change its own
     * @throws IllegalStateException unless TLS 1.3 is established
     */
    public void requestKeyUpdate(boolean peerToo) {
        SessionState established = steps.session();
        if (established == null || !established.isOf(ProtocolVersion.TLS_1_3)) {
            throw new IllegalStateException("keys can be updated in established TLS 1.3 connections only");
        }
        outbound.updateKeys(peerToo);
    }

    /** Whether the peer owes a KeyUpdate that was asked for, and so will send something. */
    public boolean isUpdateOwed() {
        return outbound.isUpdateOwed();
    }

    /**
     * Queues close_notify; application data is refused from here on. What has not begun never will; this and a client
     * whose ClientHello has not been sent end both ways, because nobody will answer; so does a handshake that waits for
     * somebody who answers later, which could not send what it waits for.
     */
    public void closeWrite() {
        inboundLock.lock();
        try {
            boolean heard = outbound.close(steps.isHandshaking());
            if (!begun) {
                begun = true;
                ending.closeRead();
            } else if (settings.client() && !heard) {
                ending.end();
            } else if (steps.isHandshaking()) {
                steps.abandonTask();
            }
        } finally {
            inboundLock.unlock();
        }
    }

    /**
     * Notes that the transport has ended. Traffic can still be written, as after the peer's close_notify.
     *
     * @throws TlsFault if the peer did not say so before: {@link Fault#TRUNCATED}, or during a handshake, which ends
     *         the connection, {@link Fault#PEER_CLOSED_EARLY}
     */
    public void closeRead() throws TlsFault {
        inboundLock.lock();
        try {
            if (ending.isReadClosed() || !begun) {
                ending.closeRead();
                return;
            }
            throw ending.truncate();
        } finally {
            inboundLock.unlock();
        }
    }

    /** Ends both directions at once, wipes the keys and sends nothing more. */
    public void abandon() {
        inboundLock.lock();
        try {
            ending.end();
            begun = true;
            steps.forgetFinished();
            outbound.abandon();
        } finally {
            inboundLock.unlock();
        }
    }

    /** Whether this side's close_notify or fatal alert has been produced. */
    public boolean isWriteClosed() {
        return outbound.isClosed();
    }

    /** Whether close_notify or a fatal alert is queued or has been produced. */
    public boolean isWriteClosing() {
        return outbound.isClosing();
    }

    /** Whether nothing more can come: the peer closed, or the connection failed. */
    public boolean isReadClosed() {
        return ending.isReadClosed();
    }

    /** Whether the peer has said that it sends no more. */
    public boolean hasPeerClosed() {
        return inbound.hasPeerClosed();
    }

    /** Bytes of early data that the application of a server was given: the first bytes of all that it reads. */
    public long earlyDataReceived() {
        return inbound.earlyDataReceived();
    }

    /** What became of a client's early data. */
    public EarlyData.Status earlyData() {
        return outbound.earlyData();
    }

    /** The early data that the server did not take, once; empty before it has decided, and if it took all. */
    public byte[] takeRejectedEarlyData() {
        return outbound.takeRejectedEarlyData();
    }

    /** Whether application data may be written: after the handshake, or as early data, or in answer to it. */
    public boolean mayWrite() {
        return outbound.mayWrite();
    }

    /** Whether it has failed by a fault that nobody was told of: the next read or write throws it. */
    public boolean isFaultDue() {
        return ending.isDeferred();
    }

    /** Why the connection failed, or null. */
    public @Nullable TlsFault failure() {
        return ending.failure();
    }

    /** Bytes of the largest record of this connection, in either direction. */
    public int packetSize() {
        return RecordSizes.largest(steps.facts());
    }

    /** See {@code TlsConnection}; throws IllegalStateException where there is no secret of this connection alone. */
    public byte[] exportKeyingMaterial(String label, byte @Nullable [] context, int length) {
        return ofKeyingMaterial(material -> material.export(label, context, length));
    }

    /** The first Finished of TLS 1.2 (RFC 5929 section 3.1), else null; throws as {@link #exportKeyingMaterial}. */
    public byte @Nullable [] firstFinished() {
        return ofKeyingMaterial(KeyingMaterial::firstFinished);
    }

    private byte[] ofKeyingMaterial(Function<KeyingMaterial, byte[]> taking) {
        inboundLock.lock();
        try {
            KeyingMaterial material = steps.exporter();
            SessionState established = steps.session();
            if (material == null || established == null) {
                throw new IllegalStateException("no established connection to export keying material from");
            }
            // RFC 7627 section 5.4: an attacker in the middle can have two connections with one master secret.
            if (established.isOf(ProtocolVersion.TLS_1_2) && !established.extendedMasterSecret()) {
                throw new IllegalStateException("keying material of TLS 1.2 is not safe without extended_master_secret"
                        + " (RFC 7627 section 5.4), which one of the sides does not support");
            }
            return taking.apply(material);
        } finally {
            inboundLock.unlock();
        }
    }

    private ReadStatus readRecord(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) throws TlsFault {
        int record = inbound.recordLength(src);
        if (record < 0 || src.remaining() < record) {
            return ReadStatus.UNDERFLOW;
        }
        try (Inbound.Content content = inbound.open(src, record, dsts, offset, length)) {
            if (content.overflows()) {
                return ReadStatus.OVERFLOW;
            }
            src.position(src.position() + record);
            arrivals.take(content, dsts, offset, length);
        }
        return ending.isReadClosed() ? ReadStatus.CLOSED : ReadStatus.OK;
    }
}
