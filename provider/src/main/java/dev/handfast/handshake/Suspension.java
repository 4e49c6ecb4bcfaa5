package dev.handfast.handshake;

import dev.handfast.async.Eventual;
import dev.handfast.spec.TlsFault;

/**
 * Slow work as data: perform, then apply.
 *
 * @param <R> what the work results in
 */
public interface Suspension<R> {

    /**
     * Performs the work, or as much of it as can be done before somebody has answered, who may answer later: no lock
     * held, may block, on any thread. What is done behind the answer is done by the thread that gives it. The work owns
     * what it was made from until it is resumed; if it fails or is dropped then, it has cleaned up behind it.
     */
    Eventual<R> run() throws TlsFault;

    /** Wipes what it was made from; called in place of {@link #run} when the connection ends before. */
    default void drop() {
    }

    /** Applies the result and returns the next state. */
    HandshakeState resume(R result, HandshakeActions out) throws TlsFault;
}
