package dev.handfast.pki.path;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures and remembers the valid ones, keyed by content: the same bytes under the same key need no second
 * verification, whoever presents them. A search remembers its own; beyond it are remembered those of accepted paths,
 * and of lists and responses by keys that such paths lead to. Bounded; thread-safe; holds no opinion on algorithms,
 * which rules judge anew.
 */
public final class SignatureChecks {

    /** Bytes of a key and of the objects round it, for each byte of its encoding and in all. */
    private static final int KEY_BYTE = 4;
    private static final int KEY = 500;

    /** A signature by its content: of a certificate, or of other bytes. */
    sealed interface Signed {

        Spki key();

        /** Bytes beside the key. */
        long weight();
    }

    record Certificate(Spki key, Cert certificate) implements Signed, Comparable<Certificate> {

        @Override
        public long weight() {
            return certificate.weight();
        }

        @Override
        public int compareTo(Certificate other) {
            int order = certificate.compareTo(other.certificate);
            return order != 0 ? order : key.compareTo(other.key);
        }

        // Written out: a record's own are linked from method handles at their first use.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Certificate that && certificate.equals(that.certificate) && key.equals(that.key);
        }

        @Override
        public int hashCode() {
            return 31 * certificate.hashCode() + key.hashCode();
        }
    }

    /**
     * @param algorithm of the signature: that of a response is not signed, and who says another would have it judged by
     *        the rules for that one
     * @param digest of what is signed, which may be large
     */
    record Other(Spki key, Opaque algorithm, Opaque digest, Opaque signature)
            implements
                Signed,
                Comparable<Other> {

        @Override
        public long weight() {
            return algorithm.length() + digest.length() + signature.length();
        }

        @Override
        public int compareTo(Other other) {
            int order = digest.compareTo(other.digest);
            order = order != 0 ? order : signature.compareTo(other.signature);
            order = order != 0 ? order : algorithm.compareTo(other.algorithm);
            return order != 0 ? order : key.compareTo(other.key);
        }
    }

    private static final CacheKind<Signed, Boolean> VALID = new CacheKind<>(CacheShare.SIGNATURES,
            (signed, valid) -> KEY
                    + KEY_BYTE * (long) signed.key().encoded().length() + signed.weight());

    private final CertificateSignatures signatures;
    private final @Nullable LruCache<Signed, Boolean> memory;

    /** Checks that remember in caches; null for none. */
    public SignatureChecks(CertificateSignatures signatures, @Nullable SharedCaches caches) {
        this.signatures = signatures;
        this.memory = caches == null ? null : caches.get(VALID);
    }

    /**
     * Whether {@code key} made the signature on a certificate; throws what kept it from being so.
     *
     * @param issuer whose key it is, for the message
     */
    void verify(Cert certificate, Spki key, Object issuer, int index, Budget budget) throws PathRefused {
        Signed signed = new Certificate(key, certificate);
        if (isKnown(signed, false, budget)) {
            return;
        }
        budget.signature(certificate, key);
        switch (signatures.verify(key.encoded(), certificate.signatureAlgorithm().encoded(), certificate.signed(),
                certificate.signature())) {
            case VALID -> budget.verified().add(signed);
            case INVALID, UNSUPPORTED -> throw refusal(certificate, key, issuer, index);
        }
    }

    /** A signature that cannot be verified is not one that is wrong: the two have different cures. */
    private PathRefused refusal(Cert certificate, Spki key, Object issuer, int index) {
        String objection = signatures.objection(key.encoded(), certificate.signatureAlgorithm().encoded(),
                certificate.signature());
        return objection == null ? new PathRefused(PathFault.SIGNATURE_WRONG, index, certificate, "Certificate "
                + certificate + " was not signed by the key of its issuer " + issuer,
                "Send the issuer's certificate whose key signed it, or trust that issuer")
                : new PathRefused(PathFault.SIGNATURE_UNSUPPORTED, index, certificate, "The signature on certificate "
                        + certificate + " (" + AlgorithmNames.describe(certificate.signatureAlgorithm())
                        + ") cannot be verified: " + objection,
                        "Have it issued anew with ECDSA, Ed25519 or RSA and SHA-2");
    }

    /** Why no key can have made this signature: an algorithm or an encoding that is not accepted; or null. */
    @Nullable
    String objection(Opaque algorithm, Opaque signature) {
        return signatures.objection(null, algorithm, signature);
    }

    /**
     * Whether {@code key} made the signature on a revocation list.
     *
     * @param trusted whether the key is known to be an authority's, so that the list is remembered
     */
    boolean isValid(Spki key, Crl list, boolean trusted, Cert about, Budget budget) throws PathRefused {
        AlgorithmId algorithm = list.signatureAlgorithm();
        return isValid(new Other(key, algorithm.encoded(), list.fingerprint(this::fingerprint), list.signature()),
                algorithm, list.signed(), trusted, about, budget);
    }

    /** Whether {@code key}, which is known to be a responder's, made the signature on an OCSP response. */
    boolean isValid(Spki key, OcspResponse response, AlgorithmId algorithm, Cert about, Budget budget)
            throws PathRefused {
        return isValid(new Other(key, algorithm.encoded(), fingerprint(response.signed()), response.signature()),
                algorithm, response.signed(), true, about, budget);
    }

    /** Remembers the signature on a certificate that is trusted outside of any path. */
    void keep(Cert certificate, Spki key, Budget budget) {
        isKnown(new Certificate(key, certificate), true, budget);
    }

    /** Remembers the signatures of an accepted path, and the keys that made them. */
    void keep(VerifiedPath path, Budget budget) {
        if (memory == null || budget.verified().isEmpty()) {
            return;
        }
        for (int index = 0; index < path.certificates().size(); index++) {
            keep(path.certificates().get(index), path.issuerKey(index), budget);
            signatures.keep(path.issuerKey(index).encoded());
        }
    }

    private boolean isValid(Other signed, AlgorithmId algorithm, Opaque bytes, boolean trusted, Cert about,
            Budget budget) throws PathRefused {
        if (isKnown(signed, trusted, budget)) {
            return true;
        }
        budget.signature(about, signed.key());
        budget.signedBytes(about, bytes.length());
        boolean valid = signatures.verify(signed.key().encoded(), algorithm.encoded(), bytes,
                signed.signature()) == CertificateSignatures.Outcome.VALID;
        if (valid) {
            budget.verified().add(signed);
            isKnown(signed, trusted, budget);
        }
        return valid;
    }

    /** A digest by JCA's name. */
    Opaque digest(String hash, Opaque bytes) {
        return signatures.digest(hash, bytes);
    }

    private Opaque fingerprint(Opaque bytes) {
        return signatures.digest("SHA-256", bytes);
    }

    /** Whether a signature was found valid; if it was in this search and is {@code trusted}, it is kept beyond it. */
    private boolean isKnown(Signed signed, boolean trusted, Budget budget) {
        boolean now = budget.verified().contains(signed);
        if (now && trusted && memory != null) {
            memory.put(signed, Boolean.TRUE);
        }
        return now || memory != null && memory.get(signed) != null;
    }
}
