package dev.handfast.engine;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.HandshakeState.ChangeCipherSpecRule;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.record.HandshakeReassembler;
import dev.handfast.record.PeerAbuseLimits;
import dev.handfast.record.RecordBoundary;
import dev.handfast.record.RecordHeader;
import dev.handfast.record.RecordReader;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The receiving direction: records to contents, fragments to messages. The connection's inbound lock guards it. */
final class Inbound {

    private final HandshakeConfig settings;
    private final RecordReader reader = new RecordReader();
    private final HandshakeReassembler joiner;
    private final PeerAbuseLimits tolerance;
    private final Content content = new Content();
    private volatile boolean peerClosed;
    private long earlyDataLeft;
    private volatile long earlyDataReceived;

    Inbound(HandshakeConfig settings) {
        this.settings = settings;
        this.joiner = new HandshakeReassembler(settings.sizes().messageSizes());
        this.tolerance = new PeerAbuseLimits(settings.clock());
    }

    /** Bytes of the record at the head of {@code src}, or a negative number if its header is not whole. */
    int recordLength(ByteBuffer src) throws TlsFault {
        return RecordHeader.length(src, reader.maxFragment());
    }

    /** Opens the record at the head of {@code src} without moving its position; the content is to be closed. */
    Content open(ByteBuffer src, int record, ByteBuffer[] dsts, int offset, int length) throws TlsFault {
        content.begin(src, record, dsts, offset, length);
        if (src.hasArray()) {
            content.open(src.array(), src.arrayOffset() + src.position(), record);
            return content;
        }
        byte[] copy = BufferPool.take();
        try {
            src.get(src.position(), copy, 0, record);
            content.open(copy, 0, record);
            return content;
        } finally {
            BufferPool.give(copy, record);
        }
    }

    /** Adds a handshake record's content to the messages put together; it stays in its place until {@link #keep}. */
    void join(Content fragment) throws TlsFault {
        joiner.add(fragment.array, fragment.offset, fragment.length);
    }

    /** Keeps what is left of the content of a handshake record. */
    void keep() {
        joiner.keep();
    }

    /** The next whole message, or null. */
    byte @Nullable [] nextMessage() {
        return joiner.next();
    }

    /** Counts a message against floods; what it costs is set off against what the other direction has done. */
    void count(HandshakeMessage message, Outbound outbound) throws TlsFault {
        if (message instanceof KeyUpdate update) {
            if (!outbound.takeAnswer(update)) {
                tolerance.keyUpdate(outbound.dataRecords());
            }
            return;
        }
        tolerance.handshakeMessage();
        if (message instanceof NewSessionTicket13) {
            tolerance.ticket(outbound.dataRecords());
        }
    }

    /** Counts a handshake that the peer asks for and is refused. */
    void countRenegotiation() throws TlsFault {
        tolerance.renegotiation();
    }

    /** Proof that no handshake bytes wait, or null if some do. */
    @Nullable
    RecordBoundary boundary() {
        return joiner.boundary();
    }

    /** Refuses or counts a change_cipher_spec by the rule of the state (RFC 9846 section 5). */
    void checkChangeCipherSpec(ChangeCipherSpecRule rule, HandshakeState state) throws TlsFault {
        if (rule == ChangeCipherSpecRule.REFUSED) {
            throw new TlsFault(Fault.CCS_UNEXPECTED, "expected " + state.waitingFor()
                    + ", the peer sent change_cipher_spec");
        }
        if (rule == ChangeCipherSpecRule.IGNORED) {
            tolerance.changeCipherSpec13();
        }
    }

    /** Reads an alert record. */
    PeerAlert alert(Content record) throws TlsFault {
        if (record.length != 2) {
            throw new TlsFault(Fault.ALERT_MALFORMED, "the peer sent an alert record of " + record.length + " bytes");
        }
        int level = record.array[record.offset];
        Alert description = Alert.of(record.array[record.offset + 1] & 0xff);
        PeerAlert alert = new PeerAlert(level, description);
        if (alert.isClosure()) {
            peerClosed = true;
        } else {
            tolerance.warningAlert();
        }
        return alert;
    }

    /** Whether close_notify has come. */
    boolean hasPeerClosed() {
        return peerClosed;
    }

    /** Opens what comes from here on with new keys. */
    void install(HandshakeActions.InstallRead order) {
        reader.install(order.keys(), order.boundary());
        reader.acceptPlaintextAlerts(!settings.client());
    }

    /** Drops early data that is not accepted. */
    void skipEarlyData(int bytes) {
        reader.skipEarlyData(bytes);
    }

    /** Takes early data, at most so many bytes. */
    void takeEarlyData(long bytes) {
        earlyDataLeft = bytes;
    }

