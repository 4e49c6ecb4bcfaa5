package dev.handfast.crypto.jca;

import dev.handfast.crypto.CertificateSignatures.Outcome;
import dev.handfast.crypto.bc.BouncyCastle;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;

/** Certificate signatures that BouncyCastle would verify, by the JDK where BouncyCastle is missing or too old. */
final class JdkCurves {

    private static final Map<CertificateAlgorithm.Family, BouncyCastle.Part> PARTS = Map.of(
            CertificateAlgorithm.Family.ECDSA, BouncyCastle.Part.CURVES,
            CertificateAlgorithm.Family.ED25519, BouncyCastle.Part.EDDSA,
            CertificateAlgorithm.Family.ED448, BouncyCastle.Part.EDDSA,
            CertificateAlgorithm.Family.ML_DSA, BouncyCastle.Part.ML_DSA);

    private JdkCurves() {
    }

    /** Whether BouncyCastle does not have an algorithm's part. */
    static boolean fills(CertificateAlgorithm algorithm) {
        BouncyCastle.Part part = PARTS.get(algorithm.family());
        return part != null && !BouncyCastle.has(part);
    }

    static Outcome verify(CertificateAlgorithm algorithm, Opaque key, Opaque signed, Opaque signature)
            throws GeneralSecurityException {
        PublicKey publicKey;
        Signature verifier;
        try {
            verifier = Signature.getInstance(name(algorithm));
            publicKey = JcaCertificates.key(keyName(algorithm), key.toBytes());
        } catch (NoSuchAlgorithmException absent) {
            return Outcome.UNSUPPORTED;
        }
        verifier.initVerify(publicKey);
        verifier.update(signed.toBytes());
        return verifier.verify(signature.toBytes()) ? Outcome.VALID : Outcome.INVALID;
    }

    /** Why the JDK cannot verify it either, or null. */
    static @Nullable String objection(CertificateAlgorithm algorithm) {
        try {
            Signature.getInstance(name(algorithm));
            return null;
        } catch (NoSuchAlgorithmException absent) {
            String reason = "this Java has no " + name(algorithm);
            BouncyCastle.Part part = PARTS.get(algorithm.family());
            return part == null ? reason : reason + ". " + BouncyCastle.objection(part);
        }
    }

    private static String name(CertificateAlgorithm algorithm) {
        return switch (algorithm.family()) {
            // JCA writes "SHA256withECDSA" and "SHA3-256withECDSA"
            case ECDSA -> hash(algorithm).replaceFirst("^SHA-", "SHA") + "withECDSA";
            case ED25519 -> "Ed25519";
            case ED448 -> "Ed448";
            case ML_DSA -> "ML-DSA";
            case RSA, RSA_PSS, DSA -> throw new IllegalArgumentException(algorithm + " is the JDK's anyway");
        };
    }

    private static String hash(CertificateAlgorithm algorithm) {
        String hash = algorithm.hash();
        if (hash == null) {
            throw new IllegalArgumentException(algorithm + " names no hash");
        }
        return hash;
    }

    private static String keyName(CertificateAlgorithm algorithm) {
        return algorithm.family() == CertificateAlgorithm.Family.ECDSA ? "EC" : name(algorithm);
    }
}
