package dev.handfast.crypto;

/** Opens records that an AEAD protects, under one key in one direction. Not thread-safe. */
public interface RecordOpener extends AutoCloseable {

    /** What {@link #open} returns when the tag is wrong. */
    int FORGED = -1;

    /**
     * Checks and decrypts.
     *
     * @param nonce 12 bytes
     * @param aad additional data, of which the first {@code aadLength} bytes count
     * @param in ciphertext and tag; may not overlap the output
     * @param out has room for {@code inLength} minus the tag
     * @return bytes written, or {@link #FORGED}, in which case what {@code out} holds there is undefined but is no
     *         plaintext
     */
    int open(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out, int outOffset);

    /** Takes what serves again, but not the key, from one whose direction goes on with this and that is closed next. */
    default void succeed(RecordOpener before) {
        // Nothing serves again.
    }

    /** Forgets the key. */
    @Override
    void close();
}