    /** RFC 9846 section 4.3.10: more than max_early_data_size ends the connection. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the inbound lock only
    void countEarlyData(int length) throws TlsFault {
        earlyDataLeft -= length;
        if (earlyDataLeft < 0) {
            throw new TlsFault(Fault.EARLY_DATA_TOO_MUCH, "the ticket allowed " + (earlyDataReceived + length
                    + earlyDataLeft) + " bytes");
        }
        earlyDataReceived += length;
    }

    /** How many bytes of early data have come. */
    long earlyDataReceived() {
        return earlyDataReceived;
    }

    /** Holds the peer to the record sizes agreed on. */
    void limit(SessionState facts) {
        int most = facts.localRecordLimit();
        if (most < Limits.PLAINTEXT) {
            reader.maxFragmentLength(most);
            reader.recordSizeLimit(facts.isOf(ProtocolVersion.TLS_1_3) ? most + 1 : most);
        }
    }

    /** Forgets the keys. */
    void close() {
        reader.close();
    }

    /**
     * An alert of the peer.
     *
     * @param level 1 for warning, 2 for fatal
     */
    record PeerAlert(int level, Alert description) {

        boolean isClosure() {
            return description.equals(Alert.CLOSE_NOTIFY);
        }

        /** RFC 9846 section 6: in TLS 1.3 every alert but two is fatal, whatever its level says. */
        boolean isFatal(boolean tls13) {
            return level != 1 || tls13 && !description.isClosure();
        }

        String explain(boolean handshaking, String waitingFor) {
            return description + (handshaking ? " while this side waited for " + waitingFor : "")
                    + AlertHints.of(description);
        }
    }

    /**
     * The content of the record being read, in the caller's buffer or a borrowed array. One instance a connection, so
     * that reading allocates nothing.
     */
    final class Content implements AutoCloseable {

        private @Nullable ContentType type;
        private byte[] array = Bytes.NONE;
        private int offset;
        private int length;
        /** Of all destinations together, which may be more than an array holds. */
        private long room;
        private @Nullable ByteBuffer target;
        private byte @Nullable [] borrowed;
        private int written;
        private boolean overflows;

        private void begin(ByteBuffer src, int record, ByteBuffer[] dsts, int dstOffset, int dstLength) {
            int needed = reader.roomNeeded(record);
            type = null;
            length = 0;
            written = needed;
            room = 0;
            target = null;
            borrowed = null;
            overflows = false;
            for (int i = dstOffset; i < dstOffset + dstLength; i++) {
                room += dsts[i].remaining();
            }
            // a cipher may write before it has read, and what follows in the source has not been read at all
            if (dstLength > 0 && dsts[dstOffset].hasArray() && dsts[dstOffset].remaining() >= needed
                    && !SourceBuffers.mayOverlap(src, dsts[dstOffset], needed)) {
                target = dsts[dstOffset];
                array = target.array();
                offset = target.arrayOffset() + target.position();
            } else {
                borrowed = BufferPool.take();
                array = borrowed;
                offset = 0;
            }
        }

        private void open(byte[] in, int inOffset, int record) throws TlsFault {
            boolean done = false;
            try {
                length = reader.open(in, inOffset, record, array, offset);
                if (length == RecordReader.SKIPPED) {
                    joiner.checkNotPartial();
                    length = 0;
                    type = null;
                    done = true;
                    return;
                }
                ContentType read = reader.type();
                type = read;
                if (!read.equals(ContentType.HANDSHAKE)) {
                    joiner.checkNotPartial();
                }
                overflows = read.equals(ContentType.APPLICATION_DATA) && target == null && length > room;
                if (overflows) {
                    reader.takeBack();
                } else {
                    tolerance.record(length);
                }
                done = true;
            } finally {
                if (!done) {
                    close();
                }
            }
        }

        /** Null if it was early data that is dropped. */
        @Nullable
        ContentType type() {
            return type;
        }

        int length() {
            return length;
        }

        /** Whether it is application data that the destinations cannot hold; then the record counts as not read. */
        boolean overflows() {
            return overflows;
        }

        /** Puts application data where the caller wants it. */
        void deliver(ByteBuffer[] dsts, int dstOffset, int dstLength) {
            if (length > 0) {
                tolerance.applicationData(length);
            }
            if (target != null) {
                target.position(target.position() + length);
                return;
            }
            int at = offset;
            int left = length;
            for (int i = dstOffset; left > 0 && i < dstOffset + dstLength; i++) {
                int count = Math.min(left, dsts[i].remaining());
                dsts[i].put(array, at, count);
                at += count;
                left -= count;
            }
        }

        /** Wipes and gives back what was borrowed; leaves nothing but application data in the caller's buffer. */
        @Override
        public void close() {
            if (borrowed != null) {
                BufferPool.give(borrowed, written);
                borrowed = null;
            } else if (target != null && !ContentType.APPLICATION_DATA.equals(type)) {
                Arrays.fill(array, offset, offset + written, (byte) 0);
            }
            target = null;
            array = Bytes.NONE;
        }
    }
}
