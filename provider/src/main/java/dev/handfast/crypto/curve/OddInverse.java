package dev.handfast.crypto.curve;

import dev.handfast.wire.ObjectPool;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Inverses modulo an odd number of up to 256 bits by division steps (Bernstein and Yang, as in {@link
 * Inversion25519}), in constant time. Numbers are eight words of 32 bits, least first.
 *
 * <p>Inside, numbers have nine limbs of 30 bits, the last one with the sign, so that a limb's products fit a long: a
 * matrix of 30 steps has rows whose absolute values add up to 2^30 at most, a multiple of the modulus is below 2^31,
 * and so every sum of products with its carry is below 2^62.
 */
final class OddInverse {

    private static final int WORDS = 8;
    private static final int LIMBS = 9;
    private static final int BITS = 30;
    private static final long MASK = (1L << BITS) - 1;

    /** 600 steps; 590 are enough for numbers below 2^256, if the counter begins at one half. */
    private static final int ROUNDS = 20;

    /** As many as threads that invert at the same time; each has some 400 bytes, all zero while it is idle. */
    private static final ObjectPool<Room> IDLE = new ObjectPool<>(16) {
        @Override
        protected Room make() {
            return new Room();
        }
    };

    /** What one inversion works in. */
    private static final class Room {
        private final long[] f = new long[LIMBS];
        private final long[] g = new long[LIMBS];
        private final long[] d = new long[LIMBS];
        private final long[] e = new long[LIMBS];
        private final long[] matrix = new long[4];

        void wipe() {
            Arrays.fill(f, 0);
            Arrays.fill(g, 0);
            Arrays.fill(d, 0);
            Arrays.fill(e, 0);
            Arrays.fill(matrix, 0);
        }
    }

    private final long[] modulus = new long[LIMBS];
    /** The inverse of the modulus modulo 2^30. */
    private final long inverse;

    /** Inverses modulo an odd number below 2^256. */
    OddInverse(BigInteger modulus) {
        for (int i = 0; i < LIMBS; i++) {
            this.modulus[i] = modulus.shiftRight(BITS * i).longValue() & MASK;
        }
        inverse = modulus.modInverse(BigInteger.ONE.shiftLeft(BITS)).longValue();
    }

    /**
     * The inverse of a number below the modulus, and zero of zero.
     *
     * @param out may be {@code a}
     */
    void invert(int[] a, int[] out) {
        Room room = IDLE.take();
        invert(a, out, room.f, room.g, room.d, room.e, room.matrix);
        room.wipe();
        IDLE.give(room);
    }

    private void invert(int[] a, int[] out, long[] f, long[] g, long[] d, long[] e, long[] matrix) {
        System.arraycopy(modulus, 0, f, 0, LIMBS);
        split(a, g);
        e[0] = 1;
        // -(counter + 1/2), which is negative exactly if the counter is positive
        long zeta = -1;
        for (int i = 0; i < ROUNDS; i++) {
            zeta = steps(zeta, f[0] | f[1] << BITS, g[0] | g[1] << BITS, matrix);
            changeNumbers(f, g, matrix);
            changeFactors(d, e, matrix);
        }
        // f is 1 or -1, or the modulus where a is zero and d therefore too
        normalise(d, f[LIMBS - 1] >> 63);
        join(d, out);
    }

    /**
     * 30 steps; a row of the matrix is one long, the first entry in the low 32 bits and the second above, which add up
     * and change signs like the long itself.
     */
    private static long steps(long zeta, long f, long g, long[] matrix) {
        long counter = zeta;
        long lowF = f;
        long lowG = g;
        long uv = 1;
        long qr = 1L << 32;
        for (int i = 0; i < BITS; i++) {
            long swap = counter >> 63;
            long isOdd = -(lowG & 1);
            lowG += (lowF ^ swap) - swap & isOdd;
            qr += (uv ^ swap) - swap & isOdd;
            swap &= isOdd;
            counter = (counter ^ swap) - 1;
            lowF += lowG & swap;
            uv += qr & swap;
            lowG >>= 1;
            uv <<= 1;
        }
        matrix[0] = (int) uv;
        matrix[1] = uv - matrix[0] >> 32;
        matrix[2] = (int) qr;
        matrix[3] = qr - matrix[2] >> 32;
        return counter;
    }

