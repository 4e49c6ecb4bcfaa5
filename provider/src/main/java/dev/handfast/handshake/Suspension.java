package dev.handfast.handshake;

import dev.handfast.spec.TlsFault;

/**
 * Slow work as data: perform, then apply.
 *
 * @param <R> what the work results in
 */
public interface Suspension<R> {

    /**
     * Performs the work: no lock held, may block, on any thread. It owns what it was made from until it is resumed.
     */
    R run() throws TlsFault;

    /** Wipes what it was made from; called in place of {@link #run} when the connection ends before. */
    default void drop() {
    }

    /** Applies the result and answers the next state. */
    HandshakeState resume(R result, HandshakeActions out) throws TlsFault;
}
