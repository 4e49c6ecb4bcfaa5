package dev.handfast.engine;

import java.nio.ByteBuffer;

/**
 * Decides whether to wait for a larger buffer rather than cut a handshake into tiny records: callers that begin with a
 * tiny one, and double it after each overflow, would else never come to one of use. Who does not double it gets what
 * fits.
 */
final class TinyBuffers {

    /** Bytes of a buffer that no caller means to keep: half of it can be a record's overhead (RFC 5246 section 6.2). */
    private static final int TINY = 128;

    private TinyBuffers() {
    }

    /**
     * Bytes of the last buffer that was refused, or 0: more than before if this one is to be refused, though something
     * fits. The limit does not count, which may be the largest packet that the application has set.
     *
     * @param cut whether the record would be cut for want of room
     * @param before what this returned the last time, at first 0
     */
    static int refused(ByteBuffer dst, boolean cut, int before) {
        int room = dst.capacity() - dst.position();
        boolean refuses = cut && (before == 0 ? room < TINY : room >= 2 * before);
        return refuses ? room : cut ? before : 0;
    }
}
