package dev.handfast.crypto.mlkem;

import java.util.Arrays;

/** ML-KEM.Encaps (FIPS 203 algorithms 17 and 20) and K-PKE.Encrypt (algorithm 14), which decapsulation repeats. */
final class Encryption {

    private Encryption() {
    }

    static Encapsulation encapsulate(ParameterSet set, byte[] key, byte[] message) {
        try (Work work = Work.take()) {
            checkModulus(set, key, work);
            byte[] hash = new byte[32];
            work.sponge.sha3of256().absorb(key).squeeze(hash, 0, 32);
            work.sponge.sha3of512().absorb(message).absorb(hash).squeeze(work.pair, 0, 64);
            byte[] ciphertext = new byte[set.ciphertextLength()];
            encrypt(set, key, new Matrix(set, key, key.length - 32), message, ciphertext, work);
            byte[] secret = new byte[ParameterSet.SECRET_LENGTH];
            System.arraycopy(work.pair, 0, secret, 0, secret.length);
            return new Encapsulation(ciphertext, secret);
        }
    }

    /** FIPS 203 section 7.2, the modulus check. */
    static void checkModulus(ParameterSet set, byte[] key, Work work) {
        for (int i = 0; i < set.k; i++) {
            Packing.decode12(key, Packing.TWELVE * i, work.other);
            if (!Packing.isReduced(work.other)) {
                throw new IllegalArgumentException(
                        "encapsulation key: a coefficient is not below 3329 (FIPS 203 section 7.2)");
            }
        }
    }

    /** K-PKE.Encrypt of a message with the randomness in the second half of {@link Work#pair}. */
    static void encrypt(ParameterSet set, byte[] key, Matrix matrix, byte[] message, byte[] out, Work work) {
        int k = set.k;
        work.sampleVector(k);
        for (int i = 0; i < k; i++) {
            Arrays.fill(work.sum, 0);
            for (int j = 0; j < k; j++) {
                // Transposed: row j, column i
                matrix.entry(j, i, work.other, work);
                Product.add(work.sum, work.other, work.vector, Product.PREPARED * j);
            }
            finish(k + i, work);
            Modulus.canonicalise(work.polynomial);
            Packing.compress(work.polynomial, set.du, out, Transform.N / 8 * set.du * i);
        }
        Arrays.fill(work.sum, 0);
        for (int j = 0; j < k; j++) {
            Packing.decode12(key, Packing.TWELVE * j, work.other);
            Product.add(work.sum, work.other, work.vector, Product.PREPARED * j);
        }
        finish(2 * k, work);
        Packing.decompress(message, 0, 1, work.other);
        for (int i = 0; i < Transform.N; i++) {
            work.polynomial[i] += work.other[i];
        }
        Modulus.canonicalise(work.polynomial);
        Packing.compress(work.polynomial, set.dv, out, Transform.N / 8 * set.du * k);
    }

    /** Transforms the sum back into {@link Work#polynomial}, with noise added. */
    private static void finish(int nonce, Work work) {
        Modulus.reduceSums(work.sum);
        Transform.inverse(work.sum, work.polynomial, work.scratch);
        Samples.noise(work.sponge, work.pair, 32, nonce, work.other);
        for (int i = 0; i < Transform.N; i++) {
            work.polynomial[i] += work.other[i];
        }
    }
}
