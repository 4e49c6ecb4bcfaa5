package dev.handfast.crypto.bc;

import dev.handfast.crypto.CertificateSignatures.Outcome;
import dev.handfast.crypto.curve.P256;
import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;
import org.jspecify.annotations.Nullable;

/**
 * Signatures on certificates that are verified faster here than by the JDK: ECDSA on P-256 by our own curve, the other
 * curves, EdDSA and ML-DSA by BouncyCastle's lightweight classes. Digests stay with the JDK, whose are faster.
 */
public final class BcCertificateSignatures {

    /** The first octet of a point that is not compressed (SEC 1 section 2.3.3). */
    private static final int UNCOMPRESSED = 4;
    private static final Oid P256_CURVE = Oid.of("1.2.840.10045.3.1.7");

    private static final Oid ED25519 = Oid.of("1.3.101.112");
    private static final Oid ED448 = Oid.of("1.3.101.113");
    private static final Oid EC_KEY = Oid.of("1.2.840.10045.2.1");
    private static final Map<Oid, MLDSAParameters> ML_DSA = Map.of(
            Oid.of("2.16.840.1.101.3.4.3.17"), MLDSAParameters.ml_dsa_44,
            Oid.of("2.16.840.1.101.3.4.3.18"), MLDSAParameters.ml_dsa_65,
            Oid.of("2.16.840.1.101.3.4.3.19"), MLDSAParameters.ml_dsa_87);

    /** Domains by curve. Bounded, because only curves that the library knows are kept. */
    private static final Map<Oid, ECDomainParameters> DOMAINS = new ConcurrentHashMap<>();

    /**
     * Authorities' points, with the tables that BouncyCastle attaches to a point once it has been used: by such a key
     * signatures are verified in half the time. Some 20 kB each. Dropped as a whole when full, which costs no more than
     * that.
     */
    private static final Map<Opaque, ECPublicKeyParameters> KEYS = new ConcurrentHashMap<>();
    private static final int MAX_KEYS = 256;

    private BcCertificateSignatures() {
    }

    /**
     * Verifies one signature.
     *
     * @param hash the digest of an ECDSA algorithm, by JCA's name; null for EdDSA and ML-DSA
     * @param algorithm the signature algorithm
     * @param key SubjectPublicKeyInfo
     * @throws MalformedInput if key or signature are malformed
     */
    public static Outcome verify(String hash, Oid algorithm, Opaque key, Opaque signed, Opaque signature)
            throws MalformedInput, GeneralSecurityException {
        DerReader info = new DerReader(key, "SubjectPublicKeyInfo").sequence("SubjectPublicKeyInfo");
        DerReader keyAlgorithm = info.sequence("algorithm");
        Oid keyOid = keyAlgorithm.oid("algorithm");
        byte[] bits = info.bitOctets("subjectPublicKey");
        if (hash != null) {
            return keyOid.equals(EC_KEY) ? ecdsa(hash, key, keyAlgorithm, bits, signed, signature)
                    : Outcome.INVALID;
        }
        if (!keyOid.equals(algorithm)) {
            return Outcome.INVALID;
        }
        byte[] message = signed.toBytes();
        byte[] proof = signature.toBytes();
        boolean valid;
        if (algorithm.equals(ED25519)) {
            valid = bits.length == Ed25519.PUBLIC_KEY_SIZE && proof.length == Ed25519.SIGNATURE_SIZE
                    && Ed25519.verify(proof, 0, bits, 0, message, 0, message.length);
        } else if (algorithm.equals(ED448)) {
            valid = bits.length == Ed448.PUBLIC_KEY_SIZE && proof.length == Ed448.SIGNATURE_SIZE
                    && Ed448.verify(proof, 0, bits, 0, new byte[0], message, 0, message.length);
        } else {
            MLDSAParameters parameters = ML_DSA.get(algorithm);
            if (parameters == null) {
                throw new NoSuchAlgorithmException("signatures of " + algorithm + " are not verified here");
            }
            valid = mlDsa(parameters, bits, message, proof);
        }
        return valid ? Outcome.VALID : Outcome.INVALID;
    }

    /**
     * Remembers a key on an elliptic curve; does nothing with keys of other kinds, and on P-256.
     *
     * @throws MalformedInput if it is no key
     */
    public static void keep(Opaque key) throws MalformedInput {
        DerReader info = new DerReader(key, "SubjectPublicKeyInfo").sequence("SubjectPublicKeyInfo");
        DerReader algorithm = info.sequence("algorithm");
        boolean named = algorithm.oid("algorithm").equals(EC_KEY) && algorithm.isNext(Tag.OID);
        Oid curve = named ? algorithm.oid("namedCurve") : P256_CURVE;
        ECDomainParameters domain = curve.equals(P256_CURVE) ? null : domain(curve);
        if (domain != null && !KEYS.containsKey(key)) {
            if (KEYS.size() >= MAX_KEYS) {
                KEYS.clear();
            }
            KEYS.put(key, key(domain, info.bitOctets("subjectPublicKey")));
        }
    }

