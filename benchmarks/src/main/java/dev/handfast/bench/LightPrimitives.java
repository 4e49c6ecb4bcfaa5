package dev.handfast.bench;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.SignatureException;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** {@link Primitives} of BouncyCastle's lightweight API, without JCA in between. */
final class LightPrimitives {

    private static final byte[] MESSAGE = new byte[130];

    private LightPrimitives() {}

    static Primitives.Operation prepare(String operation) throws Unavailable, GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        return switch (operation) {
            case "X25519 key pair" -> () -> x25519KeyPair(random);
            case "X25519 agree" -> x25519Agree(random);
            case "Ed25519 sign" -> ed25519Sign(random);
            case "Ed25519 verify" -> ed25519Verify(random);
            case "ML-KEM-768 key pair" -> mlKemGenerator(random)::generateKeyPair;
            case "ML-KEM-768 encapsulate" -> mlKemEncapsulate(random);
            case "ML-KEM-768 decapsulate" -> mlKemDecapsulate(random);
            default -> throw new Unavailable("not a lightweight class worth a row");
        };
    }

    private static byte[][] x25519KeyPair(SecureRandom random) {
        byte[] secret = new byte[X25519.SCALAR_SIZE];
        byte[] share = new byte[X25519.POINT_SIZE];
        X25519.generatePrivateKey(random, secret);
        X25519.generatePublicKey(secret, 0, share, 0);
        return new byte[][] {secret, share};
    }

    private static Primitives.Operation x25519Agree(SecureRandom random) {
        byte[] own = x25519KeyPair(random)[0];
        byte[] peers = x25519KeyPair(random)[1];
        return () -> {
            byte[] shared = new byte[X25519.POINT_SIZE];
            if (!X25519.calculateAgreement(own, 0, peers, 0, shared, 0)) {
                throw new GeneralSecurityException("a good share was refused");
            }
            return shared;
        };
    }

    private static Primitives.Operation ed25519Sign(SecureRandom random) {
        byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
        byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePrivateKey(random, secret);
        Ed25519.generatePublicKey(secret, 0, key, 0);
        return () -> {
            byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
            Ed25519.sign(secret, 0, key, 0, MESSAGE, 0, MESSAGE.length, signature, 0);
            return signature;
        };
    }

    private static Primitives.Operation ed25519Verify(SecureRandom random) {
        byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
        byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.generatePrivateKey(random, secret);
        Ed25519.generatePublicKey(secret, 0, key, 0);
        Ed25519.sign(secret, 0, MESSAGE, 0, MESSAGE.length, signature, 0);
        return () -> {
            if (!Ed25519.verify(signature, 0, key, 0, MESSAGE, 0, MESSAGE.length)) {
                throw new SignatureException("a good signature was refused");
            }
            return signature;
        };
    }

    private static MLKEMKeyPairGenerator mlKemGenerator(SecureRandom random) {
        MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
        generator.init(new MLKEMKeyGenerationParameters(random, MLKEMParameters.ml_kem_768));
        return generator;
    }

    private static Primitives.Operation mlKemEncapsulate(SecureRandom random) {
        AsymmetricCipherKeyPair keys = mlKemGenerator(random).generateKeyPair();
        MLKEMGenerator generator = new MLKEMGenerator(random);
        return () -> generator.generateEncapsulated(keys.getPublic());
    }

    private static Primitives.Operation mlKemDecapsulate(SecureRandom random) {
        AsymmetricCipherKeyPair keys = mlKemGenerator(random).generateKeyPair();
        byte[] ciphertext = new MLKEMGenerator(random).generateEncapsulated(keys.getPublic()).getEncapsulation();
        MLKEMExtractor extractor = new MLKEMExtractor((MLKEMPrivateKeyParameters) keys.getPrivate());
        return () -> extractor.extractSecret(ciphertext);
    }
}
