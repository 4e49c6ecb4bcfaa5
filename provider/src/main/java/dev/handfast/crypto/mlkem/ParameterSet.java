package dev.handfast.crypto.mlkem;

/** ML-KEM at one size (FIPS 203 section 8). */
public enum ParameterSet {
    ML_KEM_768(3, 10, 4), ML_KEM_1024(4, 11, 5);

    /** Bytes of the randomness of a key: d and z. */
    public static final int SEED_LENGTH = 64;

    /** Bytes of the randomness of an encapsulation, and of a shared secret. */
    public static final int SECRET_LENGTH = 32;

    /** Polynomials of the longest vector. */
    static final int MOST_POLYNOMIALS = 4;

    /** Polynomials of a vector. */
    final int k;
    /** Bits of a compressed coefficient of u. */
    final int du;
    /** Bits of a compressed coefficient of v. */
    final int dv;

    ParameterSet(int k, int du, int dv) {
        this.k = k;
        this.du = du;
        this.dv = dv;
    }

    /** Bytes of an encapsulation key. */
    public int encapsulationKeyLength() {
        return Packing.TWELVE * k + 32;
    }

    /** Bytes of a decapsulation key. */
    public int decapsulationKeyLength() {
        return 2 * Packing.TWELVE * k + 96;
    }

    /** Bytes of a ciphertext. */
    public int ciphertextLength() {
        return Transform.N / 8 * (du * k + dv);
    }

    /**
     * ML-KEM.KeyGen_internal (FIPS 203 section 6.1).
     *
     * @param seed d and z, {@value #SEED_LENGTH} random bytes, which are copied
     * @return the key, which the caller destroys
     * @throws IllegalArgumentException if the seed has another length
     */
    public DecapsulationKey newKey(byte[] seed) {
        expect("seed", seed, SEED_LENGTH);
        return KeyGeneration.run(this, seed);
    }

    /**
     * Reads a decapsulation key with the checks of FIPS 203 section 7.3.
     *
     * @param encoded as {@link DecapsulationKey#encoded} writes it; copied
     * @throws IllegalArgumentException if its length is wrong, its hash is not that of the encapsulation key in it, or
     * a coefficient is not below 3329
     */
    public DecapsulationKey decode(byte[] encoded) {
        expect("decapsulation key", encoded, decapsulationKeyLength());
        return DecapsulationKey.decode(this, encoded);
    }

    /**
     * ML-KEM.Encaps (FIPS 203 section 7.2) with its check of the key.
     *
     * @param encapsulationKey the peer's
     * @param randomness m, {@value #SECRET_LENGTH} random bytes, which the caller wipes
     * @return a ciphertext and the secret in it
     * @throws IllegalArgumentException if a length is wrong or a coefficient of the key is not below 3329
     */
    public Encapsulation encapsulate(byte[] encapsulationKey, byte[] randomness) {
        expect("encapsulation key", encapsulationKey, encapsulationKeyLength());
        expect("randomness", randomness, SECRET_LENGTH);
        return Encryption.encapsulate(this, encapsulationKey, randomness);
    }

    static void expect(String what, byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(what + ": expected " + length + " bytes, got " + bytes.length);
        }
    }
}
