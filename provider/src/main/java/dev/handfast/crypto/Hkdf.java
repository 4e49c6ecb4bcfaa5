package dev.handfast.crypto;

import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** HKDF (RFC 5869) with the labels of RFC 9846 section 7.1. */
public final class Hkdf {

    private static final byte[] PREFIX = "tls13 ".getBytes(StandardCharsets.US_ASCII);

    /** Where a label follows its prefix, which follows the length of the output and its own. */
    private static final int LABEL = 2 + 1 + PREFIX.length;

    private final CryptoProvider crypto;
    private final HashAlgorithm algorithm;

    /** HKDF over a hash. */
    public Hkdf(CryptoProvider crypto, HashAlgorithm algorithm) {
        this.crypto = crypto;
        this.algorithm = algorithm;
    }

    /** The hash. */
    public HashAlgorithm algorithm() {
        return algorithm;
    }

    /** HKDF-Extract (RFC 5869 section 2.2). */
    public Secret extract(byte[] salt, byte[] keyingMaterial) {
        return Secret.adopt(crypto.hmac(algorithm, salt, keyingMaterial));
    }

    /**
     * HKDF-Expand-Label (RFC 9846 section 7.1).
     *
     * @param label ASCII, at most 249 characters
     * @param context at most 255 bytes
     * @param length at most 255 hashes
     */
    public byte[] expandLabel(Secret secret, String label, byte[] context, int length) {
        // struct HkdfLabel, and the byte that counts the blocks of HKDF-Expand; by hand, as a handshake has fifty
        int behind = LABEL + label.length();
        byte[] info = new byte[behind + 1 + context.length + 1];
        info[0] = (byte) (length >>> 8);
        info[1] = (byte) length;
        info[2] = (byte) (PREFIX.length + label.length());
        System.arraycopy(PREFIX, 0, info, 3, PREFIX.length);
        for (int i = 0; i < label.length(); i++) {
            info[LABEL + i] = (byte) label.charAt(i);
        }
        info[behind] = (byte) context.length;
        System.arraycopy(context, 0, info, behind + 1, context.length);
        info[info.length - 1] = 1;
        return expand(secret, info, length);
    }

    /** Derive-Secret (RFC 9846 section 7.1), given the hash of the messages. */
    public Secret deriveSecret(Secret secret, String label, byte[] transcriptHash) {
        return Secret.adopt(expandLabel(secret, label, transcriptHash, algorithm.length()));
    }

    /** HKDF-Expand (RFC 5869 section 2.3) of {@code info}, whose last byte is the number of the block. */
    private byte[] expand(Secret secret, byte[] info, int length) {
        byte[] block = crypto.hmac(algorithm, secret.bytes(), info);
        if (length == block.length) {
            return block;
        }
        byte[] out = Arrays.copyOf(block, length);
        for (int at = block.length; at < length; at += block.length) {
            info[info.length - 1]++;
            byte[] input = Bytes.concat(block, info);
            Bytes.wipe(block);
            block = crypto.hmac(algorithm, secret.bytes(), input);
            Bytes.wipe(input);
            System.arraycopy(block, 0, out, at, Math.min(block.length, length - at));
        }
        Bytes.wipe(block);
        return out;
    }
}
