package dev.handfast.crypto.mlkem;

import dev.handfast.wire.ObjectPool;

import java.util.Arrays;

/** What one operation works in, at any size; wiped when it ends. */
final class Work implements AutoCloseable {

    /** As many as threads that use ML-KEM at the same time; each has some 13 kB, all zero while it is idle. */
    private static final ObjectPool<Work> IDLE = new ObjectPool<>(16) {
        @Override
        protected Work make() {
            return new Work();
        }
    };

    final Sponge sponge = new Sponge();
    /** The secret vector: transformed, with third parts. */
    final int[] vector = new int[ParameterSet.MOST_POLYNOMIALS * Product.PREPARED];
    /** Sums of products. */
    final int[] sum = new int[Transform.N];
    /** A polynomial that is made or read at the moment. */
    final int[] polynomial = new int[Transform.N];
    /** Another one. */
    final int[] other = new int[Transform.N];
    /** For transforms and samples. */
    final int[] scratch = new int[Transform.N];
    /** What G returns: K and r, or rho and sigma. */
    final byte[] pair = new byte[64];
    /** What a ciphertext decrypts to. */
    final byte[] message = new byte[ParameterSet.SECRET_LENGTH];
    /** What the message encrypts to again. */
    final byte[] ciphertext = new byte[ParameterSet.ML_KEM_1024.ciphertextLength()];

    private Work() {
    }

    /** One that nobody else has. */
    static Work take() {
        return IDLE.take();
    }

    /** Makes the vector of noise under a seed in {@link #pair}, from nonce 0 on, and transforms it. */
    void sampleVector(int k) {
        for (int i = 0; i < k; i++) {
            Samples.noise(sponge, pair, 32, i, polynomial);
            transform(i);
        }
    }

    /** Transforms {@link #polynomial} into the vector, with its third part. */
    void transform(int i) {
        Transform.forward(polynomial, vector, Product.PREPARED * i, scratch);
        Product.prepare(vector, Product.PREPARED * i);
    }

    /** Wipes it and gives it back; it is not to be used after that. */
    @Override
    public void close() {
        sponge.wipe();
        Arrays.fill(vector, 0);
        Arrays.fill(sum, 0);
        Arrays.fill(polynomial, 0);
        Arrays.fill(other, 0);
        Arrays.fill(scratch, 0);
        Arrays.fill(pair, (byte) 0);
        Arrays.fill(message, (byte) 0);
        Arrays.fill(ciphertext, (byte) 0);
        IDLE.give(this);
    }
}
