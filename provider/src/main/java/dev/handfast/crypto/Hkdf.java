package dev.handfast.crypto;

import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.WireWriter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** HKDF (RFC 5869) with the labels of RFC 9846 section 7.1. */
public final class Hkdf {

    private static final byte[] PREFIX = "tls13 ".getBytes(StandardCharsets.US_ASCII);

    private final CryptoCatalogue crypto;
    private final HashAlgorithm algorithm;

    /** HKDF over a hash. */
    public Hkdf(CryptoCatalogue crypto, HashAlgorithm algorithm) {
        this.crypto = crypto;
        this.algorithm = algorithm;
    }

    /** The hash. */
    public HashAlgorithm algorithm() {
        return algorithm;
    }

    /** HKDF-Extract (RFC 5869 section 2.2). */
    public Secret extract(byte[] salt, byte[] keyingMaterial) {
        try (Hmac hmac = crypto.hmac(algorithm, salt)) {
            hmac.update(keyingMaterial);
            return Secret.adopt(hmac.finish());
        }
    }

    /** HKDF-Expand-Label (RFC 9846 section 7.1). {@code length} is at most 255 hashes. */
    public byte[] expandLabel(Secret secret, String label, byte[] context, int length) {
        WireWriter info = new WireWriter(64).u16(length);
        int mark = info.open8();
        info.bytes(PREFIX).bytes(label.getBytes(StandardCharsets.US_ASCII)).close(mark);
        mark = info.open8();
        info.bytes(context).close(mark);
        return expand(secret, info.toBytes(), length);
    }

    /** Derive-Secret (RFC 9846 section 7.1), given the hash of the messages. */
    public Secret deriveSecret(Secret secret, String label, byte[] transcriptHash) {
        return Secret.adopt(expandLabel(secret, label, transcriptHash, algorithm.length()));
    }

    /** HKDF-Expand (RFC 5869 section 2.3). */
    private byte[] expand(Secret secret, byte[] info, int length) {
        byte[] out = new byte[length];
        byte[] block = new byte[0];
        try (Hmac hmac = crypto.hmac(algorithm, secret.bytes())) {
            for (int at = 0, counter = 1; at < length; counter++) {
                hmac.update(block);
                hmac.update(info);
                hmac.update(new byte[] {(byte) counter});
                Arrays.fill(block, (byte) 0);
                block = hmac.finish();
                int count = Math.min(block.length, length - at);
                System.arraycopy(block, 0, out, at, count);
                at += count;
            }
        }
        Arrays.fill(block, (byte) 0);
        return out;
    }
}
