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

    /** An independent copy in the same state. */
    Hash fork();
}