    /** ECDSA-Sig-Value (RFC 5480 appendix A) over a named curve; strict DER, so that a signature has one encoding. */
    private static Outcome ecdsa(String hash, Opaque info, DerReader keyAlgorithm, byte[] point, Opaque signed,
            Opaque signature) throws MalformedInput, GeneralSecurityException {
        if (!keyAlgorithm.isNext(Tag.OID)) {
            return Outcome.UNSUPPORTED;
        }
        Oid curve = keyAlgorithm.oid("namedCurve");
        ECDomainParameters domain = domain(curve);
        if (domain == null) {
            return Outcome.UNSUPPORTED;
        }
        BigInteger[] pair = pair(signature);
        BigInteger r = pair[0];
        BigInteger s = pair[1];
        byte[] digest = MessageDigest.getInstance(hash).digest(signed.toBytes());
        if (curve.equals(P256_CURVE) && point.length == 1 + 2 * P256.LENGTH && point[0] == UNCOMPRESSED) {
            boolean valid = isBelow(r, P256.ORDER) && isBelow(s, P256.ORDER)
                    && EcdsaP256.verify(coordinate(point, 1), coordinate(point, 1 + P256.LENGTH), digest, r, s);
            return valid ? Outcome.VALID : Outcome.INVALID;
        }
        ECPublicKeyParameters key = KEYS.get(info);
        if (key == null) {
            key = key(domain, point);
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, key);
        return verifier.verifySignature(digest, r, s) ? Outcome.VALID : Outcome.INVALID;
    }

    /** The numbers r and s of ECDSA-Sig-Value or Dss-Sig-Value (RFC 3279 sections 2.2.2 and 2.2.3), in strict DER. */
    public static BigInteger[] pair(Opaque signature) throws MalformedInput {
        DerReader whole = new DerReader(signature, "ECDSA-Sig-Value");
        DerReader pair = whole.sequence("ECDSA-Sig-Value");
        BigInteger[] numbers = {pair.integer("r"), pair.integer("s")};
        pair.end();
        whole.end();
        return numbers;
    }

    /** Throws if an elliptic curve key cannot be used here: a curve that is not known or spelled out, a point off it. */
    public static void checkPoint(Opaque key) throws MalformedInput {
        DerReader info = new DerReader(key, "SubjectPublicKeyInfo").sequence("SubjectPublicKeyInfo");
        DerReader algorithm = info.sequence("algorithm");
        if (!algorithm.oid("algorithm").equals(EC_KEY)) {
            return;
        }
        if (!algorithm.isNext(Tag.OID)) {
            throw new MalformedInput("subjectPublicKey: its curve is spelled out or missing, not named");
        }
        Oid curve = algorithm.oid("namedCurve");
        ECDomainParameters domain = domain(curve);
        if (domain == null) {
            throw new MalformedInput("subjectPublicKey: the curve " + curve + " is not known here");
        }
        key(domain, info.bitOctets("subjectPublicKey"));
    }

    private static boolean isBelow(BigInteger number, BigInteger bound) {
        return number.signum() > 0 && number.compareTo(bound) < 0;
    }

    private static BigInteger coordinate(byte[] point, int offset) {
        return new BigInteger(1, point, offset, P256.LENGTH);
    }

    private static ECPublicKeyParameters key(ECDomainParameters domain, byte[] point) throws MalformedInput {
        try {
            return new ECPublicKeyParameters(domain.getCurve().decodePoint(point), domain);
        } catch (IllegalArgumentException e) {
            throw new MalformedInput("subjectPublicKey: not a point of its curve");
        }
    }

    private static boolean mlDsa(MLDSAParameters parameters, byte[] key, byte[] message, byte[] signature)
            throws MalformedInput {
        MLDSASigner verifier = new MLDSASigner();
        try {
            verifier.init(false, new MLDSAPublicKeyParameters(parameters, key));
        } catch (IllegalArgumentException e) {
            throw new MalformedInput("subjectPublicKey: not an ML-DSA key");
        }
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }

    private static @Nullable ECDomainParameters domain(Oid curve) {
        ECDomainParameters known = DOMAINS.get(curve);
        if (known != null) {
            return known;
        }
        ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(curve.toString());
        X9ECParameters parameters = CustomNamedCurves.getByOID(oid);
        if (parameters == null) {
            parameters = ECNamedCurveTable.getByOID(oid);
        }
        if (parameters == null) {
            return null;
        }
        ECDomainParameters domain = new ECDomainParameters(parameters);
        DOMAINS.put(curve, domain);
        return domain;
    }
}
