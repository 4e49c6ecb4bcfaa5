package dev.handfast.record;

import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hmac;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.TlsFault;

/**
 * What opens the records of one direction: key, sequence number and nonce together (RFC 9846 section 5.3, RFC 5246
 * section 6.1). Given to {@link RecordReader#install}, which closes it when the next comes. Not thread-safe.
 *
 * <p>Keys and IVs are copied; the caller wipes its own.
 */
public abstract sealed class ReadKeys implements AutoCloseable
        permits ReadPlaintext, ReadAead13, ReadAead12, ReadCbc12 {

    /** What {@link #open} returns when a record cannot be authenticated, whatever the reason. */
    static final int FORGED = -1;

    final Sequence sequence = new Sequence(0);

    ReadKeys() {
    }

    /** No protection, as a connection begins. */
    public static ReadKeys plaintext() {
        return new ReadPlaintext();
    }

    /**
     * TLS 1.3 (RFC 9846 section 5.2).
     *
     * @param cipher an AEAD
     * @param iv 12 bytes
     */
    public static ReadKeys tls13(CryptoProvider crypto, BulkCipher cipher, byte[] key, byte[] iv) {
        return new ReadAead13(cipher, crypto.opener(cipher, key), iv);
    }

    /**
     * TLS 1.2 with an AEAD (RFC 5246 section 6.2.3.3, RFC 5288, 6655, 7905).
     *
     * @param fixedIv {@link BulkCipher#fixedIvLength12()} bytes
     */
    public static ReadKeys tls12Aead(CryptoProvider crypto, BulkCipher cipher, byte[] key, byte[] fixedIv) {
        return ReadAead12.of(cipher, crypto.opener(cipher, key), fixedIv);
    }

    /**
     * TLS 1.2 with CBC and HMAC (RFC 5246 section 6.2.3.2, RFC 7366).
     *
     * @param cipher a CBC cipher; its key's length decides, the parameter is for checking
     */
    public static ReadKeys tls12Cbc(CryptoProvider crypto, BulkCipher cipher, HashAlgorithm mac, byte[] key,
            byte[] macKey, boolean encryptThenMac) {
        WriteKeys.checkCbc(cipher, mac, key, macKey);
        Hmac hmac = crypto.hmac(mac, macKey);
        try {
            return ReadCbc12.of(crypto.cbcDecryptor(key), hmac, mac, encryptThenMac);
        } catch (Throwable e) {
            hmac.close();
            throw e;
        }
    }

    /** Bytes a record may have behind its header. */
    abstract int maxFragment();

    /** Bytes that {@link #open} writes at most for {@code length} bytes of record with header; 0 if it is too short. */
    abstract int roomNeeded(int length);

    /** Whether TLS 1.3 frames the content: inner type, padding, unprotected change_cipher_spec. */
    boolean isTls13() {
        return false;
    }

    /** Whether records are protected at all. */
    boolean isProtected() {
        return true;
    }

    /**
     * Authenticates and decrypts a whole record. The sequence number advances if and only if that succeeds.
     *
     * @return bytes written to {@code out}, or {@link #FORGED}
     */
    abstract int open(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault;

    /** Makes sure that {@code room} bytes are left in an array: the caller's mistake if not. */
    static void checkRoom(byte[] out, int outOffset, int room) {
        if (room > out.length - outOffset) {
            throw new IllegalArgumentException("record needs " + room + " bytes of room, found "
                    + (out.length - outOffset));
        }
    }

    /** Whether what a record announces fits what may come. */
    static void checkLength(int content, int limit) throws TlsFault {
        if (content > limit) {
            throw new TlsFault(Fault.RECORD_PLAINTEXT_TOO_LONG, "found " + content + " bytes, expected at most "
                    + limit);
        }
    }

    /** Bytes behind the header. */
    static int fragment(int length) {
        return length - RECORD_HEADER;
    }

    /** Takes what serves again from the keys before these, which are closed next. */
    void succeed(ReadKeys before) {
        // Nothing serves again.
    }

    /** Forgets the keys. */
    @Override
    public abstract void close();
}
