package dev.handfast.crypto;

import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;
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
        // struct HkdfLabel, and the byte that counts the blocks of HKDF-Expand
        WireWriter info = new WireWriter(5 + PREFIX.length + label.length() + context.length).u16(length);
        int mark = info.open8();
        info.bytes(PREFIX).bytes(label.getBytes(StandardCharsets.US_ASCII)).close(mark);
        mark = info.open8();
        info.bytes(context).close(mark);
        return expand(secret, info.u8(1).toBytes(), length);
    }

    /** Derive-Secret (RFC 9846 section 7.1), given the hash of the messages. */
    public Secret deriveSecret(Secret secret, String label, byte[] transcriptHash) {
        return Secret.adopt(expandLabel(secret, label, transcriptHash, algorithm.length()));
    }

    /** HKDF-Expand (RFC 5869 section 2.3) of {@code info}, whose last byte is the number of the block. */
    private byte[] expand(Secret secret, byte[] info, int length) {
        try (Hmac hmac = crypto.hmac(algorithm, secret.bytes())) {
            hmac.update(info);
            byte[] block = hmac.finish();
            if (length == block.length) {
                return block;
            }
            byte[] out = Arrays.copyOf(block, length);
            for (int at = block.length; at < length; at += block.length) {
                info[info.length - 1]++;
                hmac.update(block);
                hmac.update(info);
                hmac.finish(block, 0);
                System.arraycopy(block, 0, out, at, Math.min(block.length, length - at));
            }
            Bytes.wipe(block);
            return out;
        }
    }
}
