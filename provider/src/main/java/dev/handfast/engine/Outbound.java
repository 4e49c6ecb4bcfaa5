package dev.handfast.engine;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeActions.NextKeys;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.MessageCodecs;
import dev.handfast.record.Fragmenter;
import dev.handfast.record.RecordWriter;
import dev.handfast.record.WriteKeys;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.EarlyData;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending direction: what is queued, then application data, one record at a time. Has its own lock; what the
 * receiving direction wants of it it asks for by the queue. Behind a fatal alert nothing is sent (RFC 9846 section 6.2,
 * RFC 5246 sections 6.2.1, 7.2.2, 7.3); before Finished only early data is (RFC 9846 sections 2, 5.1, 5.4).
 */
final class Outbound {

    private final ReentrantLock lock = new ReentrantLock();
    private final RecordWriter writer;
    private final Fragmenter fragmenter = new Fragmenter();
    private final FlightQueue queue = new FlightQueue();
    private int refusedRoom;
    private final SealingTarget target;
    private final HandshakeConfig settings;
    private final EarlyDataSent early = new EarlyDataSent();
    private @Nullable NextKeys<WriteKeys> nextKeys;
    private boolean helloSent;
    private boolean established;
    private boolean updateOwed;
    // None before the first: few connections ask
    private volatile @Nullable AskedUpdates asked;
    private long dataRecords;
    private volatile boolean urgent;
    private volatile boolean closing;
    private volatile boolean closed;

    Outbound(HandshakeConfig settings) {
        this.settings = settings;
        this.writer = new RecordWriter(settings.sizes().keyLimits());
        this.target = new SealingTarget(writer);
        if (settings.client()) {
            writer.version(ProtocolVersion.TLS_1_0);
        }
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        urgent = queue.isUrgent() || isUpdateDue();
        lock.unlock();
    }

    /** Whether a record should be produced now. */
    boolean isUrgent() {
        return urgent;
    }

    /** Whether close_notify or a fatal alert has been queued. */
    boolean isClosing() {
        return closing;
    }

    /** Whether close_notify or a fatal alert has been produced. */
    boolean isClosed() {
        return closed;
    }

    /** Produces at most one record. */
    WriteStatus write(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) throws TlsFault {
        lock();
        try {
            installDueKeys();
            if (!queue.isUrgent() && established && !closing) {
                updateKeysIfDue();
            }
            if (queue.isUrgent() || queue.hasLateMessage()) {
                return writeQueued(dst);
            }
            if (closed) {
                return WriteStatus.CLOSED;
            }
            return mayWriteLocked() ? writeApplicationData(srcs, offset, length, dst) : WriteStatus.OK;
        } finally {
            unlock();
        }
    }

    /** Carries out an order of the handshake; the lock is held. */
    void carryOut(HandshakeActions.Effect effect) {
        if (closing) {
            effect.close();
            return;
        }
        if (effect instanceof HandshakeActions.Send order) {
            queue.handshake(order.raw(), false);
        } else if (effect instanceof HandshakeActions.SendLater order) {
            queue.handshake(order.raw(), true);
        } else if (effect instanceof HandshakeActions.SendChangeCipherSpec order) {
            queue.changeCipherSpec(order.lazy());
        } else if (effect instanceof HandshakeActions.InstallWrite order) {
            queue.keys(order.keys(), order.next());
        } else if (effect instanceof HandshakeActions.OfferEarlyData order) {
            early.offer(order.bytes());
        } else if (effect instanceof HandshakeActions.EndEarlyData order) {
            early.end(order.accepted());
        } else if (effect instanceof HandshakeActions.OweKeyUpdate) {
            // RFC 9846 section 4.7.3: due before the next application data; requests until then get one answer.
            updateOwed = true;
        } else if (effect instanceof HandshakeActions.RefuseRenegotiation) {
            queue.alert(false, Alert.NO_RENEGOTIATION, false);
        } else {
            throw new IllegalStateException("order not known: " + effect);
        }
    }

