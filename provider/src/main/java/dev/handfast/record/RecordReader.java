package dev.handfast.record;

import static dev.handfast.spec.Limits.CIPHERTEXT_13;
import static dev.handfast.spec.Limits.PLAINTEXT;
import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import org.jspecify.annotations.Nullable;

/**
 * The receiving direction: opens one whole record after another, from array to array (RFC 9846 section 5).
 *
 * <p>Allocates nothing per record beyond what JCA does. Not thread-safe: the inbound lock guards it. After a fault
 * nothing more may be opened.
 */
public final class RecordReader implements AutoCloseable {

    /** What {@link #open} returns for a record of rejected early data, which is dropped unread. */
    public static final int SKIPPED = -1;

    private ReadKeys keys = ReadKeys.plaintext();
    private @Nullable ContentType type;
    private int recordSizeLimit = Integer.MAX_VALUE;
    private int fragmentLimit = PLAINTEXT;
    private int earlyDataToSkip;
    private boolean skipsEarlyData;
    private boolean plaintextAlerts;
    private boolean peerHasKeys;

    /** Begins without protection. */
    public RecordReader() {
    }

    /**
     * Opens what comes from now on with other keys and closes the old ones.
     *
     * @param boundary shows that no handshake message is half-read (RFC 9846 section 5.1: "Handshake messages MUST NOT
     *        span key changes")
     * @throws IllegalStateException if the boundary has been passed since it was taken
     */
    public void install(ReadKeys keys, RecordBoundary boundary) {
        boundary.check();
        keys.succeed(this.keys);
        this.keys.close();
        this.keys = keys;
    }

    /**
     * Takes the record_size_limit this side has sent, once the peer is bound to it: for protected records, in TLS 1.3
     * with the inner type and padding (RFC 8449 section 4).
     */
    public void recordSizeLimit(int limit) {
        recordSizeLimit = limit;
    }

    /** Takes the max_fragment_length agreed on: the content of every record from now on (RFC 6066 section 4). */
    public void maxFragmentLength(int limit) {
        fragmentLimit = limit;
    }

    /**
     * Whether an unprotected alert is still taken under TLS 1.3 keys: a client may have failed before it made its own.
     * From the first protected record on none is, whatever was asked for, or anybody could end the connection.
     */
    public void acceptPlaintextAlerts(boolean accept) {
        plaintextAlerts = accept;
    }

    /**
     * Drops early data that was not accepted (RFC 9846 section 4.3.10): before keys, every record of type
     * application_data; under handshake keys, every one that does not open, until the first that does.
     *
     * @param bytes how much to put up with, records with their headers, so that empty ones count too; 0 ends it
     */
    public void skipEarlyData(int bytes) {
        earlyDataToSkip = bytes;
        skipsEarlyData = bytes > 0;
    }

    /** Bytes the next record may have behind its header, for {@link RecordHeader#length}. */
    public int maxFragment() {
        return skipsEarlyData ? Math.max(CIPHERTEXT_13, keys.maxFragment()) : keys.maxFragment();
    }

    /**
     * Bytes of {@code out} that {@link #open} may write for a record of {@code recordLength} bytes with its header:
     * never less than its content, in TLS 1.3 with inner type and padding, in CBC with MAC and padding.
     */
    public int roomNeeded(int recordLength) {
        return Math.max(keys.roomNeeded(recordLength), keys.isTls13() ? 2 : 0);
    }

    /**
     * Opens one record.
     *
     * @param in holds {@code length} bytes of a record from {@code inOffset}, header included, as
     *        {@link RecordHeader#length} measured it
     * @param out has {@link #roomNeeded} bytes from {@code outOffset} and does not overlap the record; bytes behind the
     *        content are undefined afterwards
     * @return bytes of content, whose kind {@link #type} tells, or {@link #SKIPPED}
     */
    public int open(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        int outer = in[inOffset] & 0xff;
        if (!keys.isTls13()) {
            return openFramed(outer, in, inOffset, length, out, outOffset);
        }
        if (outer != ContentType.APPLICATION_DATA.value()) {
            return openUnprotected13(outer, in, inOffset, length, out, outOffset);
        }
        return open13(in, inOffset, length, out, outOffset);
    }

    /**
     * Counts the last record as not opened: it is opened again, under the same sequence number, when the caller has
     * room for its content.
     */
    public void takeBack() {
        keys.sequence.takeBack();
    }

    /**
     * The kind of the last record opened.
     *
     * @throws IllegalStateException before the first
     */
    public ContentType type() {
        if (type == null) {
            throw new IllegalStateException("no record was opened");
        }
        return type;
    }

    /** Whether records are protected by now. */
    public boolean isProtected() {
        return keys.isProtected();
    }

    /** How many records have been opened under the present keys. */
    public long openedUnderKey() {
        return keys.sequence.value();
    }

    /** Forgets the keys. */
    @Override
    public void close() {
        keys.close();
    }

