package dev.handfast.crypto.jca;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.crypto.PssParams;
import dev.handfast.crypto.bc.BcCertificateSignatures;
import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Certificate signatures by what is fastest on the JVM: elliptic curves by {@code crypto.bc} (5 to 20 times faster than
 * SunEC on JDK 17), RSA and DSA by the JDK's providers, under keys that are read once.
 */
public final class JcaCertificateSignatures implements CertificateSignatures {

    private static final Oid RSA_ENCRYPTION = Oid.of("1.2.840.113549.1.1.1");
    private static final Oid RSASSA_PSS = Oid.of("1.2.840.113549.1.1.10");
    private static final Oid DSA_KEY = Oid.of("1.2.840.10040.4.1");
    private static final Map<Oid, String> KEY_NAMES = Map.of(RSA_ENCRYPTION, "RSA", RSASSA_PSS, "RSASSA-PSS", DSA_KEY,
            "DSA");

    /** Authorities' keys, of RSA and DSA, by their encoding, which names their kind. Dropped as a whole when full. */
    private static final Map<Opaque, PublicKey> KEYS = new ConcurrentHashMap<>();
    private static final int MAX_KEYS = 256;

    /**
     * Bytes of the largest encoding of a key kept. With its encoding a DSA key of 10,000 bits (3,824 bytes) was
     * measured to take 12.7 kB of the heap, and RSA of 16,384 bits 8.1 kB, so all take 3.5 MB at most.
     */
    private static final int LARGEST = 4_096;

    @Override
    public Outcome verify(Opaque key, Opaque algorithm, Opaque signed, Opaque signature) {
        try {
            Identifier identifier = Identifier.read(algorithm);
            CertificateAlgorithm known = identifier.known();
            if (known == null || identifier.objection() != null) {
                return Outcome.UNSUPPORTED;
            }
            return switch (known.family()) {
                case RSA, RSA_PSS, DSA -> {
                    Signature verifier = verifier(known, identifier.pss(), key);
                    yield verifier == null ? Outcome.INVALID : jca(verifier, signed, signature);
                }
                case ECDSA, ED25519, ED448, ML_DSA -> {
                    Outcome outcome = BcCertificateSignatures.verify(known.hash(), identifier.oid(), key, signed,
                            signature);
                    yield outcome == Outcome.UNSUPPORTED && JdkCurves.fills(known)
                            ? JdkCurves.verify(known, key, signed, signature) : outcome;
                }
            };
        } catch (NoSuchAlgorithmException e) {
            return Outcome.UNSUPPORTED;
        } catch (MalformedInput | GeneralSecurityException e) {
            return Outcome.INVALID;
        }
    }

    @Override
    public void keep(Opaque key) {
        if (key.length() > LARGEST || KEYS.containsKey(key)) {
            return;
        }
        try {
            String name = KEY_NAMES.get(keyAlgorithm(key));
            if (name == null) {
                BcCertificateSignatures.keep(key);
                return;
            }
            PublicKey read = JcaCertificates.key(name, key.toBytes());
            if (KEYS.size() >= MAX_KEYS) {
                KEYS.clear();
            }
            KEYS.put(key, read);
        } catch (MalformedInput | GeneralSecurityException e) {
            throw new IllegalArgumentException("a key that has verified a signature cannot be read", e);
        }
    }

    @Override
    public @Nullable String objection(@Nullable Opaque key, Opaque algorithm, Opaque signature) {
        try {
            Identifier identifier = Identifier.read(algorithm);
            CertificateAlgorithm known = identifier.known();
            if (known == null || identifier.objection() != null) {
                return identifier.objection();
            }
            CertificateAlgorithm.Family family = known.family();
            if (family == CertificateAlgorithm.Family.ECDSA || family == CertificateAlgorithm.Family.DSA) {
                BcCertificateSignatures.pair(signature);
            }
            if (key != null) {
                switch (family) {
                    case RSA, RSA_PSS, DSA -> verifier(known, identifier.pss(), key);
                    case ECDSA -> BcCertificateSignatures.checkPoint(key);
                    case ED25519, ED448, ML_DSA -> {}
                }
                if (JdkCurves.fills(known)) {
                    return JdkCurves.objection(known);
                }
            }
            return null;
        } catch (NoSuchAlgorithmException e) {
            return "no provider of this Java has its algorithm: " + e.getMessage();
        } catch (MalformedInput | GeneralSecurityException e) {
            return e.getMessage();
        }
    }

