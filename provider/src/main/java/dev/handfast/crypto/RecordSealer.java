package dev.handfast.crypto;

/**
 * Protects records with an AEAD under one key in one direction. Not thread-safe; the direction's lock guards it.
 */
public interface RecordSealer extends AutoCloseable {

    /**
     * Encrypts and authenticates.
     *
     * @param nonce 12 bytes, never used before under this key
     * @param aad additional data, of which the first {@code aadLength} bytes count
     * @param in may be the same array as {@code out} with the same offset
     * @return bytes written: {@code inLength} plus the tag
     */
    int seal(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out, int outOffset);

    /** Forgets the key. */
    @Override
    void close();
}
