package dev.handfast.crypto;

import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

/** Verifies the signatures on certificates, revocation lists and OCSP responses. Implementations are thread-safe. */
public interface CertificateSignatures {

    /** What came of one verification. */
    enum Outcome {
        /** The key made the signature. */
        VALID,
        /** The key did not make it, or key or signature are malformed. */
        INVALID,
        /** The algorithm, its parameters or the key's curve are not known here. */
        UNSUPPORTED
    }

    /**
     * Verifies one signature.
     *
     * @param key SubjectPublicKeyInfo, DER, with all its parameters
     * @param algorithm AlgorithmIdentifier of the signature, DER
     * @param signed the bytes signed
     * @param signature the contents of the signature's BIT STRING
     * @return the outcome; never null, never an exception for what a peer sent
     */
    Outcome verify(Opaque key, Opaque algorithm, Opaque signed, Opaque signature);

    /**
     * Remembers a key that has proved to be an authority's, so that its next signatures are verified sooner. Keys are
     * not remembered for having been used: anyone may send one.
     */
    void keep(Opaque key);

    /**
     * Why a signature cannot be verified at all, whatever was signed, as a part of a sentence: an algorithm or
     * parameters that are not known or not accepted, an encoding that is refused. Null where it can be, so that {@link
     * Outcome#INVALID} means another key or other bytes.
     *
     * @param key SubjectPublicKeyInfo, DER; null to ask about the algorithm and the signature's encoding only
     * @param algorithm AlgorithmIdentifier of the signature, DER
     * @param signature the contents of the signature's BIT STRING
     * @return the objection, or null; never an exception for what a peer sent
     */
    @Nullable
    String objection(@Nullable Opaque key, Opaque algorithm, Opaque signature);

    /**
     * A digest, for the identifiers in OCSP (RFC 6960 section 4.1.1) and certificate transparency.
     *
     * @param hash JCA's name: {@code SHA-1}, {@code SHA-256}, {@code SHA-384} or {@code SHA-512}
     * @return the digest of the bytes
     */
    Opaque digest(String hash, Opaque bytes);
}
