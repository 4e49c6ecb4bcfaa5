package dev.handfast.crypto;

import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;

import java.nio.charset.StandardCharsets;

/** The pseudorandom function of TLS 1.2 (RFC 5246 section 5). */
public final class Prf12 {

    private final CryptoProvider crypto;
    private final HashAlgorithm algorithm;

    /** The PRF over a suite's hash. */
    public Prf12(CryptoProvider crypto, HashAlgorithm algorithm) {
        this.crypto = crypto;
        this.algorithm = algorithm;
    }

    /** {@code length} bytes of PRF(secret, label, seed). */
    public byte[] expand(Secret secret, String label, byte[] seed, int length) {
        byte[] labelAndSeed = Bytes.concat(label.getBytes(StandardCharsets.US_ASCII), seed);
        byte[] out = new byte[length];
        byte[] a = labelAndSeed;
        for (int at = 0; at < length;) {
            a = crypto.hmac(algorithm, secret.bytes(), a);
            byte[] block = crypto.hmac(algorithm, secret.bytes(), Bytes.concat(a, labelAndSeed));
            int count = Math.min(block.length, length - at);
            System.arraycopy(block, 0, out, at, count);
            Bytes.wipe(block);
            at += count;
        }
        return out;
    }
}
