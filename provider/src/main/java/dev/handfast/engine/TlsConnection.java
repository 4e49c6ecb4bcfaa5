package dev.handfast.engine;

import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.HandshakeState.ChangeCipherSpecRule;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Output.KeyingMaterial;
import dev.handfast.handshake.Received;
import dev.handfast.handshake.Settings;
import dev.handfast.handshake.Suspension;
import dev.handfast.handshake.Trace;
import dev.handfast.handshake.client.StartClient;
import dev.handfast.handshake.server.ExpectClientHello;
import dev.handfast.message.ChangeCipherSpec;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.MessageCodecs;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection, without I/O: records go in, records come out, and {@link #progress()} says what it waits for.
 *
 * <p>Thread-safe. Reading takes the inbound lock, writing the outbound lock; a handshake step takes both in that order;
 * tasks run with neither. One thread may read while another writes.
 *
 * <p>The state is taken out before it is called and {@link Failed} stands in its place meanwhile, so that an exception
 * never leaves a live state behind.
 */
public final class TlsConnection {

    /** What came of a read. */
    public enum ReadStatus {
        /** A record was consumed, or nothing could be because a task or a write is due. */
        OK,
        /** The source holds less than one record. */
        UNDERFLOW,
        /** The destinations cannot hold the record's content; nothing was consumed. */
        OVERFLOW,
        /** Nothing more can come. */
        CLOSED
    }

    /** What came of a write. */
    public enum WriteStatus {
        /** A record was produced, or there was nothing to send. */
        OK,
        /** The destination cannot hold the smallest record that is due. */
        OVERFLOW,
        /** Nothing more can be sent. */
        CLOSED
    }

    private static final System.Logger LOG = System.getLogger(TlsConnection.class.getName());

    private final Settings settings;
    private final ReentrantLock inboundLock = new ReentrantLock();
    private final Inbound inbound;
    private final Outbound outbound;

    // Guarded by the inbound lock; the volatile ones may be read without it.
    private HandshakeState state = NotBegun.STATE;
    private volatile Suspension<?> work;
    private volatile boolean workTaken;
    private volatile boolean begun;
    private volatile boolean handshaking;
    private volatile boolean finished;
    private volatile boolean readClosed;
    private volatile SessionState known;
    private volatile SessionState session;
    private volatile TlsFault failure;
    private volatile TlsFault deferred;
    private KeyingMaterial exporter;

    /** A connection that does nothing until it is begun, read or written. */
    public TlsConnection(Settings settings) {
        this.settings = settings;
        this.inbound = new Inbound(settings);
        this.outbound = new Outbound(settings);
    }

    /** Begins the handshake unless it has begun: a client queues its ClientHello, a server waits for one. */
    public void begin() throws TlsFault {
        if (begun) {
            return;
        }
        inboundLock.lock();
        try {
            if (begun || failure != null || readClosed) {
                return;
            }
            begun = true;
            handshaking = true;
            known = SessionState.begun(settings.clock().getAsLong());
            if (settings.client()) {
                step((current, out) -> StartClient.start(settings, known, out));
            } else {
                state = new ExpectClientHello(settings, known);
            }
        } catch (TlsFault fault) {
            throw fail(fault);
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
        begin();
        inboundLock.lock();
        try {
            throwDeferred();
            if (readClosed) {
                return ReadStatus.CLOSED;
            }
            if (work != null) {
                return ReadStatus.OK;
            }
            return readRecord(src, dsts, offset, length);
        } catch (TlsFault fault) {
            throw fail(fault);
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
        throwDeferred();
        try {
            return outbound.write(srcs, offset, length, dst);
        } catch (TlsFault fault) {
            inboundLock.lock();
            try {
                throw fail(fault);
            } finally {
                inboundLock.unlock();
            }
        }
    }

    /** What the connection waits for. */
    public Progress progress() {
        if (outbound.isUrgent()) {
            return Progress.NEED_WRITE;
        }
        if (work != null) {
            return Progress.NEED_WORK;
        }
        if (finished) {
            return Progress.NEED_WRITE;
        }
        return handshaking ? Progress.NEED_READ : Progress.IDLE;
    }

    /** True once after a handshake has ended and its last bytes were produced: the caller reports it. */
    public boolean takeFinished() {
        if (!finished || outbound.isUrgent()) {
            return false;
        }
        inboundLock.lock();
        try {
            boolean was = finished;
            finished = false;
            return was;
        } finally {
            inboundLock.unlock();
        }
    }

    /** The work that is due, or null if there is none or somebody has taken it. It may run on any thread. */
    public Runnable takeTask() {
        if (work == null || workTaken) {
            return null;
        }
        inboundLock.lock();
        try {
            Suspension<?> due = work;
            if (due == null || workTaken) {
                return null;
            }
            workTaken = true;
            return () -> perform(due);
        } finally {
            inboundLock.unlock();
        }
    }

    /** What is established; null before the first handshake has ended. */
    public SessionState session() {
        return session;
    }

    /** What a handshake in progress knows so far; null if there is none. */
    public SessionState handshaking() {
        return handshaking ? known : null;
    }

    /** Whether a handshake has begun and not ended. */
    public boolean isHandshaking() {
        return handshaking;
    }

    /** Whether the handshake has begun at some time. */
    public boolean hasBegun() {
        return begun;
    }

    /**
     * Changes this side's keys behind what was written so far (RFC 9846 section 4.6.3).
     *
     * @param peerToo whether the peer is asked to change its own
     * @throws IllegalStateException unless TLS 1.3 is established
     */
    public void requestKeyUpdate(boolean peerToo) {
        SessionState established = session;
        if (established == null || !ProtocolVersion.TLS_1_3.equals(established.version())) {
            throw new IllegalStateException("keys can be updated in established TLS 1.3 connections only");
        }
        outbound.updateKeys(peerToo);
    }

    /** Queues close_notify; application data is refused from here on. */
    public void closeWrite() {
        boolean cancelled = handshaking;
        outbound.close(cancelled);
        if (!begun) {
            inboundLock.lock();
            try {
                begun = true;
                readClosed = true;
            } finally {
                inboundLock.unlock();
            }
        }
    }

    /**
     * Notes that the transport has ended.
     *
     * @throws TlsFault if the peer did not say so before: {@link Fault#TRUNCATED}, or during a handshake
     *         {@link Fault#PEER_CLOSED_EARLY}
     */
    public void closeRead() throws TlsFault {
        inboundLock.lock();
        try {
            if (readClosed || !begun) {
                readClosed = true;
                return;
            }
            Fault fault = handshaking ? Fault.PEER_CLOSED_EARLY : Fault.TRUNCATED;
            throw fail(new TlsFault(fault, handshaking
                    ? "the peer ended the connection while this side waited for " + state.waitingFor()
                    : "data that the peer had sent may be missing; an attacker can cause this"));
        } finally {
            inboundLock.unlock();
        }
    }

    /** Ends both directions at once, wipes the keys and sends nothing more. */
    public void abandon() {
        inboundLock.lock();
        try {
            end();
            begun = true;
            finished = false;
            outbound.abandon();
        } finally {
            inboundLock.unlock();
        }
    }

    /** Whether close_notify or a fatal alert of this side has been produced. */
    public boolean isWriteClosed() {
        return outbound.isClosed();
    }

    /** Whether close_notify or a fatal alert is queued or has been produced. */
    public boolean isWriteClosing() {
        return outbound.isClosing();
    }

    /** Whether nothing more can come: the peer closed, or the connection failed. */
    public boolean isReadClosed() {
        return readClosed;
    }

    /** Whether the peer has said that it sends no more. */
    public boolean hasPeerClosed() {
        return inbound.hasPeerClosed();
    }

    /**
     * Bytes of early data that have been delivered to the application of a server: the first bytes of all that it reads.
     * An attacker may have sent them before, to another connection (RFC 9846 section 8, RFC 8470).
     */
    public long earlyDataReceived() {
        return inbound.earlyDataReceived();
    }

    /** What became of a client's early data. */
    public EarlyDataStatus earlyData() {
        return outbound.earlyData();
    }

    /**
     * The early data that the server did not take, once: the application decides whether to send it again. Empty before
     * the server has decided, and if it took all.
     */
    public byte[] takeRejectedEarlyData() {
        return outbound.takeRejectedEarlyData();
    }

    /** Whether application data may be written: after the handshake, or as early data, or in answer to it. */
    public boolean mayWrite() {
        return outbound.mayWrite();
    }

    /** Why the connection failed, or null. */
    public TlsFault failure() {
        return failure;
    }

    /** Bytes of the largest record of this connection, in either direction. */
    public int packetSize() {
        return Records.largest(visible());
    }

    /** Bytes of content of the largest record that this connection receives. */
    public int applicationSize() {
        SessionState facts = visible();
        return facts == null ? Limits.PLAINTEXT : facts.localRecordLimit();
    }

    /**
     * Keying material for the application (RFC 5705, RFC 9846 section 7.5).
     *
     * @param context or null for none, which in TLS 1.2 differs from an empty one
     * @param length in bytes
     * @throws IllegalStateException if no handshake has ended or the connection has
     */
    public byte[] exportKeyingMaterial(String label, byte[] context, int length) {
        inboundLock.lock();
        try {
            if (exporter == null) {
                throw new IllegalStateException("no established connection to export keying material from");
            }
            return exporter.export(label, context, length);
        } finally {
            inboundLock.unlock();
        }
    }

    private SessionState visible() {
        SessionState current = known;
        return current != null ? current : session;
    }

    // Reading

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
            take(content, dsts, offset, length);
        }
        return readClosed ? ReadStatus.CLOSED : ReadStatus.OK;
    }

    private void take(Inbound.Content content, ByteBuffer[] dsts, int offset, int length) throws TlsFault {
        if (content.isSkipped()) {
            return;
        }
        ContentType type = content.type();
        if (type.equals(ContentType.APPLICATION_DATA)) {
            if (!state.receivesApplicationData()) {
                throw new TlsFault(Fault.RECORD_APPLICATION_DATA_EARLY, "expected " + state.waitingFor()
                        + ", the peer sent " + content.length() + " bytes of application data");
            }
            if (state.receivesEarlyData()) {
                inbound.countEarlyData(content.length());
            }
            content.deliver(dsts, offset, length);
        } else if (type.equals(ContentType.HANDSHAKE)) {
            inbound.join(content);
            stepMessages();
        } else if (type.equals(ContentType.ALERT)) {
            takeAlert(inbound.alert(content));
        } else {
            takeChangeCipherSpec(content);
        }
    }

    /** Feeds the state every whole message that waits, until it suspends. */
    private void stepMessages() throws TlsFault {
        byte[] raw;
        while (work == null && !readClosed && (raw = inbound.nextMessage(state)) != null) {
            HandshakeMessage message = MessageCodecs.read(raw, state.dialect());
            settings.trace().received(message, raw.length);
            Received in = new Received(message, raw, inbound.boundary());
            step((current, out) -> current.on(in, out));
        }
    }

    private void takeChangeCipherSpec(Inbound.Content content) throws TlsFault {
        ChangeCipherSpecRule rule = state.changeCipherSpec();
        inbound.checkChangeCipherSpec(content, rule, state);
        if (rule == ChangeCipherSpecRule.DELIVERED) {
            Received in = new Received(new ChangeCipherSpec(), Bytes.NONE, inbound.boundary());
            step((current, out) -> current.on(in, out));
        }
    }

    private void takeAlert(Inbound.PeerAlert alert) throws TlsFault {
        if (alert.isClosure()) {
            readClosed = true;
            if (handshaking) {
                throw new TlsFault(Fault.PEER_CLOSED_EARLY, "the peer sent close_notify while this side waited for "
                        + state.waitingFor());
            }
            settings.trace().chose("close_notify received", "the peer sends no more");
            if (!isTls13() || settings.acknowledgeCloseNotify()) {
                outbound.close(false);
            }
        } else if (alert.isFatal(isTls13())) {
            throw new TlsFault(Fault.PEER_ALERT, alert.explain(handshaking, state.waitingFor()));
        }
    }

    private boolean isTls13() {
        SessionState facts = visible();
        return facts != null && ProtocolVersion.TLS_1_3.equals(facts.version());
    }

    // Stepping

    /** One call of a state. */
    private interface Step {
        HandshakeState take(HandshakeState current, Output out) throws TlsFault;
    }

    private void step(Step step) throws TlsFault {
        HandshakeState current = state;
        state = Failed.STATE;
        Output out = new Output(settings.trace());
        HandshakeState next;
        try {
            next = step.take(current, out);
        } catch (TlsFault | RuntimeException e) {
            current.close();
            out.discard();
            throw e instanceof TlsFault fault ? fault : internal((RuntimeException) e);
        }
        carryOut(out);
        state = next;
        work = next.suspended();
        workTaken = false;
    }

    private void carryOut(Output out) throws TlsFault {
        outbound.lock();
        try {
            for (Output.Effect effect : out.effects()) {
                carryOut(effect);
            }
        } finally {
            outbound.unlock();
        }
    }

    private void carryOut(Output.Effect effect) throws TlsFault {
        if (effect instanceof Output.InstallRead order) {
            inbound.install(order);
        } else if (effect instanceof Output.SkipEarlyData order) {
            inbound.skipEarlyData(order.bytes());
        } else if (effect instanceof Output.TakeEarlyData order) {
            inbound.takeEarlyData(order.bytes());
            outbound.establish(order.soFar());
        } else if (effect instanceof Output.Learned order) {
            known = order.soFar();
            inbound.limit(known);
            outbound.limit(known);
        } else if (effect instanceof Output.Established order) {
            session = order.session();
            known = null;
            exporter = order.exporter();
            inbound.limit(session);
            outbound.establish(session);
            handshaking = false;
            finished = true;
        } else {
            outbound.carryOut(effect);
        }
    }

    private <R> void perform(Suspension<R> suspension) {
        R result = null;
        TlsFault fault = null;
        try {
            result = suspension.run();
        } catch (TlsFault e) {
            fault = e;
        } catch (RuntimeException e) {
            fault = internal(e);
        }
        inboundLock.lock();
        try {
            if (work == suspension) {
                work = null;
                resume(suspension, result, fault);
            } else if (fault == null) {
                discard(suspension, result);
            }
        } finally {
            inboundLock.unlock();
        }
    }

    private <R> void resume(Suspension<R> suspension, R result, TlsFault fault) {
        try {
            if (fault != null) {
                throw fault;
            }
            step((current, out) -> suspension.resume(result, out));
            stepMessages();
        } catch (TlsFault e) {
            deferred = fail(e);
        }
    }

    /** The connection has ended while the work was done: wipes what came of it. */
    private static <R> void discard(Suspension<R> suspension, R result) {
        Output out = new Output(Trace.NONE);
        try {
            suspension.resume(result, out).close();
        } catch (TlsFault e) {
            LOG.log(Level.DEBUG, "work that nobody waits for any more failed", e);
        }
        out.discard();
    }

    private static TlsFault internal(RuntimeException e) {
        return new TlsFault(Fault.INTERNAL, String.valueOf(e), e);
    }

    // Ending

    private void throwDeferred() throws TlsFault {
        TlsFault waiting = deferred;
        if (waiting != null) {
            deferred = null;
            throw waiting;
        }
    }

    /** Ends the connection by a fault, the first of which counts, and answers it to be thrown. */
    private TlsFault fail(TlsFault fault) {
        if (failure == null) {
            failure = fault;
            settings.trace().ended(fault.getMessage());
            end();
            Alert alert = fault.alert();
            if (alert != null) {
                outbound.fail(alert);
            } else if (fault.fault() == Fault.PEER_ALERT) {
                outbound.abandon();
            } else {
                outbound.close(false);
            }
        }
        return fault;
    }

    private void end() {
        state.close();
        state = Failed.STATE;
        work = null;
        handshaking = false;
        readClosed = true;
        known = null;
        inbound.close();
        if (exporter != null) {
            exporter.close();
            exporter = null;
        }
    }
}
