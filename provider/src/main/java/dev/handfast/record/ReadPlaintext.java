package dev.handfast.record;

import static dev.handfast.spec.Limits.PLAINTEXT;
import static dev.handfast.spec.Limits.RECORD_HEADER;

/** No protection (RFC 9846 section 5.1). */
final class ReadPlaintext extends ReadKeys {

    @Override
    int maxFragment() {
        return PLAINTEXT;
    }

    @Override
    int roomNeeded(int length) {
        return fragment(length);
    }

    @Override
    boolean isProtected() {
        return false;
    }

    @Override
    int open(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        int content = fragment(length);
        checkRoom(out, outOffset, content);
        System.arraycopy(in, inOffset + RECORD_HEADER, out, outOffset, content);
        sequence.advance();
        return content;
    }

    @Override
    public void close() {
        // holds no key
    }
}