    /** Keeps to the record sizes the peer accepts; the lock is held. */
    void limit(SessionState facts) {
        if (facts.peerRecordLimit() < Limits.PLAINTEXT) {
            fragmenter.maxFragmentLength(facts.peerRecordLimit());
        }
    }

    /** Lets application data flow; the lock is held. */
    void establish(SessionState session) {
        limit(session);
        established = true;
    }

    /** Whether application data may be written. */
    boolean mayWrite() {
        lock();
        try {
            return mayWriteLocked();
        } finally {
            unlock();
        }
    }

    /** What became of early data. */
    EarlyData.Status earlyData() {
        lock();
        try {
            return early.status();
        } finally {
            unlock();
        }
    }

    /** The early data that was sent in vain, once. */
    byte[] takeRejectedEarlyData() {
        lock();
        try {
            return early.takeRejected();
        } finally {
            unlock();
        }
    }

    /**
     * Changes the keys behind what was written so far. RFC 9846 section 4.7.3: while the peer owes an answer it is not
     * asked again; keys of this side that have protected nothing yet then need no successors.
     */
    void updateKeys(boolean peerToo) {
        lock();
        try {
            if (closing) {
                return;
            }
            installDueKeys();
            boolean ask = peerToo && !(asked != null && asked.isAwaited());
            boolean fresh = queue.hasKeys() || writer.sealedUnderKey() == 0;
            if (ask || !peerToo || !fresh) {
                queueKeyUpdate(ask);
            }
        } finally {
            unlock();
        }
    }

    /** Whether a KeyUpdate of the peer's answers a request of this side's; the next may be sent from here on. */
    boolean takeAnswer(KeyUpdate update) {
        lock();
        try {
            return asked != null && asked.takeAnswer(update);
        } finally {
            unlock();
        }
    }

    /** Whether the peer owes a KeyUpdate that this side has asked for. */
    boolean isUpdateOwed() {
        return asked != null && asked.isOwed();
    }

    /** How many records of application data have been sent. */
    long dataRecords() {
        lock();
        try {
            return dataRecords;
        } finally {
            unlock();
        }
    }

    /**
     * Queues close_notify, with user_canceled before it if the handshake is given up (RFC 9846 section 6.1, RFC 5246
     * section 7.2.1). A server that has answered early data gives up nothing: its flight is complete.
     *
     * @return whether a record was sent before
     */
    boolean close(boolean cancelled) {
        lock();
        try {
            if (!closing) {
                closing = true;
                if (cancelled && !established) {
                    queue.dropUnsent();
                    queue.alert(false, Alert.USER_CANCELED, false);
                }
                queue.alert(false, Alert.CLOSE_NOTIFY, true);
            }
            return helloSent;
        } finally {
            unlock();
        }
    }

    /** Queues a fatal alert in place of what has not been sent. */
    void fail(Alert alert) {
        lock();
        try {
            if (!closing) {
                closing = true;
                queue.dropUnsent();
                queue.alert(true, alert, true);
            }
        } finally {
            unlock();
        }
    }

    /** The peer has closed: what was to go with the next thing that is sent is of no use to it. */
    void dropLateMessages() {
        lock();
        try {
            queue.dropLateMessages();
        } finally {
            unlock();
        }
    }

    /** Ends the direction without another byte. */
    void abandon() {
        lock();
        try {
            closing = true;
            end();
        } finally {
            unlock();
        }
    }

    private void installDueKeys() {
        for (WriteKeys keys = queue.headKeys(); keys != null; keys = queue.headKeys()) {
            if (nextKeys != null && queue.headNext() != nextKeys) {
                nextKeys.close();
            }
            nextKeys = queue.headNext();
            writer.install(keys);
            queue.pop();
        }
    }

