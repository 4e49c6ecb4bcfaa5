package dev.handfast.wire;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Things that are dear to make and serve one user at a time, while nobody uses them. Who takes one has it alone; who
 * meets an exception in between gives nothing back. Lock-free; keeps a few, forgets the rest.
 *
 * <p>Thread-locals would not do: there may be a million virtual threads.
 *
 * @param <T> what they are
 */
public final class ObjectPool<T> {

    /** References from one slot to the next, so that no two share a cache line. */
    private static final int STRIDE = 16;

    private final int most;
    private final AtomicReferenceArray<T> slots;

    /** None yet, and never more than {@code most}. */
    public ObjectPool(int most) {
        this.most = most;
        this.slots = new AtomicReferenceArray<>(most * STRIDE);
    }

    /** One of them; null if there is none, for the caller to make one. */
    public @Nullable T take() {
        int start = start();
        for (int i = 0; i < most; i++) {
            int slot = (start + i) % most * STRIDE;
            T found = slots.getPlain(slot);
            if (found != null && slots.compareAndSet(slot, found, null)) {
                return found;
            }
        }
        return null;
    }

    /** Gives back what was taken and is as good as new. */
    public void give(T used) {
        int start = start();
        for (int i = 0; i < most; i++) {
            int slot = (start + i) % most * STRIDE;
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, used)) {
                return;
            }
        }
    }

    /** Spreads threads over the slots. */
    private int start() {
        return Math.floorMod(Thread.currentThread().getId(), most);
    }
}
