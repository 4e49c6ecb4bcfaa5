package dev.handfast.jsse.engine;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/** What engines ask of the buffers they are given, with the exceptions that {@code SSLEngine} documents. */
final class EngineBuffers {

    private EngineBuffers() {
    }

    /** The bytes left in the part of the buffers that counts. */
    static long remaining(ByteBuffer[] buffers, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
    }

    /** @param what they are called in the message */
    static void checkBuffers(ByteBuffer[] buffers, int offset, int length, String what) {
        if (buffers == null) {
            throw new IllegalArgumentException(what + " buffers are null");
        }
        if (offset < 0 || length < 0 || offset > buffers.length - length) {
            throw new IndexOutOfBoundsException(what + " buffers " + offset + " to " + (offset + (long) length) + " of "
                    + buffers.length);
        }
        for (int i = offset; i < offset + length; i++) {
            if (buffers[i] == null) {
                throw new IllegalArgumentException(what + " buffer[" + i + "] is null");
            }
        }
    }

    /** @param what it is called in the message */
    static void checkDestination(ByteBuffer buffer, String what) {
        if (buffer == null) {
            throw new IllegalArgumentException(what + " buffer is null");
        }
        if (buffer.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
    }
}
