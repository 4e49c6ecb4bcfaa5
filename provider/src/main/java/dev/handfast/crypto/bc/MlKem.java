package dev.handfast.crypto.bc;

import dev.handfast.crypto.Secret;
import dev.handfast.crypto.mlkem.DecapsulationKey;
import dev.handfast.crypto.mlkem.Encapsulation;
import dev.handfast.crypto.mlkem.ParameterSet;
import dev.handfast.wire.Bytes;

import java.security.SecureRandom;

/** ML-KEM (FIPS 203) at one size, with its randomness. */
enum MlKem {
    ML_KEM_768(ParameterSet.ML_KEM_768), ML_KEM_1024(ParameterSet.ML_KEM_1024);

    private final ParameterSet set;

    MlKem(ParameterSet set) {
        this.set = set;
    }

    /** Bytes of an encapsulation key. */
    int keyLength() {
        return set.encapsulationKeyLength();
    }

    /** Bytes of a ciphertext. */
    int ciphertextLength() {
        return set.ciphertextLength();
    }

    /** ML-KEM.KeyGen (FIPS 203 section 7.1). */
    DecapsulationKey newKey(SecureRandom random) {
        byte[] seed = new byte[ParameterSet.SEED_LENGTH];
        random.nextBytes(seed);
        try {
            return set.newKey(seed);
        } finally {
            Bytes.wipe(seed);
        }
    }

    /**
     * ML-KEM.Encaps (FIPS 203 section 7.2) with its check of the key's length and coefficients.
     *
     * @throws IllegalArgumentException if the check fails
     */
    Encapsulated encapsulate(byte[] encapsulationKey, SecureRandom random) {
        byte[] message = new byte[ParameterSet.SECRET_LENGTH];
        random.nextBytes(message);
        try {
            Encapsulation both = set.encapsulate(encapsulationKey, message);
            return new Encapsulated(both.ciphertext(), Secret.adopt(both.secret()));
        } finally {
            Bytes.wipe(message);
        }
    }

    /** A ciphertext and the secret in it, which is the caller's to close. */
    record Encapsulated(byte[] ciphertext, Secret secret) {
    }
}
