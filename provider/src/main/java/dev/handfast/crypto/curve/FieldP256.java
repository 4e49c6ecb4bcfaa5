package dev.handfast.crypto.curve;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Integers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, the prime of P-256, in Montgomery's form: a is kept as a 2^260
 * mod p, in five signed limbs of 52 bits in a {@code long[5]}, least first.
 *
 * <p>See the package for how products are split and reduced and why nothing overflows. {@link #multiply} and {@link
 * #square} give reduced elements and take sums and differences of up to 13 reduced ones. No method branches on, or
 * indexes by, a limb, unless it says that its input is public.
 */
final class FieldP256 {

    static final int LIMBS = 5;

    /** Bytes of an encoded element. */
    static final int LENGTH = 32;

    static final BigInteger P = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE.shiftLeft(224))
            .add(BigInteger.ONE.shiftLeft(192)).add(BigInteger.ONE.shiftLeft(96)).subtract(BigInteger.ONE);

    private static final int BITS = 52;
    private static final long MASK = (1L << BITS) - 1;

    private static final long[] P_LIMBS = limbs(P);
    private static final long[] ONE = limbs(BigInteger.ONE.shiftLeft(5 * BITS).mod(P));
    private static final long[] BARE_ONE = {1, 0, 0, 0, 0};

    private static final long[] R_CUBED = limbs(BigInteger.ONE.shiftLeft(15 * BITS).mod(P));
    private static final OddInverse INVERSE = new OddInverse(P);

    /** Multiplying with it leads into Montgomery's form. */
    private static final long[] R_SQUARED = limbs(BigInteger.ONE.shiftLeft(10 * BITS).mod(P));

    private FieldP256() {
    }

    static long[] zero() {
        return new long[LIMBS];
    }

    static void setOne(long[] out) {
        System.arraycopy(ONE, 0, out, 0, LIMBS);
    }

    /** The element of a number from 0 to p-1. */
    static long[] of(BigInteger value) {
        long[] element = limbs(value);
        multiply(element, R_SQUARED, element);
        return element;
    }

    /** Reads 32 bytes in big endian; the caller knows that they are below p, or does not mind. */
    static void decode(byte[] in, int offset, long[] out) {
        split(word(in, offset + 24), word(in, offset + 16), word(in, offset + 8), word(in, offset), out);
        multiply(out, R_SQUARED, out);
    }

    /** Whether 32 bytes in big endian, which are public, are a number below p. */
    static boolean isCanonical(byte[] in, int offset) {
        long[] t = new long[LIMBS];
        split(word(in, offset + 24), word(in, offset + 16), word(in, offset + 8), word(in, offset), t);
        return borrowOfP(t) != 0;
    }

    /** Writes the one number below p as 32 bytes in big endian. */
    static void encode(long[] in, byte[] out, int offset) {
        long[] t = new long[LIMBS];
        multiply(in, BARE_ONE, t);
        canonicalise(t);
        putWord(t[0] | t[1] << 52, out, offset + 24);
        putWord(t[1] >>> 12 | t[2] << 40, out, offset + 16);
        putWord(t[2] >>> 24 | t[3] << 28, out, offset + 8);
        putWord(t[3] >>> 36 | t[4] << 16, out, offset);
        Arrays.fill(t, 0);
    }

    /** -1 if a sum or difference of up to 13 reduced elements is zero modulo p, else 0. */
    static long isZero(long[] in) {
        long[] t = new long[LIMBS];
        multiply(in, BARE_ONE, t);
        canonicalise(t);
        long bits = t[0] | t[1] | t[2] | t[3] | t[4];
        return ~((bits | -bits) >> 63);
    }

    /**
     * Whether a public sum or difference of up to 13 reduced elements is zero modulo p. Since p is -1 modulo 2^52, the
     * first limb of a multiple m p is -m modulo 2^52, and m is small: nearly all others are told from that.
     */
    static boolean isPublicZero(long[] in) {
        return (in[0] + 32 & MASK) <= 64 && isZero(in) != 0;
    }

    /** From a reduced element, whose value lies between -p and 2p, to the number between 0 and p-1. */
    private static void canonicalise(long[] t) {
        for (int i = 0; i < LIMBS; i++) {
            t[i] += P_LIMBS[i];
        }
        for (int i = 0; i < LIMBS - 1; i++) {
            t[i + 1] += t[i] >> BITS;
            t[i] &= MASK;
        }
        for (int times = 0; times < 2; times++) {
            long keep = borrowOfP(t);
            long borrow = 0;
            for (int i = 0; i < LIMBS; i++) {
                long difference = t[i] - (P_LIMBS[i] & ~keep) + borrow;
                borrow = difference >> BITS;
                t[i] = i < LIMBS - 1 ? difference & MASK : difference;
            }
        }
    }

    /** -1 if a number in limbs that are not negative is below p, else 0. */
    private static long borrowOfP(long[] t) {
        long borrow = 0;
        for (int i = 0; i < LIMBS; i++) {
            borrow = t[i] - P_LIMBS[i] + borrow >> BITS;
        }
        return borrow >> 63;
    }

    static void add(long[] a, long[] b, long[] out) {
        for (int i = 0; i < LIMBS; i++) {
            out[i] = a[i] + b[i];
        }
    }

    static void subtract(long[] a, long[] b, long[] out) {
        for (int i = 0; i < LIMBS; i++) {
            out[i] = a[i] - b[i];
        }
    }

    /** {@code out} becomes a + factor b. */
    static void addTimes(long[] a, long[] b, long factor, long[] out) {
        for (int i = 0; i < LIMBS; i++) {
            out[i] = a[i] + factor * b[i];
        }
    }

    /** {@code out} becomes {@code a} if {@code mask} is -1, and stays if it is 0. */
    static void replace(long mask, long[] a, long[] out) {
        for (int i = 0; i < LIMBS; i++) {
            out[i] ^= mask & (out[i] ^ a[i]);
        }
    }

    /** {@code out} may be either factor. */
    static void multiply(long[] a, long[] b, long[] out) {
        ProductP256.multiply(a, b, out);
    }

    /** {@code out} may be {@code a}. */
    static void square(long[] a, long[] out) {
        ProductP256.square(a, out);
    }

    /**
     * The inverse, by division steps in constant time, which take 3 us where the power p - 2 took 7.
     *
     * @param a not zero modulo p
     */
    static void invert(long[] a, long[] out) {
        long[] t = new long[LIMBS];
        multiply(a, ONE, t);
        canonicalise(t);
        int[] number = {
            (int) t[0], (int) (t[0] >>> 32 | t[1] << 20), (int) (t[1] >>> 12), (int) (t[1] >>> 44 | t[2] << 8),
            (int) (t[2] >>> 24 | t[3] << 28), (int) (t[3] >>> 4), (int) (t[3] >>> 36 | t[4] << 16),
            (int) (t[4] >>> 16)};
        int[] inverse = new int[number.length];
        INVERSE.invert(number, inverse);
        long w0 = pair(inverse, 0);
        long w1 = pair(inverse, 2);
        long w2 = pair(inverse, 4);
        long w3 = pair(inverse, 6);
        split(w0, w1, w2, w3, out);
        // The inverse of a R came out as a^-1 R^-1
        multiply(out, R_CUBED, out);
        Arrays.fill(number, 0);
        Arrays.fill(inverse, 0);
    }

    private static long pair(int[] words, int at) {
        return words[at] & 0xffffffffL | (long) words[at + 1] << 32;
    }

    /** Four words of 64 bits, least first, as limbs. */
    private static void split(long w0, long w1, long w2, long w3, long[] out) {
        out[0] = w0 & MASK;
        out[1] = (w0 >>> 52 | w1 << 12) & MASK;
        out[2] = (w1 >>> 40 | w2 << 24) & MASK;
        out[3] = (w2 >>> 28 | w3 << 36) & MASK;
        out[4] = w3 >>> 16;
    }

    private static long[] limbs(BigInteger value) {
        long[] limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = value.shiftRight(BITS * i).longValue() & MASK;
        }
        return limbs;
    }

    private static long word(byte[] in, int offset) {
        long word = 0;
        for (int i = 0; i < 8; i++) {
            word = word << 8 | in[offset + i] & 0xff;
        }
        return word;
    }

    private static void putWord(long word, byte[] out, int offset) {
        for (int i = 0; i < 8; i++) {
            out[offset + i] = (byte) (word >>> 8 * (7 - i));
        }
    }
}
