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

    /**
     * As above, of content and one byte behind it that does not stand there: TLS 1.3's content type, sealed without
     * copying the content first where the primitive can.
     *
     * @param in does not overlap {@code out}
     * @return bytes written: {@code inLength}, one and the tag
     */
    default int seal(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte last,
            byte[] out, int outOffset) {
        System.arraycopy(in, inOffset, out, outOffset, inLength);
        out[outOffset + inLength] = last;
        return seal(nonce, aad, aadLength, out, outOffset, inLength + 1, out, outOffset);
    }

    /** Takes what serves again, but not the key, from one whose direction goes on with this and that is closed next. */
    default void succeed(RecordSealer before) {
        // Nothing serves again.
    }

    /** Forgets the key. */
    @Override
    void close();
}
