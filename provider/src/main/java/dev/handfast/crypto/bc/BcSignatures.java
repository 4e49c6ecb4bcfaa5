package dev.handfast.crypto.bc;

import dev.handfast.der.DerWriter;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * ECDSA (FIPS 186-5) on NIST's curves and EdDSA (RFC 8032), with an empty context for Ed448 (RFC 8422 section 5.10),
 * with keys whose material is at hand, whoever made them. Immutable and thread-safe.
 */
public final class BcSignatures {

    private final SecureRandom random;
    private final UnaryOperator<byte[]> sha256;

    /** Signatures with nonces from {@code random} and {@code sha256}, both of which must be thread-safe. */
    public BcSignatures(SecureRandom random, UnaryOperator<byte[]> sha256) {
        this.random = random;
        this.sha256 = sha256;
    }

    /** Whether {@link #verify(ECPublicKey, byte[], byte[])} knows the key's curve. */
    public static boolean supports(ECPublicKey key) {
        return isUsable(NistCurve.of(key.getParams()));
    }

    /** Whether {@link #sign(ECPrivateKey, byte[])} knows the key's curve and gets at its scalar. */
    public static boolean supports(ECPrivateKey key) {
        return "PKCS#8".equals(key.getFormat()) && isUsable(NistCurve.of(key.getParams()));
    }

    private static boolean isUsable(@Nullable NistCurve curve) {
        return curve == NistCurve.P256 || curve != null && BouncyCastle.has(BouncyCastle.Part.CURVES);
    }

    /** Whether {@link #verify(EdECPublicKey, byte[], byte[])} can be called. */
    public static boolean supportsEdDsa() {
        return BouncyCastle.has(BouncyCastle.Part.EDDSA);
    }

    /** Whether {@link #sign(EdECPrivateKey, byte[])} gets at the key's bytes. */
    public static boolean supports(EdECPrivateKey key) {
        return supportsEdDsa() && "PKCS#8".equals(key.getFormat()) && key.getBytes().isPresent();
    }

    /** Whether a DER signature over a digest is valid; a malformed one is not. */
    public boolean verify(ECPublicKey key, byte[] digest, byte[] signature) {
        NistCurve curve = NistCurve.of(key.getParams());
        if (curve == null) {
            return false;
        }
        try {
            BigInteger[] rs = BcCertificateSignatures.pair(Opaque.adopt(signature));
            BigInteger x = key.getW().getAffineX();
            BigInteger y = key.getW().getAffineY();
            return isBelow(rs[0], curve.order()) && isBelow(rs[1], curve.order())
                    && (curve == NistCurve.P256 ? EcdsaP256.verify(x, y, digest, rs[0], rs[1])
                            : BcEcdsa.verify(curve, x, y, digest, rs[0], rs[1]));
        } catch (MalformedInput | IllegalArgumentException | IllegalStateException malformed) {
            return false;
        }
    }

    /**
     * Signs a digest with a random nonce; DER.
     *
     * @throws InvalidKeyException if the key is no scalar of its curve
     */
    public byte[] sign(ECPrivateKey key, byte[] digest) throws InvalidKeyException {
        NistCurve curve = NistCurve.of(key.getParams());
        if (curve == null) {
            throw new InvalidKeyException("an EC private key must be on P-256, P-384 or P-521");
        }
        BigInteger scalar = key.getS();
        if (!isBelow(scalar, curve.order())) {
            throw new InvalidKeyException("an EC private key must be between 1 and its curve's order");
        }
        BigInteger[] rs = curve == NistCurve.P256 ? EcdsaP256.sign(scalar, digest, random, sha256)
                : BcEcdsa.sign(curve, scalar, digest, random);
        return new DerWriter().sequence(pair -> pair.integer(rs[0]).integer(rs[1])).toBytes();
    }

    private static boolean isBelow(BigInteger number, BigInteger order) {
        return number.signum() > 0 && number.compareTo(order) < 0;
    }

    /** Whether an EdDSA signature is valid; one of the wrong length is not. */
    public boolean verify(EdECPublicKey key, byte[] content, byte[] signature) {
        boolean large = isLarge(key.getParams().getName());
        byte[] encoded = encode(key.getPoint(), BcEdDsa.keyLength(large));
        return encoded != null && BcEdDsa.verify(large, encoded, content, signature);
    }

    /** Signs by EdDSA, which is deterministic. */
    public byte[] sign(EdECPrivateKey key, byte[] content) {
        Optional<byte[]> seed = key.getBytes();
        return BcEdDsa.sign(isLarge(key.getParams().getName()), seed.orElseThrow(), content);
    }

    private static boolean isLarge(String curve) {
        return "Ed448".equals(curve);
    }

    /**
     * RFC 8032 sections 5.1.2 and 5.2.2: y in little endian, the parity of x in the highest bit; null if y is too big.
     */
    private static byte @Nullable [] encode(EdECPoint point, int length) {
        byte[] bigEndian = point.getY().toByteArray();
        if (point.getY().signum() < 0 || point.getY().bitLength() > 8 * length - 1) {
            return null;
        }
        byte[] encoded = new byte[length];
        for (int i = 0; i < bigEndian.length && i < length; i++) {
            encoded[i] = bigEndian[bigEndian.length - 1 - i];
        }
        if (point.isXOdd()) {
            encoded[length - 1] |= (byte) 0x80;
        }
        return encoded;
    }
}
