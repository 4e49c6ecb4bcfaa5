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

    /** Applies the result and answers the next state. */
    HandshakeState resume(R result, Output out) throws TlsFault;
}
