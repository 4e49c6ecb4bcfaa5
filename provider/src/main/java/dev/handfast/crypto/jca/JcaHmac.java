package dev.handfast.crypto.jca;

import dev.handfast.crypto.Hmac;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) over a {@code MessageDigest}.
 *
 * <p>Not by {@code Mac}: a key schedule makes some fifty codes, nearly each under a key of its own. With {@code
 * Mac.getInstance} and {@code init} one takes 0.79 us and 780 bytes on JDK 17, 0.52 us and 910 bytes on 25; this way
 * 0.37 us and 590 bytes on both.
 */
final class JcaHmac implements Hmac {

    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final HashAlgorithm algorithm;
    private final MessageDigest digest;
    private final byte[] innerPad;
    private final byte[] outerPad;
    private boolean started;
    private boolean closed;

    /** {@code digest} is empty and this code's own. */
    JcaHmac(HashAlgorithm algorithm, MessageDigest digest, byte[] key) {
        this.algorithm = algorithm;
        this.digest = digest;
        byte[] padded = Arrays.copyOf(key.length > algorithm.blockLength() ? digest.digest(key) : key,
                algorithm.blockLength());
        this.innerPad = pad(padded, INNER);
        this.outerPad = pad(padded, OUTER);
        Bytes.wipe(padded);
    }

    @Override
    public void update(byte[] input, int offset, int length) {
        start();
        digest.update(input, offset, length);
    }

    @Override
    public byte[] finish() {
        startOuter();
        return digest.digest();
    }

    @Override
    public void finish(byte[] out, int offset) {
        if (out.length - offset < length()) {
            throw new IndexOutOfBoundsException(
                    "no room for " + length() + " bytes at " + offset + " of " + out.length);
        }
        startOuter();
        try {
            digest.digest(out, offset, length());
        } catch (DigestException refused) {
            throw new IllegalStateException("the room was checked", refused);
        }
    }

    @Override
    public int length() {
        return algorithm.length();
    }

    @Override
    public void close() {
        Bytes.wipe(innerPad);
        Bytes.wipe(outerPad);
        digest.reset();
        closed = true;
    }

    private void start() {
        if (closed) {
            throw new IllegalStateException("HMAC is closed");
        }
        if (!started) {
            digest.update(innerPad);
            started = true;
        }
    }

    private void startOuter() {
        start();
        byte[] inner = digest.digest();
        digest.update(outerPad);
        digest.update(inner);
        started = false;
    }

    private static byte[] pad(byte[] key, byte with) {
        byte[] pad = new byte[key.length];
        for (int i = 0; i < pad.length; i++) {
            pad[i] = (byte) (key[i] ^ with);
        }
        return pad;
    }
}
