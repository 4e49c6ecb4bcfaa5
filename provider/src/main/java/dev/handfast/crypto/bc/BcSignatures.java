package dev.handfast.crypto.bc;

import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
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
 * ECDSA (FIPS 186-5) on NIST's curves and EdDSA (RFC 8032) with keys whose material is at hand, whoever made them.
 * Immutable and thread-safe.
 */
public final class BcSignatures {

    private static final byte[] NO_CONTEXT = new byte[0];

    private final SecureRandom random;
    private final UnaryOperator<byte[]> sha256;
    private final BcPublicKeys publicKeys = new BcPublicKeys();

    /** Signatures with nonces from {@code random} and {@code sha256}, both of which must be thread-safe. */
    public BcSignatures(SecureRandom random, UnaryOperator<byte[]> sha256) {
        this.random = random;
        this.sha256 = sha256;
    }

    /** Whether {@link #verify(ECPublicKey, byte[], byte[])} knows the key's curve. */
    public static boolean supports(ECPublicKey key) {
        return Curve.of(key.getParams()) != null;
    }

    /** Whether {@link #sign(ECPrivateKey, byte[])} knows the key's curve and gets at its scalar. */
    public static boolean supports(ECPrivateKey key) {
        return "PKCS#8".equals(key.getFormat()) && Curve.of(key.getParams()) != null;
    }

    /** Whether {@link #sign(EdECPrivateKey, byte[])} gets at the key's bytes. */
    public static boolean supports(EdECPrivateKey key) {
        return "PKCS#8".equals(key.getFormat()) && key.getBytes().isPresent();
    }

    /** Whether a DER signature over a digest is valid; a malformed one is not. */
    public boolean verify(ECPublicKey key, byte[] digest, byte[] signature) {
        Curve curve = Curve.of(key.getParams());
        if (curve == null) {
            return false;
        }
        try {
            BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(curve.domain().getN(), signature);
            if (curve == Curve.P256) {
                return EcdsaP256.verify(key.getW().getAffineX(), key.getW().getAffineY(), digest, rs[0], rs[1]);
            }
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, publicKeys.get(curve, key.getW().getAffineX(), key.getW().getAffineY()));
            return verifier.verifySignature(digest, rs[0], rs[1]);
        } catch (IOException | IllegalArgumentException | IllegalStateException malformed) {
            return false;
        }
    }

    /**
     * Signs a digest with a random nonce; DER.
     *
     * @throws InvalidKeyException if the key is no scalar of its curve
     */
    public byte[] sign(ECPrivateKey key, byte[] digest) throws InvalidKeyException {
        Curve curve = Curve.of(key.getParams());
        if (curve == null) {
            throw new InvalidKeyException("an EC private key must be on P-256, P-384 or P-521");
        }
        BigInteger scalar = key.getS();
        if (scalar.signum() <= 0 || scalar.compareTo(curve.domain().getN()) >= 0) {
            throw new InvalidKeyException("an EC private key must be between 1 and its curve's order");
        }
        BigInteger[] rs = curve == Curve.P256 ? EcdsaP256.sign(scalar, digest, random, sha256)
                : sign(curve, scalar, digest);
        try {
            return StandardDSAEncoding.INSTANCE.encode(curve.domain().getN(), rs[0], rs[1]);
        } catch (IOException impossible) {
            throw new IllegalStateException("two numbers could not be encoded", impossible);
        }
    }

    private BigInteger[] sign(Curve curve, BigInteger scalar, byte[] digest) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(scalar, curve.domain()), random));
        return signer.generateSignature(digest);
    }

    /** Whether an EdDSA signature is valid; one of the wrong length is not. */
    public boolean verify(EdECPublicKey key, byte[] content, byte[] signature) {
        boolean large = isLarge(key.getParams().getName());
        if (signature.length != (large ? Ed448.SIGNATURE_SIZE : Ed25519.SIGNATURE_SIZE)) {
            return false;
        }
        byte[] encoded = encode(key.getPoint(), large ? Ed448.PUBLIC_KEY_SIZE : Ed25519.PUBLIC_KEY_SIZE);
        if (encoded == null) {
            return false;
        }
        return large ? Ed448.verify(signature, 0, encoded, 0, NO_CONTEXT, content, 0, content.length)
                : Ed25519.verify(signature, 0, encoded, 0, content, 0, content.length);
    }

    /** Signs by EdDSA, which is deterministic. */
    public byte[] sign(EdECPrivateKey key, byte[] content) {
        Optional<byte[]> seed = key.getBytes();
        if (isLarge(key.getParams().getName())) {
            byte[] signature = new byte[Ed448.SIGNATURE_SIZE];
            Ed448.sign(seed.orElseThrow(), 0, NO_CONTEXT, content, 0, content.length, signature, 0);
            return signature;
        }
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed.orElseThrow(), 0, content, 0, content.length, signature, 0);
        return signature;
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
