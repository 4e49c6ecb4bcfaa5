package dev.handfast.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Things that cost much to make and serve one user at a time, while nobody uses them. Who takes one has it alone; who
 * was interrupted by an exception in between gives nothing back. Keeps no more than one for each slot. Thread-safe.
 *
 * @param <T> what they are
 */
public final class Idle<T> {

    /** References from one slot to the next, so that no two share a cache line. */
    private static final int STRIDE = 16;

    private final int slots;
    private final AtomicReferenceArray<T> idle;

    /**
     * Nothing yet.
     *
     * @param slots how many threads find one at the same time
     */
    public Idle(int slots) {
        this.slots = slots;
        this.idle = new AtomicReferenceArray<>(slots * STRIDE);
    }

    /** One of them, or null if this thread is to make its own. */
    public T take() {
        return idle.getAndSet(slot(), null);
    }

    /** Gives back what was taken, or made instead, and is as good as new. */
    public void give(T used) {
        idle.set(slot(), used);
    }

    private int slot() {
        return Math.floorMod(Thread.currentThread().getId(), slots) * STRIDE;
    }
}
