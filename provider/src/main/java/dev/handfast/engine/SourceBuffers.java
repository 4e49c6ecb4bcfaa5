package dev.handfast.engine;

import java.nio.ByteBuffer;

/** What an application gives to write, in several buffers. */
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