    /** No protection, or that of TLS 1.2: the header tells the type. */
    private int openFramed(int outer, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        boolean isProtected = keys.isProtected();
        if (!isProtected && outer == ContentType.APPLICATION_DATA.value()) {
            if (skipsEarlyData) {
                return skip(length);
            }
            // RFC 5246 section 7.3: never in clear.
            throw new TlsFault(Fault.RECORD_APPLICATION_DATA_EARLY, "no keys are set yet; expected a handshake record");
        }
        if (!isProtected) {
            ReadKeys.checkLength(ReadKeys.fragment(length), fragmentLimit);
        }
        int content = keys.open(in, inOffset, length, out, outOffset);
        if (content == ReadKeys.FORGED) {
            throw forged();
        }
        if (isProtected) {
            ReadKeys.checkLength(content, Math.min(fragmentLimit, recordSizeLimit));
        }
        return typed(outer, out, outOffset, content);
    }

    /** TLS 1.3, type application_data: the type is inside (RFC 9846 section 5.2). */
    private int open13(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        int inner = keys.open(in, inOffset, length, out, outOffset);
        if (inner == ReadKeys.FORGED) {
            if (skipsEarlyData) {
                return skip(length);
            }
            throw forged();
        }
        skipsEarlyData = false;
        peerHasKeys = true;
        // RFC 9846 section 5.4: "the full encoded TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets".
        ReadKeys.checkLength(inner, Math.min(PLAINTEXT + 1, recordSizeLimit));
        int at = outOffset + inner - 1;
        while (at >= outOffset && out[at] == 0) {
            at--;
        }
        if (at < outOffset) {
            throw new TlsFault(Fault.RECORD_ALL_PADDING, "found " + inner + " zero bytes, expected a type in front of"
                    + " the padding");
        }
        int content = at - outOffset;
        ReadKeys.checkLength(content, fragmentLimit);
        int innerType = out[at] & 0xff;
        if (innerType == ContentType.CHANGE_CIPHER_SPEC.value()) {
            throw new TlsFault(Fault.CCS_UNEXPECTED, "change_cipher_spec may not be protected in TLS 1.3");
        }
        return typed(innerType, out, outOffset, content);
    }

    /** TLS 1.3 after keys were set, another type in the header: little may come unprotected (RFC 9846 section 5). */
    private int openUnprotected13(int outer, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws TlsFault {
        boolean mayCome = outer == ContentType.CHANGE_CIPHER_SPEC.value()
                || outer == ContentType.ALERT.value() && plaintextAlerts && !peerHasKeys;
        if (!mayCome) {
            throw new TlsFault(Fault.RECORD_NOT_PROTECTED, "found type " + outer + ", expected application_data, which"
                    + " wraps every type once keys are set");
        }
        int content = ReadKeys.fragment(length);
        if (content > 2) {
            throw new TlsFault(outer == ContentType.ALERT.value() ? Fault.ALERT_MALFORMED : Fault.CCS_MALFORMED,
                    "found " + content + " bytes");
        }
        ReadKeys.checkRoom(out, outOffset, content);
        System.arraycopy(in, inOffset + RECORD_HEADER, out, outOffset, content);
        return typed(outer, out, outOffset, content);
    }

    private int typed(int value, byte[] out, int outOffset, int content) throws TlsFault {
        switch (value) {
            case 20 -> {
                // RFC 9846 section 5: any other value "MUST" end the connection with unexpected_message.
                if (content != 1 || out[outOffset] != 1) {
                    throw new TlsFault(Fault.CCS_MALFORMED, "found " + content + " bytes");
                }
                type = ContentType.CHANGE_CIPHER_SPEC;
            }
            case 21 -> type = notEmpty(ContentType.ALERT, content);
            case 22 -> type = notEmpty(ContentType.HANDSHAKE, content);
            case 23 -> type = ContentType.APPLICATION_DATA;
            default -> throw new TlsFault(Fault.RECORD_TYPE_UNKNOWN, "found type " + value + " inside, expected alert,"
                    + " handshake or application_data");
        }
        return content;
    }

    /** RFC 9846 sections 5.1 and 5.4, RFC 5246 section 6.2.1: only application data may be empty. */
    private static ContentType notEmpty(ContentType type, int content) throws TlsFault {
        if (content == 0) {
            throw new TlsFault(Fault.RECORD_EMPTY, "found no " + type + " bytes");
        }
        return type;
    }

    private int skip(int length) throws TlsFault {
        earlyDataToSkip -= length;
        if (earlyDataToSkip < 0) {
            throw new TlsFault(Fault.EARLY_DATA_TOO_MUCH, "rejected early data goes on; expected the handshake");
        }
        return SKIPPED;
    }

    /** The one answer to everything that does not open: it tells no reason, whatever it was. */
    private TlsFault forged() {
        return new TlsFault(Fault.RECORD_MAC_BAD, "record " + Long.toUnsignedString(keys.sequence.value())
                + " under the present keys was altered, or the peer has other keys");
    }
}
