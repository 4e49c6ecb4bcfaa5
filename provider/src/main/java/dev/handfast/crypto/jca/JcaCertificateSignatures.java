package dev.handfast.crypto.jca;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.crypto.bc.BcCertificateSignatures;
import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
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
    private static final Map<Oid, String> KEY_NAMES = Map.of(RSA_ENCRYPTION, "RSA", RSASSA_PSS, "RSASSA-PSS",
            Oid.of("1.2.840.10040.4.1"), "DSA");
    private static final Oid MGF1 = Oid.of("1.2.840.113549.1.1.8");
    private static final Map<Oid, String> PSS_HASHES = Map.of(Oid.of("1.3.14.3.2.26"), "SHA-1",
            Oid.of("2.16.840.1.101.3.4.2.4"), "SHA-224", Oid.of("2.16.840.1.101.3.4.2.1"), "SHA-256",
            Oid.of("2.16.840.1.101.3.4.2.2"), "SHA-384", Oid.of("2.16.840.1.101.3.4.2.3"), "SHA-512");

    /** Longest salt that is believed: the longest hash. */
    private static final int MAX_SALT = 64;

    /** Authorities' keys, of RSA and DSA, by their encoding, which names their kind. Dropped as a whole when full. */
    private static final Map<Opaque, PublicKey> KEYS = new ConcurrentHashMap<>();
    private static final int MAX_KEYS = 256;

    /** Bytes of the largest key kept: DSA of 8,192 bits. So all take some 4 MB at most. */
    private static final int LARGEST = 4_096;

    @Override
    public Outcome verify(Opaque key, Opaque algorithm, Opaque signed, Opaque signature) {
        try {
            DerReader identifier = new DerReader(algorithm, "AlgorithmIdentifier").sequence("AlgorithmIdentifier");
            Oid oid = identifier.oid("algorithm");
            CertificateAlgorithm known = CertificateAlgorithm.of(oid);
            if (known == null) {
                return Outcome.UNSUPPORTED;
            }
            return switch (known.family()) {
                case RSA -> rsa(known, identifier, key, signed, signature);
                case RSA_PSS -> pss(identifier, key, signed, signature);
                // RFC 3279 section 2.2.2, RFC 5758 section 3.1: parameters must be absent.
                case DSA -> identifier.hasMore() ? Outcome.INVALID
                        : jca(known.hash() + "withDSA", null, key, "DSA", signed, signature);
                case ECDSA, ED25519, ED448, ML_DSA -> identifier.hasMore() ? Outcome.INVALID
                        : BcCertificateSignatures.verify(known.hash(), oid, key, signed, signature);
            };
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
    public Opaque digest(String hash, Opaque bytes) {
        try {
            return Opaque.adopt(MessageDigest.getInstance(hash).digest(bytes.toBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + hash, e);
        }
    }

    /** RFC 4055 section 5: the parameters must be NULL, and must be accepted when absent. */
    private static Outcome rsa(CertificateAlgorithm known, DerReader identifier, Opaque key, Opaque signed,
            Opaque signature) throws MalformedInput, GeneralSecurityException {
        if (identifier.hasMore()) {
            identifier.nothing("parameters");
        }
        if (!keyAlgorithm(key).equals(RSA_ENCRYPTION)) {
            return Outcome.INVALID;
        }
        return jca(known.hash() + "withRSA", null, key, "RSA", signed, signature);
    }

    private static Outcome pss(DerReader identifier, Opaque key, Opaque signed, Opaque signature)
            throws MalformedInput, GeneralSecurityException {
        PSSParameterSpec parameters = pssParameters(identifier);
        Oid keyAlgorithm = keyAlgorithm(key);
        if (parameters == null) {
            return Outcome.UNSUPPORTED;
        }
        if (keyAlgorithm.equals(RSASSA_PSS)) {
            return jca("RSASSA-PSS", parameters, key, "RSASSA-PSS", signed, signature);
        }
        return keyAlgorithm.equals(RSA_ENCRYPTION) ? jca("RSASSA-PSS", parameters, key, "RSA", signed, signature)
                : Outcome.INVALID;
    }

    /** RSASSA-PSS-params (RFC 4055 section 3.1); null for hashes not known, or a mask hash that differs. */
    private static PSSParameterSpec pssParameters(DerReader identifier) throws MalformedInput {
        DerReader reader = identifier.sequence("RSASSA-PSS-params");
        String hash = "SHA-1";
        String mask = "SHA-1";
        int salt = 20;
        if (reader.isNext(Tag.constructed(0))) {
            hash = hash(reader.nested(Tag.constructed(0), "hashAlgorithm"));
        }
        if (reader.isNext(Tag.constructed(1))) {
            DerReader tagged = reader.nested(Tag.constructed(1), "maskGenAlgorithm");
            DerReader generator = tagged.sequence("maskGenAlgorithm");
            tagged.end();
            if (!generator.oid("maskGenAlgorithm").equals(MGF1)) {
                return null;
            }
            mask = hash(generator);
        }
        if (reader.isNext(Tag.constructed(2))) {
            salt = number(reader, 2, "saltLength");
        }
        if (reader.isNext(Tag.constructed(3)) && number(reader, 3, "trailerField") != 1) {
            return null;
        }
        reader.end();
        if (hash == null || !hash.equals(mask) || salt > MAX_SALT) {
            return null;
        }
        return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1);
    }

    /** A hash's AlgorithmIdentifier to its end, parameters absent or NULL (RFC 4055 section 2.1); null if unknown. */
    private static String hash(DerReader from) throws MalformedInput {
        DerReader identifier = from.sequence("hash");
        String hash = PSS_HASHES.get(identifier.oid("hash"));
        if (identifier.hasMore()) {
            identifier.nothing("parameters");
        }
        identifier.end();
        from.end();
        return hash;
    }

    private static int number(DerReader reader, int tag, String what) throws MalformedInput {
        DerReader tagged = reader.nested(Tag.constructed(tag), what);
        int number = tagged.count(Tag.INTEGER, what);
        tagged.end();
        return number;
    }

    private static Oid keyAlgorithm(Opaque key) throws MalformedInput {
        return new DerReader(key, "SubjectPublicKeyInfo").sequence("SubjectPublicKeyInfo").sequence("algorithm")
                .oid("algorithm");
    }

    private static Outcome jca(String name, AlgorithmParameterSpec parameters, Opaque key, String keyName,
            Opaque signed, Opaque signature) throws GeneralSecurityException {
        Signature verifier;
        try {
            verifier = Signature.getInstance(name);
        } catch (java.security.NoSuchAlgorithmException e) {
            return Outcome.UNSUPPORTED;
        }
        PublicKey publicKey = key(key, keyName);
        if (parameters != null) {
            verifier.setParameter(parameters);
        }
        verifier.initVerify(publicKey);
        verifier.update(signed.toBytes());
        return verifier.verify(signature.toBytes()) ? Outcome.VALID : Outcome.INVALID;
    }

    private static PublicKey key(Opaque encoded, String algorithm) throws GeneralSecurityException {
        PublicKey key = KEYS.get(encoded);
        return key != null ? key : JcaCertificates.key(algorithm, encoded.toBytes());
    }
}
