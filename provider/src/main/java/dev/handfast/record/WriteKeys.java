package dev.handfast.record;

import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hmac;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.TlsFault;
import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;

/**
 * What seals the records of one direction: key, sequence number and nonce together (RFC 9846 section 5, RFC 5246
 * section 6.1). Given to {@link RecordWriter#install}, which closes it when the next comes. Not thread-safe.
 *
 * <p>Keys and IVs are copied; the caller wipes its own.
 */
public abstract sealed class WriteKeys implements AutoCloseable
        permits WritePlaintext, WriteAead13, WriteAead12, WriteCbc12 {

    final Sequence sequence = new Sequence(0);

    WriteKeys() {
    }

    /** No protection, as a connection begins. */
    public static WriteKeys plaintext() {
        return new WritePlaintext();
    }

    /**
     * TLS 1.3 (RFC 9846 section 5.2).
     *
     * @param cipher an AEAD
     * @param iv 12 bytes
     */
    public static WriteKeys tls13(CryptoProvider crypto, BulkCipher cipher, byte[] key, byte[] iv) {
        return new WriteAead13(cipher, crypto.sealer(cipher, key), iv);
    }

    /**
     * TLS 1.2 with an AEAD (RFC 5246 section 6.2.3.3, RFC 5288, 6655, 7905).
     *
     * @param fixedIv {@link BulkCipher#fixedIvLength12()} bytes
     */
    public static WriteKeys tls12Aead(CryptoProvider crypto, BulkCipher cipher, byte[] key, byte[] fixedIv) {
        return WriteAead12.of(cipher, crypto.sealer(cipher, key), fixedIv);
    }

    /** TLS 1.2 with CBC and HMAC (RFC 5246 section 6.2.3.2, RFC 7366). */
    public static WriteKeys tls12Cbc(CryptoProvider crypto, BulkCipher cipher, HashAlgorithm mac, byte[] key,
            byte[] macKey, boolean encryptThenMac) {
        checkCbc(cipher, mac, key, macKey);
        SecureRandom random = crypto.random();
        Hmac hmac = crypto.hmac(mac, macKey);
        try {
            return WriteCbc12.of(cipher, crypto.cbcEncryptor(key), hmac, random, encryptThenMac);
        } catch (Throwable e) {
            hmac.close();
            throw e;
        }
    }

    /** The cipher whose limits hold for the key, or null if there is none. */
    abstract @Nullable BulkCipher cipher();

    /** Bytes between the header and the content. */
    abstract int explicitLength();

    /** Bytes behind the content. */
    abstract int tailroom(int contentLength, int padding);

    /** The longest content whose record fits {@code room} bytes, below 0 if not even an empty one does. */
    abstract int contentFitting(int room, int padding);

    /** Whether padding of the caller's choice can be put behind the content. */
    boolean canPad() {
        return false;
    }

    /** Bytes of content and padding that one record may hold beyond the content's own limit: 1.3's inner type. */
    boolean isTls13() {
        return false;
    }

    /**
     * Seals in place and writes the header.
     *
     * @return bytes of the whole record
     */
    abstract int seal(ContentType type, byte[] buffer, int offset, int contentLength, int padding) throws TlsFault;

    /**
     * As {@link #seal}, of content that stands elsewhere.
     *
     * @param in does not overlap the buffer
     */
    int sealFrom(ContentType type, byte[] in, int inOffset, int contentLength, byte[] buffer, int offset)
            throws TlsFault {
        System.arraycopy(in, inOffset, buffer, offset + headroom(), contentLength);
        return seal(type, buffer, offset, contentLength, 0);
    }

    /** Writes a header with the version 3.3 that every protected record carries. */
    static void writeHeader(byte[] buffer, int offset, int type, int fragment) {
        buffer[offset] = (byte) type;
        buffer[offset + 1] = 3;
        buffer[offset + 2] = 3;
        buffer[offset + 3] = (byte) (fragment >>> 8);
        buffer[offset + 4] = (byte) fragment;
    }

    /** Where the content stands in a record. */
    final int headroom() {
        return RECORD_HEADER + explicitLength();
    }

    /** A copy of an IV after a look at its length: a wrong one is the caller's mistake. */
    static byte[] copyOf(byte[] iv, int length) {
        if (iv.length != length) {
            throw new IllegalArgumentException("expected an IV of " + length + " bytes, found " + iv.length);
        }
        return iv.clone();
    }

    /** A look at the parts of a CBC suite: what does not fit is the caller's mistake. */
    static void checkCbc(BulkCipher cipher, HashAlgorithm mac, byte[] key, byte[] macKey) {
        if (cipher.isAead() || key.length != cipher.keyLength() || macKey.length != mac.length()) {
            throw new IllegalArgumentException("keys do not fit " + cipher + " with HMAC-" + mac);
        }
    }

    /** Takes what serves again from the keys before these, which are closed next. */
    void succeed(WriteKeys before) {
        // Nothing serves again.
    }

    /** Forgets the keys. */
    @Override
    public abstract void close();
}
