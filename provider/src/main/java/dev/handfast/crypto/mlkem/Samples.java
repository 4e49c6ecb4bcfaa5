package dev.handfast.crypto.mlkem;

/** Random polynomials (FIPS 203 section 4.2.2). */
final class Samples {

    private static final long TWELVE = 0xfff;
    /** A bit of every two, and two of every four. */
    private static final long ONES = 0x5555_5555_5555_5555L;
    private static final long THREES = 0x3333_3333_3333_3333L;
    private static final int RATE_LANES = Sponge.SHAKE128_RATE / Long.BYTES;
    /** Values of 12 bits in a block of SHAKE128. */
    private static final int BLOCK_VALUES = Sponge.SHAKE128_RATE * 8 / 12;

    private Samples() {
    }

    /**
     * SampleNTT of rho and two indices: uniform, transformed, 0 to Q - 1. What it is made of is public, so its
     * time may tell.
     *
     * @param values at least 112 numbers, destroyed
     */
    static void uniform(Sponge sponge, byte[] rho, int offset, int first, int second, int[] out, int[] values) {
        sponge.shake128().absorb(rho, offset, 32).absorb(first).absorb(second);
        int count = 0;
        while (count < Transform.N) {
            split(sponge.nextBlock(), values);
            for (int i = 0; i < BLOCK_VALUES && count < Transform.N; i++) {
                int value = values[i];
                out[Transform.place(count)] = value;
                // One further only if below Q; without a branch, which would be predicted badly
                count += value - Modulus.Q >>> 31;
            }
        }
    }

    /** Splits a block into values of 12 bits, 16 to three lanes. */
    private static void split(long[] block, int[] values) {
        int to = 0;
        for (int lane = 0; lane < RATE_LANES; lane += 3) {
            long x = block[lane];
            long y = block[lane + 1];
            long z = block[lane + 2];
            values[to] = (int) (x & TWELVE);
            values[to + 1] = (int) (x >>> 12 & TWELVE);
            values[to + 2] = (int) (x >>> 24 & TWELVE);
            values[to + 3] = (int) (x >>> 36 & TWELVE);
            values[to + 4] = (int) (x >>> 48 & TWELVE);
            values[to + 5] = (int) ((x >>> 60 | y << 4) & TWELVE);
            values[to + 6] = (int) (y >>> 8 & TWELVE);
            values[to + 7] = (int) (y >>> 20 & TWELVE);
            values[to + 8] = (int) (y >>> 32 & TWELVE);
            values[to + 9] = (int) (y >>> 44 & TWELVE);
            values[to + 10] = (int) ((y >>> 56 | z << 8) & TWELVE);
            values[to + 11] = (int) (z >>> 4 & TWELVE);
            values[to + 12] = (int) (z >>> 16 & TWELVE);
            values[to + 13] = (int) (z >>> 28 & TWELVE);
            values[to + 14] = (int) (z >>> 40 & TWELVE);
            values[to + 15] = (int) (z >>> 52);
            to += 16;
        }
    }

    /**
     * SamplePolyCBD with eta = 2 of PRF(seed, nonce): each of 256 coefficients two bits less two others. Secret, in
     * constant time.
     */
    static void noise(Sponge sponge, byte[] seed, int offset, int nonce, int[] out) {
        long[] block = sponge.shake256().absorb(seed, offset, 32).absorb(nonce).nextBlock();
        for (int lane = 0; lane < Transform.N / 16; lane++) {
            long bits = block[lane];
            long sums = (bits & ONES) + (bits >>> 1 & ONES);
            // Three more than the difference, so that nothing is borrowed of the neighbour
            long differences = (sums & THREES) + THREES - (sums >>> 2 & THREES);
            for (int i = 0; i < 16; i++) {
                out[16 * lane + i] = (int) (differences >>> 4 * i & 0xf) - 3;
            }
        }
    }
}
