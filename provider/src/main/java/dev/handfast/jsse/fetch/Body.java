package dev.handfast.jsse.fetch;

import dev.handfast.wire.Bytes;
import java.io.IOException;
import java.util.Arrays;

/** The body of an answer while it arrives, with a cap of its own, and one for all large ones. Not thread-safe. */
final class Body implements AutoCloseable {

    /** What an array begins with that is not known to need more, in bytes. */
    private static final int LEAST = 8192;

    /** Bytes that an array has beside its content, at most: with them it fills G1's smallest regions, and no second. */
    private static final int HEADER = 32;

    private final int most;
    private final BodyMemory.Share memory;
    private final long deadline;

    private byte[] bytes = Bytes.NONE;
    private int size;

    /** How many bytes it may have at most, by what its server says too. */
    private long limit;
    private boolean declared;

    /** How many bytes there is room for. */
    private long room = BodyMemory.FREE;
    private int kept;
    private boolean waited;

    /**
     * A body that has not begun.
     *
     * @param most how many bytes it may have
     * @param memory where large ones are counted, and stay so
     * @param deadline until when room is waited for, as {@link System#nanoTime} counts
     */
    Body(int most, BodyMemory.Share memory, long deadline) {
        this.most = most;
        this.limit = most;
        this.memory = memory;
        this.deadline = deadline;
    }

    /** So many bytes follow, or chunks of them. */
    void expect(long count) throws IOException {
        if (count > most - size) {
            throw new IOException("its server sends more than " + most + " bytes");
        }
    }

    /**
     * All of it has so many bytes.
     *
     * @throws IOException if it is too large
     */
    void length(long all) throws IOException {
        expect(all);
        memory.requireBelowAll(all);
        declared = all >= 0;
        limit = declared ? all : most;
    }

    /** Adds a piece of an array. */
    void add(byte[] from, int offset, int count) throws IOException {
        expect(count);
        makeRoom((long) size + count);
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, capacity(size + count));
        }
        System.arraycopy(from, offset, bytes, size, count);
        size += count;
    }

    /**
     * Waits for room for the first byte that needs some: a server that sends none holds none. There is as much as the
     * server says, or, if it says nothing, as the array has in which the body grows.
     */
    private void makeRoom(long needed) throws IOException {
        if (needed > room) {
            memory.requireBelowAll(needed);
            long counted = room > BodyMemory.FREE ? room : 0;
            long wanted = Math.max(needed, declared ? limit
                    : Math.min(Math.min(2 * room, limit), memory.mostMore() + counted));
            waited |= memory.take(wanted - counted, deadline);
            room = wanted;
        }
    }

    /** All that there is room for if that is counted, so that a large body of known length is never copied. */
    private int capacity(int needed) {
        long more = Math.min(Math.max(LEAST, 2L * bytes.length), Math.min(limit, BodyMemory.FREE - HEADER));
        return (int) (room > BodyMemory.FREE ? room : Math.max(needed, more));
    }

    /** Whether it was not read for a while because other bodies had the room. */
    boolean hasWaited() {
        return waited;
    }

    /** The whole of it, which stays counted. Asked for once. */
    byte[] whole() {
        kept = size;
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Gives back the room that is not needed: all of it if the body did not come. */
    @Override
    public void close() {
        if (room > BodyMemory.FREE) {
            memory.giveBack(room - kept);
        }
    }
}
