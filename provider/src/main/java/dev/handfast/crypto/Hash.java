package dev.handfast.crypto;

/** A running hash. Not thread-safe. */
public interface Hash {

    /** Takes more input. */
    void update(byte[] input, int offset, int length);

    /** Takes all of an array. */
    default void update(byte[] input) {
        update(input, 0, input.length);
    }

    /** The hash of all input so far; the input goes on afterwards as if nothing had been asked. */
    byte[] snapshot();

    /** The hash of all input; for who asks no more of this, which forgets its input, as that is cheaper. */
    default byte[] finish() {
        return snapshot();
    }

    /** An independent copy in the same state. */
    Hash fork();
}
