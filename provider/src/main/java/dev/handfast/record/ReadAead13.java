package dev.handfast.record;

import static dev.handfast.spec.Limits.CIPHERTEXT_13;
import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.crypto.RecordOpener;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

/**
 * TLS 1.3 (RFC 9846 section 5.2): the header is the additional data, the nonce is IV xor sequence number. What is
 * opened is a TLSInnerPlaintext, which {@link RecordReader} takes apart.
 */
final class ReadAead13 extends ReadKeys {

    private final int tagLength;
    private final RecordOpener opener;
    private final byte[] iv;
    private final byte[] nonce = new byte[12];
    private final byte[] header = new byte[RECORD_HEADER];

    ReadAead13(BulkCipher cipher, RecordOpener opener, byte[] iv) {
        this.tagLength = cipher.tagLength();
        this.opener = opener;
        this.iv = WriteKeys.copyOf(iv, 12);
    }

    @Override
    int maxFragment() {
        return CIPHERTEXT_13;
    }

    @Override
    int roomNeeded(int length) {
        return Math.max(0, fragment(length) - tagLength);
    }

    @Override
    boolean isTls13() {
        return true;
    }

    @Override
    int open(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        int fragment = fragment(length);
        if (fragment < tagLength) {
            return FORGED;
        }
        checkRoom(out, outOffset, fragment - tagLength);
        sequence.check();
        sequence.writeNonce(iv, nonce);
        System.arraycopy(in, inOffset, header, 0, RECORD_HEADER);
        int opened = opener.open(nonce, header, RECORD_HEADER, in, inOffset + RECORD_HEADER, fragment, out, outOffset);
        if (opened == RecordOpener.FORGED) {
            return FORGED;
        }
        sequence.advance();
        return opened;
    }

    @Override
    void succeed(ReadKeys before) {
        if (before instanceof ReadAead13 same) {
            opener.succeed(same.opener);
        }
    }

    @Override
    public void close() {
        opener.close();
        Bytes.wipe(iv);
        Bytes.wipe(nonce);
    }
}
