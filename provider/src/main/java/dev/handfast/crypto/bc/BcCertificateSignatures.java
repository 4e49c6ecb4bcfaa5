package dev.handfast.crypto.bc;

import dev.handfast.crypto.CertificateSignatures.Outcome;
import dev.handfast.crypto.curve.P256;
import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * Signatures on certificates that are verified faster here than by the JDK: ECDSA on P-256 by our own curve, the other
 * curves, EdDSA and ML-DSA by BouncyCastle's lightweight classes. Digests stay with the JDK, whose are faster. What
 * takes a BouncyCastle that is not there is {@link Outcome#UNSUPPORTED}.
 */
public final class BcCertificateSignatures {

    /** The first octet of a point that is not compressed (SEC 1 section 2.3.3). */
    private static final int UNCOMPRESSED = 4;
    private static final Oid P256_CURVE = Oid.of("1.2.840.10045.3.1.7");

    private static final Oid ED25519 = Oid.of("1.3.101.112");
    private static final Oid ED448 = Oid.of("1.3.101.113");
    private static final Oid EC_KEY = Oid.of("1.2.840.10045.2.1");
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
    public static Outcome verify(@Nullable String hash, Oid algorithm, Opaque key, Opaque signed, Opaque signature)
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
        if (algorithm.equals(ED25519) || algorithm.equals(ED448)) {
            if (!BouncyCastle.has(BouncyCastle.Part.EDDSA)) {
                return Outcome.UNSUPPORTED;
            }
            valid = BcEdDsa.verify(algorithm.equals(ED448), bits, message, proof);
        } else {
            if (!BouncyCastle.hasMlDsa()) {
                return Outcome.UNSUPPORTED;
            }
            valid = BcMlDsa.verify(algorithm, bits, message, proof);
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
        if (!curve.equals(P256_CURVE) && BouncyCastle.has(BouncyCastle.Part.CURVES)) {
            BcCertificateKeys.keep(key, curve, info.bitOctets("subjectPublicKey"));
        }
    }

    /** ECDSA-Sig-Value (RFC 5480 appendix A) over a named curve; strict DER, so that a signature has one encoding. */
    private static Outcome ecdsa(String hash, Opaque info, DerReader keyAlgorithm, byte[] point, Opaque signed,
            Opaque signature) throws MalformedInput, GeneralSecurityException {
        if (!keyAlgorithm.isNext(Tag.OID)) {
            return Outcome.UNSUPPORTED;
        }
        Oid curve = keyAlgorithm.oid("namedCurve");
        boolean own = curve.equals(P256_CURVE) && isUncompressed(point);
        if (!own && (!BouncyCastle.has(BouncyCastle.Part.CURVES) || !BcCertificateKeys.knows(curve))) {
            return Outcome.UNSUPPORTED;
        }
        BigInteger[] pair = pair(signature);
        BigInteger r = pair[0];
        BigInteger s = pair[1];
        byte[] digest = MessageDigest.getInstance(hash).digest(signed.toBytes());
        if (own) {
            boolean valid = isBelow(r, P256.ORDER) && isBelow(s, P256.ORDER)
                    && EcdsaP256.verify(coordinate(point, 1), coordinate(point, 1 + P256.LENGTH), digest, r, s);
            return valid ? Outcome.VALID : Outcome.INVALID;
        }
        return BcCertificateKeys.verify(info, curve, point, digest, r, s) ? Outcome.VALID : Outcome.INVALID;
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

    /**
     * Throws if an elliptic curve key cannot be used here: a curve that is not known or spelled out, a point off it.
     */
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
        byte[] point = info.bitOctets("subjectPublicKey");
        if (curve.equals(P256_CURVE) && isUncompressed(point)) {
            if (!P256.isOnCurve(point, 1)) {
                throw new MalformedInput("subjectPublicKey: not a point of its curve");
            }
            return;
        }
        String missing = BouncyCastle.objection(BouncyCastle.Part.CURVES);
        if (missing == null && !BcCertificateKeys.knows(curve)) {
            throw new MalformedInput("subjectPublicKey: the curve " + curve + " is not known here");
        }
        if (missing == null) {
            BcCertificateKeys.checkPoint(curve, point);
        }
    }

    private static boolean isUncompressed(byte[] point) {
        return point.length == 1 + 2 * P256.LENGTH && point[0] == UNCOMPRESSED;
    }

    private static boolean isBelow(BigInteger number, BigInteger bound) {
        return number.signum() > 0 && number.compareTo(bound) < 0;
    }

    private static BigInteger coordinate(byte[] point, int offset) {
        return new BigInteger(1, point, offset, P256.LENGTH);
    }
}
