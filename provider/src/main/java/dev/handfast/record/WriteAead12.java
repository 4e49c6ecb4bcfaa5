package dev.handfast.record;

import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.crypto.RecordSealer;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

/**
 * TLS 1.2 with an AEAD (RFC 5246 section 6.2.3.3). The explicit nonce of GCM and CCM is the sequence number, which
 * cannot repeat under one key (RFC 5288 section 3).
 */
final class WriteAead12 extends WriteKeys {

    /** Bytes of additional data: seq_num, type, version, length. */
    static final int AAD = 13;

    private final BulkCipher cipher;
    private final int explicitLength;
    private final RecordSealer sealer;
    private final byte[] iv;
    private final byte[] nonce = new byte[12];
    private final byte[] aad = new byte[AAD];

    WriteAead12(BulkCipher cipher, RecordSealer sealer, byte[] fixedIv) {
        this.cipher = cipher;
        this.explicitLength = cipher.explicitIvLength12();
        this.sealer = sealer;
        this.iv = copyOf(fixedIv, cipher.fixedIvLength12());
        if (explicitLength != 0) {
            System.arraycopy(iv, 0, nonce, 0, iv.length);
        }
    }

    /** By its general type, so that {@link WriteKeys} is verified without this class. */
    static WriteKeys of(BulkCipher cipher, RecordSealer sealer, byte[] fixedIv) {
        return new WriteAead12(cipher, sealer, fixedIv);
    }

    /** additional_data = seq_num + type + version + length of the content; type and version as in a header. */
    static void writeAad(byte[] aad, Sequence sequence, byte[] record, int header, int contentLength) {
        sequence.write(aad, 0);
        aad[8] = record[header];
        aad[9] = record[header + 1];
        aad[10] = record[header + 2];
        aad[11] = (byte) (contentLength >>> 8);
        aad[12] = (byte) contentLength;
    }

    @Override
    BulkCipher cipher() {
        return cipher;
    }

    @Override
    int explicitLength() {
        return explicitLength;
    }

    @Override
    int tailroom(int contentLength, int padding) {
        return cipher.tagLength();
    }

    @Override
    int contentFitting(int room, int padding) {
        return room - headroom() - cipher.tagLength();
    }

    @Override
    int seal(ContentType type, byte[] buffer, int offset, int contentLength, int padding) throws TlsFault {
        sequence.check();
        writeHeader(buffer, offset, type.value(), explicitLength + contentLength + cipher.tagLength());
        writeAad(aad, sequence, buffer, offset, contentLength);
        if (explicitLength == 0) {
            sequence.writeNonce(iv, nonce);
        } else {
            sequence.write(nonce, iv.length);
            sequence.write(buffer, offset + RECORD_HEADER);
        }
        int content = offset + headroom();
        int sealed = sealer.seal(nonce, aad, AAD, buffer, content, contentLength, buffer, content);
        sequence.advance();
        return headroom() + sealed;
    }

    @Override
    public void close() {
        sealer.close();
        Bytes.wipe(iv);
        Bytes.wipe(nonce);
    }
}
