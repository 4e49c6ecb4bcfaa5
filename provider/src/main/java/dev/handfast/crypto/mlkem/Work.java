package dev.handfast.crypto.mlkem;

import java.util.Arrays;

/** What one operation works in; wiped when it ends. */
final class Work implements AutoCloseable {

    final Sponge sponge = new Sponge();
    /** The secret vector: transformed, with third parts. */
    final int[] vector;
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

    Work(ParameterSet set) {
        vector = new int[set.k * Product.PREPARED];
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

    @Override
    public void close() {
        sponge.wipe();
        Arrays.fill(vector, 0);
        Arrays.fill(sum, 0);
        Arrays.fill(polynomial, 0);
        Arrays.fill(other, 0);
        Arrays.fill(scratch, 0);
        Arrays.fill(pair, (byte) 0);
    }
}
