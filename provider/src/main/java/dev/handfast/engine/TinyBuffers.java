package dev.handfast.engine;

import java.nio.ByteBuffer;

/**
 * Decides whether to wait for a larger buffer rather than cut a handshake into tiny records: callers that begin with a
 * tiny one, and double it after each overflow, would else never come to one of use. Who does not double it gets what
 * fits. Not thread-safe: the outbound lock guards it.
 */
final class TinyBuffers {

    /** Bytes of a buffer that no caller means to keep: half of it can be a record's overhead (RFC 5246 section 6.2). */
    private static final int TINY = 128;

    /** Bytes of the last buffer that was refused, or 0. */
    private int refused;

    /**
     * Whether to refuse a buffer, though something fits. The limit does not count, which may be the largest packet that
     * the application has set.
     *
     * @param cut whether the record would be shorter for want of room
     */
    boolean mayGrow(ByteBuffer dst, boolean cut) {
        int room = dst.capacity() - dst.position();
        boolean grows = cut && (refused == 0 ? room < TINY : room >= 2 * refused);
        if (grows || !cut) {
            refused = grows ? room : 0;
        }
        return grows;
    }
}