    /** Owed to the peer, or due by RFC 9846 section 5.5; where no keys may follow, these end in the writer. */
    private void updateKeysIfDue() {
        if (isUpdateDue()) {
            queueKeyUpdate(false);
        } else if (nextKeys != null && nextKeys.hasNext() && writer.keyLimitNear()) {
            settings.trace().chose("KeyUpdate", "the key has protected as much as jdk.tls.keyLimits allows");
            queueKeyUpdate(false);
        }
    }

    private boolean isUpdateDue() {
        // RFC 9846 section 4.7.3: an answer that would be one too many is left out.
        return updateOwed && established && !closing && (nextKeys == null || nextKeys.hasNext());
    }

    private void queueKeyUpdate(boolean peerToo) {
        if (nextKeys != null && nextKeys.hasNext()) {
            updateOwed = false;
            KeyUpdate message = new KeyUpdate(peerToo);
            byte[] raw = MessageCodecs.write(message);
            settings.trace().sent(message, raw.length);
            queue.handshake(raw, false);
            queue.keys(nextKeys.next(), nextKeys);
            if (peerToo) {
                asked = asked == null ? new AskedUpdates() : asked;
                asked.add();
            }
        }
    }

    private WriteStatus writeQueued(ByteBuffer dst) throws TlsFault {
        ContentType type = queue.headType();
        int wanted = queue.headLeft();
        int count = fragmenter.next(writer, wanted, 0, dst.remaining());
        boolean fits = count > 0 && (type.equals(ContentType.HANDSHAKE) || count == wanted);
        int before = refusedRoom;
        refusedRoom = !fits ? before
                : TinyBuffers.refused(dst, count < wanted && count < fragmenter.most(writer, 0), before);
        if (!fits || refusedRoom > before) {
            return WriteStatus.OVERFLOW;
        }
        boolean closes = queue.headCloses();
        target.begin(dst, count, false);
        try {
            queue.take(target.array, target.offset + writer.headroom(), count);
            target.put(dst, writer.seal(type, target.array, target.offset, count, 0));
        } finally {
            target.close();
        }
        if (!helloSent) {
            helloSent = true;
            writer.version(ProtocolVersion.TLS_1_2);
        }
        if (closes) {
            end();
        }
        installDueKeys();
        return WriteStatus.OK;
    }

    private WriteStatus writeApplicationData(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst)
            throws TlsFault {
        int given = SourceBuffers.remaining(srcs, offset, length, Limits.PLAINTEXT);
        int wanted = established ? given : early.most(given);
        if (wanted == 0) {
            return WriteStatus.OK;
        }
        int count = fragmenter.next(writer, wanted, 0, dst.remaining());
        if (count < 0) {
            return WriteStatus.OVERFLOW;
        }
        target.begin(dst, count, SourceBuffers.mayOverlap(srcs, offset, length, dst, dst.remaining()));
        try {
            target.put(dst, seal(srcs, offset, length, count));
            dataRecords++;
        } finally {
            target.close();
        }
        return WriteStatus.OK;
    }

    /** Seals the next {@code count} bytes, straight out of the first source if it is an array that holds them all. */
    private int seal(ByteBuffer[] srcs, int offset, int length, int count) throws TlsFault {
        ByteBuffer first = srcs[offset];
        if (established && first.hasArray() && first.remaining() >= count) {
            int sealed = writer.sealFrom(first.array(), first.arrayOffset() + first.position(), count, target.array,
                    target.offset);
            first.position(first.position() + count);
            return sealed;
        }
        SourceBuffers.gather(srcs, offset, length, target.array, target.offset + writer.headroom(), count);
        if (!established) {
            early.sent(target.array, target.offset + writer.headroom(), count);
        }
        return writer.seal(ContentType.APPLICATION_DATA, target.array, target.offset, count, 0);
    }

    private boolean mayWriteLocked() {
        return !closing && (established || early.most(1) > 0);
    }

    private void end() {
        closed = true;
        early.close();
        queue.clear();
        writer.close();
        if (nextKeys != null) {
            nextKeys.close();
            nextKeys = null;
        }
    }
}
