package dev.handfast.engine;

import java.nio.ByteBuffer;

/** What an application gives to write, in several buffers, or to read. */
final class SourceBuffers {

    private SourceBuffers() {
    }

    /** How many bytes there are, counted no further than needed. */
    static int remaining(ByteBuffer[] srcs, int offset, int length, int most) {
        int wanted = 0;
        for (int i = offset; i < offset + length && wanted < most; i++) {
            wanted += Math.min(srcs[i].remaining(), most);
        }
        return wanted;
    }

    /**
     * Whether what is left of a source may lie where a destination's next {@code length} bytes are. The array of a
     * read-only source cannot be seen.
     */
    static boolean mayOverlap(ByteBuffer src, ByteBuffer dst, int length) {
        if (!dst.hasArray() || src.isDirect()) {
            return false;
        }
        if (!src.hasArray()) {
            return true;
        }
        int from = src.arrayOffset() + src.position();
        int to = dst.arrayOffset() + dst.position();
        return src.array() == dst.array() && to < from + src.remaining() && from < to + length;
    }

    /** Whether one of several sources may lie where a destination's next {@code length} bytes are. */
    static boolean mayOverlap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst, int room) {
        for (int i = offset; i < offset + length; i++) {
            if (srcs[i].hasRemaining() && mayOverlap(srcs[i], dst, room)) {
                return true;
            }
        }
        return false;
    }

    /** Takes the next {@code count} of them. */
    static void gather(ByteBuffer[] srcs, int offset, int length, byte[] out, int at, int count) {
        int left = count;
        int to = at;
        for (int i = offset; left > 0 && i < offset + length; i++) {
            int part = Math.min(left, srcs[i].remaining());
            srcs[i].get(out, to, part);
            to += part;
            left -= part;
        }
    }
}
