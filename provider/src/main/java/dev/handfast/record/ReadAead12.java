package dev.handfast.record;

import static dev.handfast.spec.Limits.CIPHERTEXT_12;
import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.crypto.RecordOpener;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

/**
 * TLS 1.2 with an AEAD (RFC 5246 section 6.2.3.3). GCM and CCM take 8 bytes of nonce from the record (RFC 5288 section
 * 3, RFC 6655 section 3), ChaCha20 makes it as TLS 1.3 does (RFC 7905 section 2).
 */
final class ReadAead12 extends ReadKeys {

    private final int tagLength;
    private final int explicitLength;
    private final RecordOpener opener;
    private final byte[] iv;
    private final byte[] nonce = new byte[12];
    private final byte[] aad = new byte[WriteAead12.AAD];

    ReadAead12(BulkCipher cipher, RecordOpener opener, byte[] fixedIv) {
        this.tagLength = cipher.tagLength();
        this.explicitLength = cipher.explicitIvLength12();
        this.opener = opener;
        this.iv = WriteKeys.copyOf(fixedIv, cipher.fixedIvLength12());
        if (explicitLength != 0) {
            System.arraycopy(iv, 0, nonce, 0, iv.length);
        }
    }

    /** By its general type, so that {@link ReadKeys} is verified without this class. */
    static ReadKeys of(BulkCipher cipher, RecordOpener opener, byte[] fixedIv) {
        return new ReadAead12(cipher, opener, fixedIv);
    }

    @Override
    int maxFragment() {
        return CIPHERTEXT_12;
    }

    @Override
    int roomNeeded(int length) {
        return Math.max(0, fragment(length) - explicitLength - tagLength);
    }

    @Override
    int open(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        int content = fragment(length) - explicitLength - tagLength;
        if (content < 0) {
            return FORGED;
        }
        checkRoom(out, outOffset, content);
        sequence.check();
        int from = inOffset + RECORD_HEADER;
        if (explicitLength == 0) {
            sequence.writeNonce(iv, nonce);
        } else {
            System.arraycopy(in, from, nonce, iv.length, explicitLength);
        }
        WriteAead12.writeAad(aad, sequence, in, inOffset, content);
        int opened = opener.open(nonce, aad, WriteAead12.AAD, in, from + explicitLength, content + tagLength, out,
                outOffset);
        if (opened == RecordOpener.FORGED) {
            return FORGED;
        }
        sequence.advance();
        return opened;
    }

    @Override
    public void close() {
        opener.close();
        Bytes.wipe(iv);
        Bytes.wipe(nonce);
    }
}
