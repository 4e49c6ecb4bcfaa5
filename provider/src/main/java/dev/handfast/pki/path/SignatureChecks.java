package dev.handfast.pki.path;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.Opaque;

/**
 * Verifies signatures and remembers the valid ones, keyed by content: the same bytes under the same key need no second
 * verification, whoever presents them. Bounded; thread-safe; holds no opinion on algorithms, which rules judge anew.
 */
public final class SignatureChecks {

    /** Valid signatures remembered: the intermediates of a busy client, and its peers' end entities, at about 2 kB. */
    private static final int REMEMBERED = 1024;

    /** The largest certificate whose signature is remembered, in bytes: all but odd ones. */
    private static final int LARGEST = 1 << 16;

    /** A signature by its content: of a certificate, or of other bytes. */
    sealed interface Signed {
    }

    private record Certificate(Spki key, Cert certificate) implements Signed {
    }

    private record Other(Spki key, Opaque signed, Opaque signature) implements Signed {
    }

    private final CertificateSignatures signatures;
    private final BoundedMemory<Signed, Boolean> memory;

    /** Checks with a memory of their own; {@code remember} false for none. */
    public SignatureChecks(CertificateSignatures signatures, boolean remember) {
        this.signatures = signatures;
        this.memory = remember ? new BoundedMemory<>(REMEMBERED) : null;
    }

    /** Forgets all. */
    public void forget() {
        if (memory != null) {
            memory.clear();
        }
    }

    /**
     * Whether {@code key} made the signature on a certificate; throws what kept it from being so.
     *
     * @param issuer whose key it is, for the message
     */
    void verify(Cert certificate, Spki key, Object issuer, int index, Budget budget) throws PathRefused {
        Signed signed = new Certificate(key, certificate);
        if (isKnown(signed, budget)) {
            return;
        }
        budget.signature(certificate);
        switch (signatures.verify(key.encoded(), certificate.signatureAlgorithm().encoded(), certificate.signed(),
                certificate.signature())) {
            case VALID -> remember(signed, certificate.encoded().length() <= LARGEST, budget);
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
    String objection(Opaque algorithm, Opaque signature) {
        return signatures.objection(null, algorithm, signature);
    }

    /** Whether {@code key} made the signature on a revocation list or an OCSP response. */
    boolean isValid(Spki key, Opaque algorithm, Opaque bytes, Opaque signature, Cert about, Budget budget)
            throws PathRefused {
        Signed signed = new Other(key, bytes, signature);
        if (isKnown(signed, budget)) {
            return true;
        }
        budget.signature(about);
        boolean valid = signatures.verify(key.encoded(), algorithm, bytes, signature)
                == CertificateSignatures.Outcome.VALID;
        if (valid) {
            remember(signed, true, budget);
        }
        return valid;
    }

    /** A digest by JCA's name. */
    Opaque digest(String hash, Opaque bytes) {
        return signatures.digest(hash, bytes);
    }

    private boolean isKnown(Signed signed, Budget budget) {
        return budget.verified().contains(signed) || memory != null && memory.get(signed) != null;
    }

    private void remember(Signed signed, boolean lastingly, Budget budget) {
        budget.verified().add(signed);
        if (memory != null && lastingly) {
            memory.put(signed, Boolean.TRUE);
        }
    }
}
