package dev.handfast.record;

import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.crypto.RecordSealer;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.util.Arrays;

/**
 * TLS 1.3 (RFC 9846 sections 5.2 and 5.4).
 *
 * <pre>
 * struct {
 *     opaque content[TLSPlaintext.length];
 *     ContentType type;
 *     uint8 zeros[length_of_padding];
 * } TLSInnerPlaintext;
 * </pre>
 */
final class WriteAead13 extends WriteKeys {

    private final BulkCipher cipher;
    private final RecordSealer sealer;
    private final byte[] iv;
    private final byte[] nonce = new byte[12];
    private final byte[] header = new byte[RECORD_HEADER];

    WriteAead13(BulkCipher cipher, RecordSealer sealer, byte[] iv) {
        this.cipher = cipher;
        this.sealer = sealer;
        this.iv = copyOf(iv, 12);
    }

    @Override
    BulkCipher cipher() {
        return cipher;
    }

    @Override
    int explicitLength() {
        return 0;
    }

    @Override
    int tailroom(int contentLength, int padding) {
        return 1 + padding + cipher.tagLength();
    }

    @Override
    int contentFitting(int room, int padding) {
        return room - RECORD_HEADER - 1 - padding - cipher.tagLength();
    }

    @Override
    boolean canPad() {
        return true;
    }

    @Override
    boolean isTls13() {
        return true;
    }

    @Override
    int seal(ContentType type, byte[] buffer, int offset, int contentLength, int padding) throws TlsFault {
        int content = offset + RECORD_HEADER;
        int end = content + contentLength;
        buffer[end] = (byte) type.value();
        Arrays.fill(buffer, end + 1, end + 1 + padding, (byte) 0);
        int inner = contentLength + 1 + padding;
        writeHeader(buffer, offset, ContentType.APPLICATION_DATA.value(), inner + cipher.tagLength());
        System.arraycopy(buffer, offset, header, 0, RECORD_HEADER);
        sequence.check();
        sequence.writeNonce(iv, nonce);
        int sealed = sealer.seal(nonce, header, RECORD_HEADER, buffer, content, inner, buffer, content);
        sequence.advance();
        return RECORD_HEADER + sealed;
    }

    @Override
    int sealFrom(ContentType type, byte[] in, int inOffset, int contentLength, byte[] buffer, int offset)
            throws TlsFault {
        writeHeader(buffer, offset, ContentType.APPLICATION_DATA.value(), contentLength + 1 + cipher.tagLength());
        System.arraycopy(buffer, offset, header, 0, RECORD_HEADER);
        sequence.check();
        sequence.writeNonce(iv, nonce);
        int sealed = sealer.seal(nonce, header, RECORD_HEADER, in, inOffset, contentLength, (byte) type.value(), buffer,
                offset + RECORD_HEADER);
        sequence.advance();
        return RECORD_HEADER + sealed;
    }

    @Override
    void succeed(WriteKeys before) {
        if (before instanceof WriteAead13 same) {
            sealer.succeed(same.sealer);
        }
    }

    @Override
    public void close() {
        sealer.close();
        Bytes.wipe(iv);
        Bytes.wipe(nonce);
    }
}
