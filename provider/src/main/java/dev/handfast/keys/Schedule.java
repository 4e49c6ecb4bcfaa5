package dev.handfast.keys;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hkdf;
import dev.handfast.crypto.Secret;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What every stage of the TLS 1.3 key schedule computes with (RFC 9846 section 7.1). Immutable, holds no secret. */
final class Schedule {

    /** The hashes of nothing. */
    private static final Map<HashAlgorithm, byte[]> EMPTY = new ConcurrentHashMap<>();

    private final CryptoProvider crypto;
    private final Hkdf hkdf;
    private final HashAlgorithm algorithm;
    private final byte[] emptyHash;

    Schedule(CryptoProvider crypto, HashAlgorithm algorithm) {
        this.crypto = crypto;
        this.hkdf = new Hkdf(crypto, algorithm);
        this.algorithm = algorithm;
        byte[] known = EMPTY.get(algorithm);
        if (known == null) {
            known = crypto.digest(algorithm);
            EMPTY.put(algorithm, known);
        }
        this.emptyHash = known;
    }

    Hkdf hkdf() {
        return hkdf;
    }

    /** Bytes of every secret. */
    int length() {
        return algorithm.length();
    }

    /** The Early Secret: HKDF-Extract of a PSK, or of zeros if it is null, without a salt. */
    Secret early(@Nullable Secret psk) {
        byte[] zeros = new byte[length()];
        return hkdf.extract(zeros, psk == null ? zeros : psk.bytes());
    }

    /** HKDF-Extract of a secret, or of zeros if it is null. */
    private Secret extract(byte[] salt, @Nullable Secret input) {
        return hkdf.extract(salt, input == null ? new byte[length()] : input.bytes());
    }

    /** The next stage's secret: Extract with Derive-Secret(secret, "derived", "") as the salt. */
    Secret next(Secret secret, @Nullable Secret input) {
        try (Secret salt = hkdf.deriveSecret(secret, "derived", emptyHash)) {
            return extract(salt.bytes(), input);
        }
    }

    /** Derive-Secret, given the hash of the messages. */
    Secret derive(Secret secret, String label, byte[] transcriptHash) {
        return hkdf.deriveSecret(secret, label, transcriptHash);
    }

    /** A traffic secret, given the hash of the messages. */
    TrafficSecret traffic(Secret secret, String label, byte[] transcriptHash) {
        return new TrafficSecret(this, derive(secret, label, transcriptHash));
    }

    /** Derive-Secret of no messages. */
    Secret deriveEmpty(Secret secret, String label) {
        return derive(secret, label, emptyHash);
    }

    /** Expand-Label without context. */
    byte[] expand(Secret secret, String label, int length) {
        return hkdf.expandLabel(secret, label, Bytes.NONE, length);
    }

    /** HMAC over a transcript's hash, under finished_key of a base key (RFC 9846 section 4.5.3). */
    byte[] verifyData(Secret baseKey, byte[] transcriptHash) {
        byte[] finishedKey = expand(baseKey, "finished", length());
        try {
            return crypto.hmac(algorithm, finishedKey, transcriptHash);
        } finally {
            Bytes.wipe(finishedKey);
        }
    }

    /** The hash of some bytes. */
    byte[] hash(byte[] input) {
        return crypto.digest(algorithm, input);
    }
}
