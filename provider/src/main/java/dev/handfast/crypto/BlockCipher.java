package dev.handfast.crypto;

/** AES in CBC mode without padding, under one key in one direction. Not thread-safe. */
public interface BlockCipher extends AutoCloseable {

    /** Bytes of a block. */
    int BLOCK = 16;

    /**
     * Encrypts or decrypts whole blocks.
     *
     * @param iv 16 bytes, of which the first is at {@code ivOffset}
     * @param length a multiple of {@link #BLOCK}
     * @param out may be {@code in} with the same offset
     */
    void process(byte[] iv, int ivOffset, byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /** Forgets the key. */
    @Override
    void close();
}
