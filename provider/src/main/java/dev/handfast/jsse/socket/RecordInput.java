package dev.handfast.jsse.socket;

import dev.handfast.engine.ProtocolConnection;
import dev.handfast.engine.ReadStatus;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * Records out of a blocking stream. What was read of a record stays when a read times out. The driver's reading lock
 * guards it.
 */
final class RecordInput {

    /** What waiting for a record takes: there may be ten thousand sockets that wait. Most handshake records fit. */
    static final int IDLE_ROOM = 1024;

    private static final int MAX_RECORD = Limits.RECORD_HEADER + Limits.CIPHERTEXT_12;

    private final InputStream in;
    private final boolean exact;

    // Of System.nanoTime, if reading is to end; the peer could make it last by single bytes. Null for never.
    private volatile Long end;

    private boolean reading;

    // In the state for getting; as large as it must be for what is here.
    private ByteBuffer records = ByteBuffer.allocate(IDLE_ROOM).limit(0);

    /** @param exact whether to read no byte behind the last record, because the stream outlives TLS */
    RecordInput(InputStream in, boolean exact) {
        this.in = in;
        this.exact = exact;
    }

    /** Hands the connection one record; {@link ReadStatus#UNDERFLOW} means that the stream has ended before one. */
    ReadStatus read(ProtocolConnection connection, ByteBuffer... targets) throws IOException, TlsFault {
        while (true) {
            ReadStatus status = connection.read(records, targets, 0, targets.length);
            if (status != ReadStatus.UNDERFLOW || !fill()) {
                return status;
            }
        }
    }

    /** Bytes the next record holds at most, once its header is here; the most there can be if none comes. */
    int next() throws IOException {
        while (!isHeaderHere()) {
            if (!fill()) {
                return Limits.PLAINTEXT;
            }
        }
        return length();
    }

    /** Whether nothing is here, so that the next read may wait for long; then what is large is let go. */
    boolean isIdle() throws IOException {
        if (records.hasRemaining() || in.available() > 0) {
            return false;
        }
        if (records.capacity() > IDLE_ROOM) {
            records = ByteBuffer.allocate(IDLE_ROOM).limit(0);
        }
        return true;
    }

    /** Whether more is held than waiting takes. */
    boolean isLarge() {
        return records.capacity() > IDLE_ROOM;
    }

    /**
     * Gives up reading at a time of {@link System#nanoTime}, unless a single read of the stream takes longer. Any
     * thread may call this.
     */
    void giveUpAt(long nanoTime) {
        end = nanoTime;
    }

    /** Whether the thread that holds the lock is in a call of the stream. */
    boolean isReading() {
        return reading;
    }

    /** Whether something of a record is here. */
    boolean isReady() throws IOException {
        return records.hasRemaining() || isUnread();
    }

    /** Whether the stream has something that nobody has read. */
    boolean isUnread() throws IOException {
        return in.available() > 0;
    }

    /**
     * Reads and drops what is here and what still comes, until the stream ends.
     *
     * @param most bytes after which it gives up
     * @param nanoTime of {@link System#nanoTime} at which it gives up, unless a single read of the stream takes longer
     */
    void drain(int most, long nanoTime) throws IOException {
        byte[] dropped = new byte[Limits.PLAINTEXT];
        int left = most;
        while (left > 0 && System.nanoTime() - nanoTime < 0) {
            int count = read(dropped, 0, Math.min(left, dropped.length));
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }

    private boolean isHeaderHere() {
        return records.remaining() >= Limits.RECORD_HEADER;
    }

    private int length() {
        return records.getShort(records.position() + 3) & 0xffff;
    }

    /** Reads what there is, at least a byte; false at the end of the stream. */
    private boolean fill() throws IOException {
        Long last = end;
        if (last != null && System.nanoTime() - last >= 0) {
            throw new SocketTimeoutException("the socket is being closed and the peer sends too slowly");
        }
        int record = isHeaderHere() ? Limits.RECORD_HEADER + length() : Limits.RECORD_HEADER;
        if (record > records.capacity()) {
            records = ByteBuffer.allocate(MAX_RECORD).put(records);
        } else {
            records.compact();
        }
        records.flip();
        int here = records.limit();
        int most = exact ? record - here : records.capacity() - here;
        int count = read(records.array(), here, most);
        if (count > 0) {
            records.limit(here + count);
        }
        return count >= 0;
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        reading = true;
        try {
            return in.read(target, offset, length);
        } finally {
            reading = false;
        }
    }
}
