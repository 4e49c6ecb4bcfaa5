package dev.handfast.engine;

import dev.handfast.wire.ObjectPool;

import java.util.Arrays;

/** Lends arrays that hold one record, so that idle connections hold none. Keeps a few, forgets the rest. */
public final class BufferPool {

    /** Holds the largest record of either version. */
    public static final int SIZE = 5 + (1 << 14) + 2048;

    private static final int KEPT = 32;

    private static final ObjectPool<byte[]> POOL = new ObjectPool<>(KEPT) {
        @Override
        protected byte[] make() {
            return new byte[SIZE];
        }
    };

    private BufferPool() {
    }

    /** An array of {@link #SIZE} zero bytes, the caller's until it gives it back. */
    public static byte[] take() {
        return POOL.take();
    }

    /** Takes an array back after wiping the first {@code used} bytes. */
    public static void give(byte[] array, int used) {
        Arrays.fill(array, 0, used, (byte) 0);
        POOL.give(array);
    }
}
