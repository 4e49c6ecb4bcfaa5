package dev.handfast.crypto.mlkem;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A private key of ML-KEM. Decapsulations may run at the same time, but not one while the key is destroyed.
 *
 * <p>It takes some 10 kB (768) or 16 kB (1024), of which the public matrix is one half: with it a decapsulation saves
 * the larger part of its hashing.
 */
public final class DecapsulationKey {

    private final ParameterSet set;
    private final byte[] encapsulationKey;
    private final byte[] hash;
    private final Matrix matrix;
    /** The vector s, transformed, 0 to Q - 1. */
    private final short[] secret;
    private final byte[] z;
    private boolean destroyed;

    /** Adopts all. */
    DecapsulationKey(ParameterSet set, byte[] encapsulationKey, byte[] hash, Matrix matrix, short[] secret, byte[] z) {
        this.set = set;
        this.encapsulationKey = encapsulationKey;
        this.hash = hash;
        this.matrix = matrix;
        this.secret = secret;
        this.z = z;
    }

    static DecapsulationKey decode(ParameterSet set, byte[] encoded) {
        int vector = Packing.TWELVE * set.k;
        byte[] key = Arrays.copyOfRange(encoded, vector, vector + set.encapsulationKeyLength());
        int end = vector + key.length;
        byte[] hash = Arrays.copyOfRange(encoded, end, end + 32);
        short[] secret = new short[set.k * Transform.N];
        try (Work work = Work.take()) {
            byte[] right = new byte[32];
            work.sponge.sha3of256().absorb(key).squeeze(right, 0, 32);
            if (!MessageDigest.isEqual(hash, right)) {
                throw new IllegalArgumentException(
                        "decapsulation key: its hash is not that of its encapsulation key (FIPS 203 section 7.3)");
            }
            Encryption.checkModulus(set, key, work);
            for (int i = 0; i < set.k; i++) {
                Packing.decode12(encoded, Packing.TWELVE * i, work.other);
                if (!Packing.isReduced(work.other)) {
                    Arrays.fill(secret, (short) 0);
                    throw new IllegalArgumentException("decapsulation key: a coefficient is not below 3329");
                }
                store(work.other, secret, i);
            }
        }
        return new DecapsulationKey(set, key, hash, new Matrix(set, key, key.length - 32), secret,
                Arrays.copyOfRange(encoded, end + 32, encoded.length));
    }

    static void store(int[] polynomial, short[] secret, int index) {
        for (int i = 0; i < Transform.N; i++) {
            secret[Transform.N * index + i] = (short) polynomial[i];
        }
    }

    private void load(int index, int[] out) {
        for (int i = 0; i < Transform.N; i++) {
            out[i] = secret[Transform.N * index + i];
        }
    }

    /** The public key; a copy. */
    public byte[] encapsulationKey() {
        return encapsulationKey.clone();
    }

    /**
     * The key as FIPS 203 section 6.1 writes it, which the caller wipes.
     *
     * @throws IllegalStateException if it is destroyed
     */
    public byte[] encoded() {
        checkAlive();
        byte[] out = new byte[set.decapsulationKeyLength()];
        int[] polynomial = new int[Transform.N];
        for (int i = 0; i < set.k; i++) {
            load(i, polynomial);
            Packing.encode12(polynomial, out, Packing.TWELVE * i);
        }
        Arrays.fill(polynomial, 0);
        int at = Packing.TWELVE * set.k;
        System.arraycopy(encapsulationKey, 0, out, at, encapsulationKey.length);
        System.arraycopy(hash, 0, out, at + encapsulationKey.length, 32);
        System.arraycopy(z, 0, out, out.length - 32, 32);
        return out;
    }

    /**
     * ML-KEM.Decaps (FIPS 203 section 7.3). A ciphertext that was tampered with leads to another secret, in the same
     * time (implicit rejection).
     *
     * @return the secret, 32 bytes, which the caller wipes
     * @throws IllegalArgumentException if the ciphertext has the wrong length
     * @throws IllegalStateException if the key is destroyed
     */
    public byte[] decapsulate(byte[] ciphertext) {
        checkAlive();
        ParameterSet.expect("ciphertext", ciphertext, set.ciphertextLength());
        byte[] shared = new byte[ParameterSet.SECRET_LENGTH];
        try (Work work = Work.take()) {
            decrypt(ciphertext, work);
            work.sponge.sha3of512().absorb(work.message).absorb(hash).squeeze(work.pair, 0, 64);
            Encryption.encrypt(set, encapsulationKey, matrix, work.message, work.ciphertext, work);
            work.sponge.shake256().absorb(z).absorb(ciphertext).squeeze(shared, 0, shared.length);
            int different = 0;
            for (int i = 0; i < ciphertext.length; i++) {
                different |= ciphertext[i] ^ work.ciphertext[i];
            }
            // All ones if nothing differs
            int same = (different & 0xff) - 1 >> 31;
            for (int i = 0; i < shared.length; i++) {
                shared[i] ^= (byte) ((shared[i] ^ work.pair[i]) & same);
            }
            return shared;
        }
    }

    /** K-PKE.Decrypt (FIPS 203 algorithm 15), into {@link Work#message}. */
    private void decrypt(byte[] ciphertext, Work work) {
        int length = Transform.N / 8 * set.du;
        for (int i = 0; i < set.k; i++) {
            Packing.decompress(ciphertext, length * i, set.du, work.polynomial);
            work.transform(i);
            load(i, work.other);
            Product.add(work.sum, work.other, work.vector, Product.PREPARED * i);
        }
        Modulus.reduceSums(work.sum);
        Transform.inverse(work.sum, work.polynomial, work.scratch);
        Packing.decompress(ciphertext, length * set.k, set.dv, work.other);
        for (int i = 0; i < Transform.N; i++) {
            work.polynomial[i] = work.other[i] - work.polynomial[i];
        }
        Modulus.canonicalise(work.polynomial);
        Packing.compress(work.polynomial, 1, work.message, 0);
    }

    private void checkAlive() {
        if (destroyed) {
            throw new IllegalStateException("key is destroyed");
        }
    }

    /** Wipes what is secret. Only the public key can still be had. */
    public void destroy() {
        Arrays.fill(secret, (short) 0);
        Arrays.fill(z, (byte) 0);
        destroyed = true;
    }

    @Override
    public String toString() {
        return set + " decapsulation key";
    }
}
