package dev.handfast.crypto;

import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.ObjectPool;

import java.nio.charset.StandardCharsets;

/** HKDF (RFC 5869) with the labels of RFC 9846 section 7.1. */
public final class Hkdf {

    private static final byte[] PREFIX = "tls13 ".getBytes(StandardCharsets.US_ASCII);

    /** Where a label follows its prefix, which follows the length of the output and its own. */
    private static final int LABEL = 2 + 1 + PREFIX.length;

    /** Where labels with their contexts are put together; neither is secret. */
    private static final ObjectPool<byte[]> INFOS = new ObjectPool<>(16) {
        @Override
        protected byte[] make() {
            return new byte[LONGEST_INFO];
        }
    };
    private static final int LONGEST_INFO = LABEL + 249 + 1 + 255 + 1;

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
        byte[] info = INFOS.take();
        info[0] = (byte) (length >>> 8);
        info[1] = (byte) length;
        info[2] = (byte) (PREFIX.length + label.length());
        System.arraycopy(PREFIX, 0, info, 3, PREFIX.length);
        for (int i = 0; i < label.length(); i++) {
            info[LABEL + i] = (byte) label.charAt(i);
        }
        info[behind] = (byte) context.length;
        System.arraycopy(context, 0, info, behind + 1, context.length);
        byte[] out = new byte[length];
        expand(secret, info, behind + 1 + context.length, out);
        INFOS.give(info);
        return out;
    }

    /** Derive-Secret (RFC 9846 section 7.1), given the hash of the messages. */
    public Secret deriveSecret(Secret secret, String label, byte[] transcriptHash) {
        return Secret.adopt(expandLabel(secret, label, transcriptHash, algorithm.length()));
    }

    /** HKDF-Expand (RFC 5869 section 2.3) of {@code info}, which has room for the number of the block behind it. */
    private void expand(Secret secret, byte[] info, int infoLength, byte[] out) {
        info[infoLength] = 1;
        if (out.length <= algorithm.length()) {
            crypto.hmac(algorithm, secret.bytes(), info, infoLength + 1, out);
            return;
        }
        byte[] block = new byte[algorithm.length()];
        byte[] input = new byte[block.length + infoLength + 1];
        System.arraycopy(info, 0, input, block.length, infoLength + 1);
        crypto.hmac(algorithm, secret.bytes(), info, infoLength + 1, block);
        System.arraycopy(block, 0, out, 0, block.length);
        for (int at = block.length; at < out.length; at += block.length) {
            System.arraycopy(block, 0, input, 0, block.length);
            input[input.length - 1]++;
            crypto.hmac(algorithm, secret.bytes(), input, input.length, block);
            System.arraycopy(block, 0, out, at, Math.min(block.length, out.length - at));
        }
        Bytes.wipe(block);
        Bytes.wipe(input);
    }
}
