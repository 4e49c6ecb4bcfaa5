package dev.handfast.bench;

import dev.handfast.crypto.mlkem.DecapsulationKey;
import dev.handfast.crypto.mlkem.ParameterSet;

import java.security.SecureRandom;

/** {@link Primitives} of Handfast's own, without the protocol around them; randomness is drawn as the protocol does. */
final class OwnPrimitives {

    private static final ParameterSet SET = ParameterSet.ML_KEM_768;

    private OwnPrimitives() {}

    static Primitives.Operation prepare(String operation) throws Unavailable {
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

    private static byte[] random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
