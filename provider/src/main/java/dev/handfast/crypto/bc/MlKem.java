package dev.handfast.crypto.bc;

import dev.handfast.crypto.Secret;
import dev.handfast.wire.Bytes;

import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

import java.security.SecureRandom;

import javax.security.auth.DestroyFailedException;

/** ML-KEM (FIPS 203) at one size. */
enum MlKem {
    ML_KEM_768(MLKEMParameters.ml_kem_768, 1184, 1088), ML_KEM_1024(MLKEMParameters.ml_kem_1024, 1568, 1568);

    private static final int SEED = 64;
    private static final int MESSAGE = 32;

    private final MLKEMParameters parameters;
    private final int keyLength;
    private final int ciphertextLength;

    MlKem(MLKEMParameters parameters, int keyLength, int ciphertextLength) {
        this.parameters = parameters;
        this.keyLength = keyLength;
        this.ciphertextLength = ciphertextLength;
    }

    /** Bytes of an encapsulation key. */
    int keyLength() {
        return keyLength;
    }

    /** Bytes of a ciphertext. */
    int ciphertextLength() {
        return ciphertextLength;
    }

    /** ML-KEM.KeyGen (FIPS 203 section 7.1). */
    DecapsulationKey newKey(SecureRandom random) {
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        try {
            return new DecapsulationKey(new MLKEMPrivateKeyParameters(parameters, seed));
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
        var key = new MLKEMPublicKeyParameters(parameters, encapsulationKey);
        byte[] message = new byte[MESSAGE];
        random.nextBytes(message);
        SecretWithEncapsulation both = MLKEMGenerator.internalGenerateEncapsulated(key, message);
        Bytes.wipe(message);
        Encapsulated copy = new Encapsulated(both.getEncapsulation(), Secret.adopt(both.getSecret()));
        try {
            both.destroy();
        } catch (DestroyFailedException refused) {
            throw new IllegalStateException("BouncyCastle's encapsulations can be destroyed", refused);
        }
        return copy;
    }

    /** A ciphertext and the secret in it, which is the caller's to close. */
    record Encapsulated(byte[] ciphertext, Secret secret) {
    }

    /** A private key. */
    static final class DecapsulationKey {

        private final MLKEMPrivateKeyParameters key;

        private DecapsulationKey(MLKEMPrivateKeyParameters key) {
            this.key = key;
        }

        byte[] encapsulationKey() {
            return key.getPublicKey();
        }

        /**
         * ML-KEM.Decaps (FIPS 203 section 7.3); a ciphertext that was tampered with leads to another secret.
         *
         * @param ciphertext of the right length
         */
        Secret decapsulate(byte[] ciphertext) {
            return Secret.adopt(new MLKEMExtractor(key).extractSecret(ciphertext));
        }

        void destroy() {
            key.destroy();
        }
    }
}
