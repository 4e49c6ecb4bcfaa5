package dev.handfast.bench;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The floor under any record layer on JCA: the two {@code Cipher} calls that a TLS 1.3 record costs, with a fresh nonce
 * and the record header as additional data (RFC 9846 section 5.2), array to array, and nothing else.
 */
final class BareCipher implements RecordChannel {

    private static final int HEADER_BYTES = 5;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final boolean isGcm;
    private final Key key;
    private final Cipher sealer;
    private final Cipher opener;
    private final byte[] sealNonce = new byte[NONCE_BYTES];
    private final byte[] openNonce = new byte[NONCE_BYTES];
    private long sealed;
    private long opened;

    /** For a {@link Plan#cipher()}, on the platform's first provider that has it. */
    BareCipher(String cipher) throws GeneralSecurityException {
        isGcm = cipher.endsWith("GCM");
        int keyBytes = cipher.equals("AES_128_GCM") ? 16 : 32;
        byte[] keyValue = new byte[keyBytes];
        new java.security.SecureRandom().nextBytes(keyValue);
        key = new SecretKeySpec(keyValue, isGcm ? "AES" : "ChaCha20");
        String transformation = isGcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305";
        sealer = Cipher.getInstance(transformation);
        opener = Cipher.getInstance(transformation);
    }

    @Override
    public void seal(ByteBuffer plain, ByteBuffer network) throws GeneralSecurityException {
        byte[] out = network.array();
        int at = network.position();
        int size = plain.remaining();
        int fragment = size + TAG_BYTES;
        out[at] = 23;
        out[at + 1] = 3;
        out[at + 2] = 3;
        out[at + 3] = (byte) (fragment >> 8);
        out[at + 4] = (byte) fragment;
        sealer.init(Cipher.ENCRYPT_MODE, key, nonce(sealNonce, sealed++));
        sealer.updateAAD(out, at, HEADER_BYTES);
        sealer.doFinal(plain.array(), plain.position(), size, out, at + HEADER_BYTES);
        plain.position(plain.limit());
        network.position(at + HEADER_BYTES + fragment);
    }

    @Override
    public void open(ByteBuffer network, ByteBuffer plain, int size) throws GeneralSecurityException {
        byte[] in = network.array();
        int at = network.position();
        int fragment = (in[at + 3] & 0xff) << 8 | (in[at + 4] & 0xff);
        opener.init(Cipher.DECRYPT_MODE, key, nonce(openNonce, opened++));
        opener.updateAAD(in, at, HEADER_BYTES);
        int produced = opener.doFinal(in, at + HEADER_BYTES, fragment, plain.array(), plain.position());
        plain.position(plain.position() + produced);
        network.position(at + HEADER_BYTES + fragment);
    }

    @Override
    public void close() {
        // nothing is held outside the heap
    }

    private AlgorithmParameterSpec nonce(byte[] nonce, long sequence) {
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[NONCE_BYTES - 1 - i] = (byte) (sequence >>> 8 * i);
        }
        return isGcm ? new GCMParameterSpec(8 * TAG_BYTES, nonce) : new IvParameterSpec(nonce);
    }
}
