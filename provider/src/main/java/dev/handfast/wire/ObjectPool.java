package dev.handfast.wire;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Things that are dear to make and serve one user at a time, while nobody uses them. Who takes one has it alone; who
 * meets an exception in between gives nothing back. Lock-free; keeps a few, forgets the rest. A subclass says how one
 * is made, and not a lambda, which takes longer to link than a class to load.
 *
 * <p>Thread-locals would not do: there may be a million virtual threads.
 *
 * @param <T> what they are
 */
public abstract class ObjectPool<T> {

    /** References from one slot to the next, so that no two share a cache line. */
    private static final int STRIDE = 16;

    private final int most;
    private final AtomicReferenceArray<T> slots;

    /** None yet, and never more than {@code most}. */
    protected ObjectPool(int most) {
        this.most = most;
        this.slots = new AtomicReferenceArray<>(most * STRIDE);
    }

    /** A new one. */
    protected abstract T make();

    /** One of them, or a new one if there is none. */
    public final T take() {
        int start = start();
        for (int i = 0; i < most; i++) {
            int slot = (start + i) % most * STRIDE;
            T found = slots.getPlain(slot);
            if (found != null && slots.compareAndSet(slot, found, null)) {
                return found;
            }
        }
        return make();
    }

    /** Gives back what was taken and is as good as new. */
    public final void give(T used) {
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