    /** f becomes (u f + v g) / 2^30, and g becomes (q f + r g) / 2^30; both divisions are exact. */
    private static void changeNumbers(long[] f, long[] g, long[] matrix) {
        long carryF = 0;
        long carryG = 0;
        for (int i = 0; i < LIMBS; i++) {
            long fi = f[i];
            long gi = g[i];
            carryF += matrix[0] * fi + matrix[1] * gi;
            carryG += matrix[2] * fi + matrix[3] * gi;
            if (i > 0) {
                f[i - 1] = carryF & MASK;
                g[i - 1] = carryG & MASK;
            }
            carryF >>= BITS;
            carryG >>= BITS;
        }
        f[LIMBS - 1] = carryF;
        g[LIMBS - 1] = carryG;
    }

    /**
     * As f and g, but modulo the modulus m: multiples of m make the divisions exact, and keep d and e above -2m and
     * below m.
     */
    private void changeFactors(long[] d, long[] e, long[] matrix) {
        long signD = d[LIMBS - 1] >> 63;
        long signE = e[LIMBS - 1] >> 63;
        long multipleD = (matrix[0] & signD) + (matrix[1] & signE);
        long multipleE = (matrix[2] & signD) + (matrix[3] & signE);
        multipleD -= inverse * (matrix[0] * d[0] + matrix[1] * e[0] & MASK) + multipleD & MASK;
        multipleE -= inverse * (matrix[2] * d[0] + matrix[3] * e[0] & MASK) + multipleE & MASK;
        long carryD = 0;
        long carryE = 0;
        for (int i = 0; i < LIMBS; i++) {
            long di = d[i];
            long ei = e[i];
            carryD += matrix[0] * di + matrix[1] * ei + modulus[i] * multipleD;
            carryE += matrix[2] * di + matrix[3] * ei + modulus[i] * multipleE;
            if (i > 0) {
                d[i - 1] = carryD & MASK;
                e[i - 1] = carryE & MASK;
            }
            carryD >>= BITS;
            carryE >>= BITS;
        }
        d[LIMBS - 1] = carryD;
        e[LIMBS - 1] = carryE;
    }

    /** Brings d, above -2m and below m, between 0 and m, negated if {@code negative} is -1. */
    private void normalise(long[] d, long negative) {
        addModulus(d, d[LIMBS - 1] >> 63, negative);
        addModulus(d, d[LIMBS - 1] >> 63, 0);
    }

    /** Adds the modulus if {@code add} is -1, then negates if {@code negative} is -1. */
    private void addModulus(long[] d, long add, long negative) {
        long carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            carry += (d[i] + (modulus[i] & add) ^ negative) - negative;
            if (i < LIMBS - 1) {
                d[i] = carry & MASK;
                carry >>= BITS;
            }
        }
        d[LIMBS - 1] = carry;
    }

    private static void split(int[] words, long[] limbs) {
        for (int i = 0; i < LIMBS; i++) {
            int at = BITS * i;
            long low = words[at / 32] & 0xffff_ffffL;
            long high = at / 32 + 1 < WORDS ? words[at / 32 + 1] & 0xffff_ffffL : 0;
            limbs[i] = (low | high << 32) >>> at % 32 & MASK;
        }
    }

    private static void join(long[] limbs, int[] words) {
        for (int i = 0; i < WORDS; i++) {
            int limb = 32 * i / BITS;
            int shift = 32 * i % BITS;
            words[i] = (int) (limbs[limb] >>> shift | limbs[limb + 1] << BITS - shift);
        }
    }
}
