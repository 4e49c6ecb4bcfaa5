package dev.handfast.jsse.socket;

import dev.handfast.engine.BufferPool;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.engine.ReadStatus;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/**
 * Records out of a blocking stream. What was read of a record stays when a read times out. The driver's reading lock
 * guards it.
 */
final class RecordInput {

    /**
     * Threads of the process that close and wait for what peers have to send or to hear, each for a second and a little
     * more: strangers make them wait by sending what nobody reads, or not all of it. Others take what is here, as
     * SunJSSE, and do not wait.
     */
    static final Semaphore WAITING_FOR_PEERS = new Semaphore(64);

    private static final int MAX_RECORD = Limits.RECORD_HEADER + Limits.CIPHERTEXT_12;

    private final InputStream in;
    private final boolean exact;

    // Of System.nanoTime, if reading is to end; the peer could make it last by single bytes. Null for never.
    private volatile Long end;

    private boolean reading;

    private final LentBuffer records = new LentBuffer();

    // Whether the last bytes came faster than single records, so that as many may be here again.
    private boolean streaming;

    /** @param exact whether to read no byte behind the last record, because the stream outlives TLS */
    RecordInput(InputStream in, boolean exact) {
        this.in = in;
        this.exact = exact;
    }

    /** Hands the connection one record; {@link ReadStatus#UNDERFLOW} means that the stream has ended before one. */
    ReadStatus read(ProtocolConnection connection, ByteBuffer... targets) throws IOException, TlsFault {
        return read(connection, true, targets);
    }

    /** The same without waiting: {@link ReadStatus#UNDERFLOW} if not all of a record is here. */
    ReadStatus readHere(ProtocolConnection connection, ByteBuffer... targets) throws IOException, TlsFault {
        return read(connection, false, targets);
    }

    private ReadStatus read(ProtocolConnection connection, boolean waits, ByteBuffer... targets)
            throws IOException, TlsFault {
        try {
            while (true) {
                ReadStatus status = connection.read(records.get(), targets, 0, targets.length);
                if (status != ReadStatus.UNDERFLOW || !waits && !isUnread() || !fill()) {
                    return status;
                }
            }
        } finally {
            streaming |= records.release();
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
    boolean isReady() {
        return records.remaining() > 0 || isUnread();
    }

    /** Whether the stream has something that nobody has read. */
    private boolean isUnread() {
        return holdsMoreThan(0);
    }

    /** What the stream says of itself, if it can: others' streams throw, and then nothing is known to be here. */
    private boolean holdsMoreThan(int bytes) {
        try {
            return in.available() > bytes;
        } catch (Throwable e) {
            return false;
        }
    }

    /**
     * Reads and drops what is here and what still comes, until the stream ends.
     *
     * @param most bytes after which it gives up
     * @param nanoTime of {@link System#nanoTime} at which it gives up, unless a single read of the stream takes longer
     */
    void drain(int most, long nanoTime) throws IOException {
        byte[] dropped = BufferPool.take();
        boolean waits = WAITING_FOR_PEERS.tryAcquire();
        try {
            int left = most;
            int count = 0;
            while (count >= 0 && left > 0 && System.nanoTime() - nanoTime < 0 && (waits || isUnread())) {
                count = read(dropped, 0, Math.min(left, dropped.length));
                left -= count;
            }
        } finally {
            if (waits) {
                WAITING_FOR_PEERS.release();
            }
            BufferPool.give(dropped, dropped.length);
        }
    }

    /** Drops what is here, for the end of the connection. */
    void forget() {
        records.discard();
    }

    private boolean isHeaderHere() {
        return records.remaining() >= Limits.RECORD_HEADER;
    }

    private int length() {
        ByteBuffer bytes = records.get();
        return bytes.getShort(bytes.position() + 3) & 0xffff;
    }

    /** Reads what there is, at least a byte; false at the end of the stream. */
    private boolean fill() throws IOException {
        Long last = end;
        if (last != null && System.nanoTime() - last >= 0) {
            throw new SocketTimeoutException("the socket is being closed and the peer sends too slowly");
        }
        int here = records.remaining();
        int record = isHeaderHere() ? Limits.RECORD_HEADER + length() : Limits.RECORD_HEADER;
        ByteBuffer bytes = records.putting(Math.max(record, expected()) - here);
        int count = 0;
        try {
            count = read(bytes.array(), here, exact ? record - here : bytes.remaining());
        } finally {
            bytes.position(here + Math.max(0, count)).flip();
            records.release();
        }
        return count >= 0;
    }

    /** Bytes to make room for at once: what comes faster than single records is read by few calls. */
    private int expected() {
        streaming = streaming && records.remaining() == 0 && holdsMoreThan(LentBuffer.IDLE_ROOM);
        return streaming ? MAX_RECORD : 0;
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
