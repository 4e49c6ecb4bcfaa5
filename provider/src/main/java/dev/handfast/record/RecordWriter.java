package dev.handfast.record;

import static dev.handfast.spec.Limits.PLAINTEXT;
import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

/**
 * The sending direction: seals one record after another in place (RFC 9846 section 5 and appendix E.5, RFC
 * 5246 sections 6 and 6.2.1).
 *
 * <p>Allocates nothing per record beyond what JCA does. Not thread-safe: the outbound lock guards it.
 */
public final class RecordWriter implements AutoCloseable {

    private final KeyLimits limits;
    private WriteKeys keys = WriteKeys.plaintext();
    private ProtocolVersion version = ProtocolVersion.TLS_1_2;
    private long sealedBytes;

    /** Begins without protection and with the default limits. */
    public RecordWriter() {
        this(KeyLimits.DEFAULT);
    }

    /** Begins without protection. */
    public RecordWriter(KeyLimits limits) {
        this.limits = limits;
    }

    /** Seals from now on with other keys and closes the old ones. */
    public void install(WriteKeys keys) {
        keys.succeed(this.keys);
        this.keys.close();
        this.keys = keys;
        sealedBytes = 0;
    }

    /**
     * The version in unprotected records: 0x0301 may stand over an initial ClientHello, 0x0303 stands over all others
     * (RFC 9846 section 5.1) and is where this begins.
     */
    public void version(ProtocolVersion version) {
        this.version = version;
    }

    /** Bytes in front of the content: header and explicit nonce or IV. */
    public int headroom() {
        return keys.headroom();
    }

    /**
     * Bytes behind the content, exactly: inner type, padding, tag, MAC.
     *
     * @param padding bytes of zeros in TLS 1.3; 0 otherwise
     */
    public int tailroom(int contentLength, int padding) {
        return keys.tailroom(contentLength, padding);
    }

    /** The longest content whose record fits {@code room} bytes; negative if not even an empty record does. */
    public int contentFitting(int room, int padding) {
        return keys.contentFitting(room, padding);
    }

    /** Whether records may be padded: in TLS 1.3, once keys are set. */
    public boolean canPad() {
        return keys.canPad();
    }

    /** Whether the present keys are TLS 1.3's, where the inner type counts towards record_size_limit. */
    public boolean isTls13() {
        return keys.isTls13();
    }

    /** Whether records are protected by now. */
    public boolean isProtected() {
        return keys.cipher() != null;
    }

    /**
     * Seals one record in place.
     *
     * <p>Under TLS 1.3 keys a change_cipher_spec is written unprotected, as it must be (RFC 9846 section 5).
     *
     * @param buffer holds the content from {@code offset + headroom()}, and room behind it
     * @param offset where the header goes
     * @param contentLength at most 2^14; not 0 unless the type is application_data
     * @param padding bytes of zeros in TLS 1.3, content and padding together at most 2^14; 0 otherwise
     * @return bytes of the whole record
     * @throws TlsFault {@link Fault#SEQUENCE_EXHAUSTED} or {@link Fault#KEY_LIMIT_REACHED}; alerts are let through the
     *         latter
     */
    public int seal(ContentType type, byte[] buffer, int offset, int contentLength, int padding) throws TlsFault {
        checkLengths(contentLength, padding);
        if (keys.cipher() == null) {
            int sealed = keys.seal(type, buffer, offset, contentLength, 0);
            buffer[offset + 2] = (byte) version.value();
            return sealed;
        }
        if (keys.isTls13() && type.equals(ContentType.CHANGE_CIPHER_SPEC)) {
            WriteKeys.writeHeader(buffer, offset, type.value(), contentLength);
            return RECORD_HEADER + contentLength;
        }
        if (!type.equals(ContentType.ALERT)) {
            checkLimit();
        }
        int sealed = keys.seal(type, buffer, offset, contentLength, padding);
        sealedBytes += sealed;
        return sealed;
    }

    /**
     * As {@link #seal}, without padding, of application data that stands in an array of its own.
     *
     * @param in does not overlap {@code buffer}
     */
    public int sealFrom(byte[] in, int inOffset, int contentLength, byte[] buffer, int offset) throws TlsFault {
        checkLengths(contentLength, 0);
        checkLimit();
        int sealed = keys.sealFrom(ContentType.APPLICATION_DATA, in, inOffset, contentLength, buffer, offset);
        sealedBytes += sealed;
        return sealed;
    }

    /** Whether a KeyUpdate should go before the next record (RFC 9846 section 5.5). */
    public boolean keyLimitNear() {
        return keys.cipher() != null && limits.isNear(keys.cipher(), sealedBytes);
    }

    /** How many records have been sealed under the present keys. */
    public long sealedUnderKey() {
        return keys.sequence.value();
    }

    /** Forgets the keys. */
    @Override
    public void close() {
        keys.close();
    }

    private void checkLimit() throws TlsFault {
        BulkCipher cipher = keys.cipher();
        if (cipher == null) {
            throw new IllegalStateException("there is no key to protect application data with");
        }
        if (limits.isReached(cipher, sealedBytes)) {
            throw new TlsFault(Fault.KEY_LIMIT_REACHED, sealedBytes + " bytes were sent under one key of " + cipher
                    + "; open a new connection");
        }
    }

    private void checkLengths(int contentLength, int padding) {
        if (contentLength < 0 || padding < 0 || contentLength + padding > PLAINTEXT || padding != 0 && !canPad()) {
            throw new IllegalArgumentException("record of " + contentLength + " bytes with " + padding
                    + " of padding");
        }
    }
}
