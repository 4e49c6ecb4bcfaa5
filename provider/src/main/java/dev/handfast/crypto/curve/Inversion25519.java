package dev.handfast.crypto.curve;

import static dev.handfast.crypto.curve.Field25519.BITS;
import static dev.handfast.crypto.curve.Field25519.LIMBS;
import static dev.handfast.crypto.curve.Field25519.MASK;
import static dev.handfast.crypto.curve.Field25519.SHIFT;
import static dev.handfast.crypto.curve.Field25519.SPLIT;
import static java.lang.Math.multiplyHigh;

import java.util.Arrays;

/**
 * The inverse modulo p = 2^255 - 19 by division steps (Bernstein and Yang, "Fast constant-time gcd computation and
 * modular inversion", 2019), in half the time of a power.
 *
 * <p>A step takes integers f, which is odd, and g, and a counter, to the same of smaller numbers; the number of steps
 * does not depend on them. {@value #STEPS} steps at a time look at no more than the lowest limbs, and give a matrix
 * (u v, q r), by which f and g are then multiplied, and d and e, for which f = a d and g = a e modulo p throughout. In
 * the end g is 0 and f is 1 or -1, so that d or -d is the inverse. See the package for why nothing overflows.
 */
final class Inversion25519 {

    /** Steps to a matrix: one limb, which it clears. */
    private static final int STEPS = BITS;

    /** 612 steps; 590 are enough for numbers below 2^256, if the counter begins at one half. */
    private static final int ROUNDS = 12;

    /** 1/p = -1/19 modulo 2^51. */
    private static final long INVERSE_OF_P = 948_126_237_341_157L;

    private final long[] f = Field25519.zero();
    private final long[] g = Field25519.zero();
    private final long[] d = Field25519.zero();
    private final long[] e = Field25519.zero();
    // The matrix
    private long u;
    private long v;
    private long q;
    private long r;
    // -(counter + 1/2), which is negative exactly if the counter is positive
    private long zeta;

    /** Room for one inversion at a time; all zero in between. */
    Inversion25519() {
    }

    /** The inverse, and zero for zero; limbs of {@code a} may have up to 2^53. {@code out} may be {@code a}. */
    void invert(long[] a, long[] out) {
        Arrays.fill(f, MASK);
        f[0] = MASK - 18;
        System.arraycopy(a, 0, g, 0, LIMBS);
        // For zero that is zero; from p, which stands for it too, the steps would go on to something else
        Field25519.normalize(g);
        e[0] = 1;
        zeta = -1;
        for (int i = 0; i < ROUNDS; i++) {
            steps();
            changeNumbers();
            changeFactors();
        }
        finish(out);
    }

    /**
     * Makes the matrix, in two halves: rows of it fit one long while they are short, the first entry in the low 32 bits
     * and the second above, which add up and change signs like the long itself.
     */
    private void steps() {
        long lowF = f[0];
        long lowG = g[0];
        long counter = zeta;
        long u0 = 1;
        long v0 = 0;
        long q0 = 0;
        long r0 = 1;
        for (int steps = STEPS / 2; steps <= STEPS - STEPS / 2; steps++) {
            long uv = 1;
            long qr = 1L << 32;
            for (int i = 0; i < steps; i++) {
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
            long u1 = (int) uv;
            long v1 = uv - u1 >> 32;
            long q1 = (int) qr;
            long r1 = qr - q1 >> 32;
            u = u1 * u0 + v1 * q0;
            v = u1 * v0 + v1 * r0;
            q = q1 * u0 + r1 * q0;
            r = q1 * v0 + r1 * r0;
            u0 = u;
            v0 = v;
            q0 = q;
            r0 = r;
        }
        zeta = counter;
    }

    /** f becomes (u f + v g) / 2^51, and g becomes (q f + r g) / 2^51; both divisions are exact. */
    private void changeNumbers() {
        change(f, g, 0, 0);
    }

    /** As f and g, but modulo p: multiples of p make the divisions exact, and keep d and e above -2p and below p. */
    private void changeFactors() {
        long signD = d[LIMBS - 1] >> 63;
        long signE = e[LIMBS - 1] >> 63;
        long multipleD = (u & signD) + (v & signE);
        long multipleE = (q & signD) + (r & signE);
        multipleD -= INVERSE_OF_P * (u * d[0] + v * e[0]) + multipleD & MASK;
        multipleE -= INVERSE_OF_P * (q * d[0] + r * e[0]) + multipleE & MASK;
        change(d, e, multipleD, multipleE);
    }

    /** ({@code a}, {@code b}) times the matrix, with multiples of p added, without the lowest limbs, which are zero. */
    private void change(long[] a, long[] b, long multipleA, long multipleB) {
        long carryA = -19 * multipleA;
        long carryB = -19 * multipleB;
        for (int i = 0; i < LIMBS; i++) {
            long ai = a[i];
            long bi = b[i];
            long highA = multiplyHigh(u << SHIFT, ai) + multiplyHigh(v << SHIFT, bi);
            long highB = multiplyHigh(q << SHIFT, ai) + multiplyHigh(r << SHIFT, bi);
            long lowA = u * ai + v * bi - (highA << SPLIT) + carryA;
            long lowB = q * ai + r * bi - (highB << SPLIT) + carryB;
            carryA = (lowA >> BITS) + (highA << SPLIT - BITS);
            carryB = (lowB >> BITS) + (highB << SPLIT - BITS);
            if (i > 0) {
                a[i - 1] = lowA & MASK;
                b[i - 1] = lowB & MASK;
            }
        }
        a[LIMBS - 1] = carryA + multipleA;
        b[LIMBS - 1] = carryB + multipleB;
    }

    /** d times f, which is 1 or -1, or p where d is zero; then forgets all. */
    private void finish(long[] out) {
        long sign = f[LIMBS - 1] >> 63;
        for (int i = 0; i < LIMBS; i++) {
            out[i] = (d[i] ^ sign) - sign;
        }
        Field25519.wipe(f);
        Field25519.wipe(g);
        Field25519.wipe(d);
        Field25519.wipe(e);
        zeta = 0;
        u = 0;
        v = 0;
        q = 0;
        r = 0;
    }
}
