package dev.handfast.engine;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lends arrays that hold one record, so that idle connections hold none. Lock-free; keeps a few, forgets the rest.
 *
 * <p>Thread-locals would not do: there may be a million virtual threads.
 */
public final class Scratch {

    /** Holds the largest record of either version. */
    public static final int SIZE = 5 + (1 << 14) + 2048;

    private static final int KEPT = 32;

    private static final AtomicReferenceArray<byte[]> POOL = new AtomicReferenceArray<>(KEPT);

    private Scratch() {
    }

    /** An array of {@link #SIZE} zero bytes, the caller's until it gives it back. */
    public static byte[] take() {
        int start = probe();
        for (int i = 0; i < KEPT; i++) {
            int at = start + i & KEPT - 1;
            byte[] array = POOL.getPlain(at);
            if (array != null && POOL.compareAndSet(at, array, null)) {
                return array;
            }
        }
        return new byte[SIZE];
    }

    /** Takes an array back after wiping the first {@code used} bytes. */
    public static void give(byte[] array, int used) {
        Arrays.fill(array, 0, used, (byte) 0);
        int start = probe();
        for (int i = 0; i < KEPT; i++) {
            int at = start + i & KEPT - 1;
            if (POOL.getPlain(at) == null && POOL.compareAndSet(at, null, array)) {
                return;
            }
        }
    }

    /** Spreads threads over the pool. */
    private static int probe() {
        return (int) Thread.currentThread().getId() * 7 & KEPT - 1;
    }
}