    @Override
    public Opaque digest(String hash, Opaque bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance(hash);
            bytes.addTo(digest);
            return Opaque.adopt(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + hash, e);
        }
    }

    /**
     * A signature's AlgorithmIdentifier.
     *
     * @param oid the algorithm
     * @param known what it is; null where it is not known
     * @param pss the parameters of RSASSA-PSS; null for others
     * @param objection why it cannot be used; null where it can, and then the algorithm is known
     */
    private record Identifier(Oid oid, @Nullable CertificateAlgorithm known, @Nullable PssParams pss,
            @Nullable String objection) {

        static Identifier read(Opaque encoded) throws MalformedInput {
            DerReader identifier = new DerReader(encoded, "AlgorithmIdentifier").sequence("AlgorithmIdentifier");
            Oid oid = identifier.oid("algorithm");
            CertificateAlgorithm known = CertificateAlgorithm.of(oid);
            if (known == null) {
                return new Identifier(oid, null, null, "its signature algorithm " + oid + " is not known here");
            }
            try {
                PssParams pss = known.family() == CertificateAlgorithm.Family.RSA_PSS ? PssParams.read(identifier)
                        : null;
                return new Identifier(oid, known, pss, pss != null ? null : parameters(known, identifier));
            } catch (MalformedInput e) {
                return new Identifier(oid, known, null, e.getMessage());
            }
        }

        /**
         * Why parameters are not accepted, or null. RFC 4055 section 5 wants NULL for RSA and accepts none; RFC 3279
         * section 2.2.2 and RFC 5758 section 3 want none for DSA and ECDSA, where authorities in use (Intel's,
         * Android's, keytool of Java 11) write NULL and all other stacks accept it. EdDSA (RFC 8410 section 3) and
         * ML-DSA (RFC 9881 section 2) have none, and no other stack accepts any.
         */
        private static @Nullable String parameters(CertificateAlgorithm known, DerReader identifier)
                throws MalformedInput {
            boolean mayBeNull = switch (known.family()) {
                case RSA, DSA, ECDSA -> true;
                case RSA_PSS, ED25519, ED448, ML_DSA -> false;
            };
            if (!identifier.hasMore()) {
                return null;
            }
            if (mayBeNull && identifier.isNext(Tag.NULL)) {
                identifier.nothing("parameters");
                return identifier.hasMore() ? "its signature algorithm has more than parameters" : null;
            }
            return "its signature algorithm has parameters, which must be absent"
                    + (mayBeNull ? " or NULL (RFC 5758 section 3, RFC 4055 section 5)" : " (RFC 8410 section 3)");
        }
    }

    /** A verifier under a key; null where the key is of another kind. */
    private static @Nullable Signature verifier(CertificateAlgorithm known, @Nullable PssParams pss, Opaque key)
            throws MalformedInput, GeneralSecurityException {
        Oid kind = keyAlgorithm(key);
        if (pss != null) {
            return kind.equals(RSASSA_PSS) || kind.equals(RSA_ENCRYPTION)
                    ? verifier("RSASSA-PSS", spec(pss), key, kind.equals(RSASSA_PSS) ? "RSASSA-PSS" : "RSA") : null;
        }
        return switch (known.family()) {
            case RSA -> kind.equals(RSA_ENCRYPTION) ? verifier(known.hash() + "withRSA", null, key, "RSA") : null;
            case DSA -> kind.equals(DSA_KEY) ? verifier(known.hash() + "withDSA", null, key, "DSA") : null;
            default -> null;
        };
    }

    private static PSSParameterSpec spec(PssParams pss) {
        return new PSSParameterSpec(pss.hash(), "MGF1", new MGF1ParameterSpec(pss.maskHash()), pss.salt(), 1);
    }

    private static Signature verifier(String name, @Nullable AlgorithmParameterSpec parameters, Opaque key,
            String keyName) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(name);
        PublicKey publicKey = key(key, keyName);
        if (parameters != null) {
            verifier.setParameter(parameters);
        }
        verifier.initVerify(publicKey);
        return verifier;
    }

    private static Outcome jca(Signature verifier, Opaque signed, Opaque signature) throws GeneralSecurityException {
        verifier.update(signed.toBytes());
        return verifier.verify(signature.toBytes()) ? Outcome.VALID : Outcome.INVALID;
    }

    private static Oid keyAlgorithm(Opaque key) throws MalformedInput {
        return new DerReader(key, "SubjectPublicKeyInfo").sequence("SubjectPublicKeyInfo").sequence("algorithm")
                .oid("algorithm");
    }

    private static PublicKey key(Opaque encoded, String algorithm) throws GeneralSecurityException {
        PublicKey key = KEYS.get(encoded);
        return key != null ? key : JcaCertificates.key(algorithm, encoded.toBytes());
    }
}
