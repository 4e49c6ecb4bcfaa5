package dev.handfast.crypto;

/** HMAC (RFC 2104) under one key. Not thread-safe. */
public interface Hmac extends AutoCloseable {

    /** Takes more input. */
    void update(byte[] input, int offset, int length);

    /** Takes all of an array. */
    default void update(byte[] input) {
        update(input, 0, input.length);
    }

    /** The code of all input since the last one; the next input starts a new one under the same key. */
    byte[] finish();

    /** Writes the code into {@code out}; otherwise as {@link #finish()}. */
    void finish(byte[] out, int offset);

    /** Bytes of a code. */
    int length();

    /** Forgets the key. */
    @Override
    void close();
}
