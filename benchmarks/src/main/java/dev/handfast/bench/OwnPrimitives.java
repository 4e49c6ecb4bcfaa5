package dev.handfast.bench;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.KeyExchange;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.crypto.mlkem.DecapsulationKey;
import dev.handfast.crypto.mlkem.ParameterSet;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;

/** {@link Primitives} of Handfast's own, without the protocol around them; randomness is drawn as the protocol does. */
final class OwnPrimitives {

    private static final ParameterSet SET = ParameterSet.ML_KEM_768;
    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final byte[] CONTENT = new byte[130];

    private OwnPrimitives() {}

    static Primitives.Operation prepare(String operation) throws Unavailable, GeneralSecurityException {
        return switch (operation) {
            case "X25519 key pair" -> keyPair(NamedGroup.X25519);
            case "X25519 agree" -> agree(NamedGroup.X25519);
            case "P-256 key pair" -> keyPair(NamedGroup.SECP256R1);
            case "P-256 ECDH" -> agree(NamedGroup.SECP256R1);
            case "ECDSA P-256 sign" -> {
                KeyPair pair = ecKeys();
                yield () -> sign(pair);
            }
            case "ECDSA P-256 verify" -> {
                KeyPair pair = ecKeys();
                byte[] signature = sign(pair);
                yield () -> CRYPTO.signatureVerifier().verify(SignatureScheme.ECDSA_SECP256R1_SHA256, pair.getPublic(),
                        CONTENT, signature);
            }
            default -> kem(operation);
        };
    }

    private static Primitives.Operation kem(String operation) throws Unavailable {
        SecureRandom random = new SecureRandom();
        return switch (operation) {
            case "ML-KEM-768 key pair" -> () -> SET.newKey(random(random, ParameterSet.SEED_LENGTH));
            case "ML-KEM-768 encapsulate" -> {
                byte[] key = SET.newKey(random(random, ParameterSet.SEED_LENGTH)).encapsulationKey();
                yield () -> SET.encapsulate(key, random(random, ParameterSet.SECRET_LENGTH));
            }
            case "ML-KEM-768 decapsulate" -> {
                DecapsulationKey key = SET.newKey(random(random, ParameterSet.SEED_LENGTH));
                byte[] ciphertext = SET.encapsulate(key.encapsulationKey(), random(random, ParameterSet.SECRET_LENGTH))
                        .ciphertext();
                yield () -> key.decapsulate(ciphertext);
            }
            default -> throw new Unavailable("not a class of our own worth a row");
        };
    }

    private static Primitives.Operation keyPair(NamedGroup group) {
        KeyExchange exchange = CRYPTO.keyExchange(group);
        return () -> {
            try (KeyExchange.Offer offer = exchange.offer()) {
                return offer.share();
            }
        };
    }

    /** One agreement, with a key pair and a share that are at hand. */
    private static Primitives.Operation agree(NamedGroup group) {
        KeyExchange exchange = CRYPTO.keyExchange(group);
        KeyExchange.Offer offer = exchange.offer();
        try (KeyExchange.Offer peer = exchange.offer()) {
            byte[] share = peer.share();
            return () -> {
                try {
                    return offer.finish(share);
                } catch (TlsFault refused) {
                    throw new GeneralSecurityException(refused);
                }
            };
        }
    }

    private static KeyPair ecKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] sign(KeyPair pair) throws GeneralSecurityException {
        return CRYPTO.signer().sign(SignatureScheme.ECDSA_SECP256R1_SHA256, pair.getPrivate(), CONTENT);
    }

    private static byte[] random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
