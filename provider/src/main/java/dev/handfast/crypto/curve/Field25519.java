package dev.handfast.crypto.curve;

import static java.lang.Math.multiplyHigh;

import java.util.Arrays;

/**
 * Integers modulo p = 2^255 - 19, as five signed limbs of 51 bits in a {@code long[5]}, least first.
 *
 * <p>See the package for how products are split and why nothing overflows. An element is <em>reduced</em> if each limb
 * lies in [-2^17, 2^51 + 2^17]; {@link #multiply}, {@link #square} and {@link #multiplySmall} give reduced elements and
 * take elements whose limbs are at most 3.01 * 2^51 in absolute value: sums and differences of up to three reduced
 * ones. No method branches on, or indexes by, a limb.
 */
final class Field25519 {

    static final int LIMBS = 5;

    static final int BITS = 51;
    static final long MASK = (1L << BITS) - 1;

    /** A product whose first factor is shifted by SHIFT has 2^64 where the bare one has 2^SPLIT. */
    static final int SHIFT = 9;
    static final int SPLIT = 64 - SHIFT;

    private Field25519() {
    }

    static long[] zero() {
        return new long[LIMBS];
    }

    static long[] one() {
        return new long[] {1, 0, 0, 0, 0};
    }

    /** Reads 32 bytes in little endian; the highest bit is ignored (RFC 7748 section 5). */
    static void decode(byte[] in, int offset, long[] out) {
        long w0 = word(in, offset);
        long w1 = word(in, offset + 8);
        long w2 = word(in, offset + 16);
        long w3 = word(in, offset + 24);
        out[0] = w0 & MASK;
        out[1] = (w0 >>> 51 | w1 << 13) & MASK;
        out[2] = (w1 >>> 38 | w2 << 26) & MASK;
        out[3] = (w2 >>> 25 | w3 << 39) & MASK;
        out[4] = w3 >>> 12 & MASK;
    }

    /** Writes the one number below p as 32 bytes in little endian, and leaves it in {@code in}, of up to 2^53. */
    static void encode(long[] in, byte[] out, int offset) {
        normalize(in);
        putWord(in[0] | in[1] << 51, out, offset);
        putWord(in[1] >>> 13 | in[2] << 38, out, offset + 8);
        putWord(in[2] >>> 26 | in[3] << 25, out, offset + 16);
        putWord(in[3] >>> 39 | in[4] << 12, out, offset + 24);
    }

    /** Turns an element into the one below p whose limbs have 51 bits. Limbs may have up to 2^53. */
    static void normalize(long[] t) {
        carry(t);
        carry(t);
        // Now all limbs have 51 bits, as the package shows; adding 19 carries out of bit 255 exactly from p up
        long excess = t[0] + 19 >> BITS;
        for (int i = 1; i < LIMBS; i++) {
            excess = t[i] + excess >> BITS;
        }
        t[0] += 19 * excess;
        for (int i = 0; i < LIMBS - 1; i++) {
            t[i + 1] += t[i] >> BITS;
            t[i] &= MASK;
        }
        t[4] &= MASK;
    }

    /** Carries through all limbs in turn, and from the last times 19 to the first. */
    private static void carry(long[] t) {
        for (int i = 0; i < LIMBS - 1; i++) {
            t[i + 1] += t[i] >> BITS;
            t[i] &= MASK;
        }
        t[0] += 19 * (t[4] >> BITS);
        t[4] &= MASK;
    }

    static void wipe(long[] element) {
        Arrays.fill(element, 0);
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

    /** Swaps two elements if {@code mask} is -1, and not if it is 0. */
    static void swap(long mask, long[] a, long[] b) {
        for (int i = 0; i < LIMBS; i++) {
            long difference = mask & (a[i] ^ b[i]);
            a[i] ^= difference;
            b[i] ^= difference;
        }
    }

    /** {@code out} may be either factor. */
    static void multiply(long[] a, long[] b, long[] out) {
        long s4 = a[4] << SHIFT;
        long s0 = a[0] << SHIFT;
        long s1 = a[1] << SHIFT;
        long s2 = a[2] << SHIFT;
        long s3 = a[3] << SHIFT;
        long t4 = b[4];
        long t0 = b[0];
        long t1 = b[1];
        long t2 = b[2];
        long t3 = b[3];

        // Karatsuba's way: s_i t_j + s_j t_i = (s_i - s_j)(t_j - t_i) + s_i t_i + s_j t_j
        long h00 = multiplyHigh(s0, t0);
        long l00 = s0 * t0 >>> SHIFT;
        long h11 = multiplyHigh(s1, t1);
        long l11 = s1 * t1 >>> SHIFT;
        long h22 = multiplyHigh(s2, t2);
        long l22 = s2 * t2 >>> SHIFT;
        long h33 = multiplyHigh(s3, t3);
        long l33 = s3 * t3 >>> SHIFT;
        long h44 = multiplyHigh(s4, t4);
        long l44 = s4 * t4 >>> SHIFT;
        long x01 = s0 - s1;
        long y01 = t1 - t0;
        long h01 = multiplyHigh(x01, y01);
        long l01 = x01 * y01 >>> SHIFT;
        long x02 = s0 - s2;
        long y02 = t2 - t0;
        long h02 = multiplyHigh(x02, y02);
        long l02 = x02 * y02 >>> SHIFT;
        long x03 = s0 - s3;
        long y03 = t3 - t0;
        long h03 = multiplyHigh(x03, y03);
        long l03 = x03 * y03 >>> SHIFT;
        long x12 = s1 - s2;
        long y12 = t2 - t1;
        long h12 = multiplyHigh(x12, y12);
        long l12 = x12 * y12 >>> SHIFT;
        long x04 = s0 - s4;
        long y04 = t4 - t0;
        long h04 = multiplyHigh(x04, y04);
        long l04 = x04 * y04 >>> SHIFT;
        long x13 = s1 - s3;
        long y13 = t3 - t1;
        long h13 = multiplyHigh(x13, y13);
        long l13 = x13 * y13 >>> SHIFT;
        long x14 = s1 - s4;
        long y14 = t4 - t1;
        long h14 = multiplyHigh(x14, y14);
        long l14 = x14 * y14 >>> SHIFT;
        long x23 = s2 - s3;
        long y23 = t3 - t2;
        long h23 = multiplyHigh(x23, y23);
        long l23 = x23 * y23 >>> SHIFT;
        long x24 = s2 - s4;
        long y24 = t4 - t2;
        long h24 = multiplyHigh(x24, y24);
        long l24 = x24 * y24 >>> SHIFT;
        long x34 = s3 - s4;
        long y34 = t4 - t3;
        long h34 = multiplyHigh(x34, y34);
        long l34 = x34 * y34 >>> SHIFT;

        long hd01 = h00 + h11;
        long hd02 = hd01 + h22;
        long hd34 = h33 + h44;
        long hd24 = h22 + hd34;
        long h0 = h00 + 19 * (h14 + h23 + h11 + hd24);
        long h1 = h01 + hd01 + 19 * (h24 + hd24);
        long h2 = h02 + hd02 + 19 * (h34 + hd34);
        long h3 = h03 + h12 + hd02 + h33 + 19 * h44;
        long h4 = h04 + h13 + hd02 + hd34;

        long ld01 = l00 + l11;
        long ld02 = ld01 + l22;
        long ld34 = l33 + l44;
        long ld24 = l22 + ld34;
        long l0 = l00 + 19 * (l14 + l23 + l11 + ld24);
        long l1 = l01 + ld01 + 19 * (l24 + ld24);
        long l2 = l02 + ld02 + 19 * (l34 + ld34);
        long l3 = l03 + l12 + ld02 + l33 + 19 * l44;
        long l4 = l04 + l13 + ld02 + ld34;
        reduce(h0, h1, h2, h3, h4, l0, l1, l2, l3, l4, out);
    }

    /** {@code out} may be {@code a}. */
    static void square(long[] a, long[] out) {
        long a4 = a[4];
        long a0 = a[0];
        long a1 = a[1];
        long a2 = a[2];
        long a3 = a[3];
        long d0 = 2 * a0;
        long d1 = 2 * a1;
        long d2 = 2 * a2;
        long d3 = 2 * a3;
        // 2^255 is 19: what goes beyond the last limb comes back with these
        long c3 = 19 * a3;
        long c4 = 19 * a4;
        long s0 = a0 << SHIFT;
        long s1 = a1 << SHIFT;
        long s2 = a2 << SHIFT;
        long s3 = a3 << SHIFT;
        long s4 = a4 << SHIFT;
        long e0 = d0 << SHIFT;
        long e1 = d1 << SHIFT;
        long e2 = d2 << SHIFT;
        long e3 = d3 << SHIFT;

        long h0 = multiplyHigh(s0, a0) + multiplyHigh(e1, c4) + multiplyHigh(e2, c3);
        long h1 = multiplyHigh(e0, a1) + multiplyHigh(e2, c4) + multiplyHigh(s3, c3);
        long h2 = multiplyHigh(e0, a2) + multiplyHigh(s1, a1) + multiplyHigh(e3, c4);
        long h3 = multiplyHigh(e0, a3) + multiplyHigh(e1, a2) + multiplyHigh(s4, c4);
        long h4 = multiplyHigh(e0, a4) + multiplyHigh(e1, a3) + multiplyHigh(s2, a2);
        // The sums of the low parts are below 2^64, so that sums of whole products modulo 2^64 tell them
        long l0 = a0 * a0 + d1 * c4 + d2 * c3 - (h0 << SPLIT);
        long l1 = d0 * a1 + d2 * c4 + a3 * c3 - (h1 << SPLIT);
        long l2 = d0 * a2 + a1 * a1 + d3 * c4 - (h2 << SPLIT);
        long l3 = d0 * a3 + d1 * a2 + a4 * c4 - (h3 << SPLIT);
        long l4 = d0 * a4 + d1 * a3 + a2 * a2 - (h4 << SPLIT);
        reduce(h0, h1, h2, h3, h4, l0, l1, l2, l3, l4, out);
    }

    /** {@code factor} is below 2^17. */
    static void multiplySmall(long[] a, long factor, long[] out) {
        long h0 = multiplyHigh(a[0] << SHIFT, factor);
        long h1 = multiplyHigh(a[1] << SHIFT, factor);
        long h2 = multiplyHigh(a[2] << SHIFT, factor);
        long h3 = multiplyHigh(a[3] << SHIFT, factor);
        long h4 = multiplyHigh(a[4] << SHIFT, factor);
        reduce(h0, h1, h2, h3, h4, a[0] * factor - (h0 << SPLIT), a[1] * factor - (h1 << SPLIT),
                a[2] * factor - (h2 << SPLIT), a[3] * factor - (h3 << SPLIT), a[4] * factor - (h4 << SPLIT), out);
    }

    /** From the columns' high and low parts, of which a high part weighs 2^55 low ones, to a reduced element. */
    private static void reduce(long h0, long h1, long h2, long h3, long h4, long l0, long l1, long l2, long l3, long l4,
            long[] out) {
        long r0 = l0 + (19 << SPLIT - BITS) * h4;
        long r1 = l1 + (h0 << SPLIT - BITS);
        long r2 = l2 + (h1 << SPLIT - BITS);
        long r3 = l3 + (h2 << SPLIT - BITS);
        long r4 = l4 + (h3 << SPLIT - BITS);
        // All carries at once: each is so small that none of the results needs another
        out[4] = (r4 & MASK) + (r3 >> BITS);
        out[0] = (r0 & MASK) + 19 * (r4 >> BITS);
        out[1] = (r1 & MASK) + (r0 >> BITS);
        out[2] = (r2 & MASK) + (r1 >> BITS);
        out[3] = (r3 & MASK) + (r2 >> BITS);
    }

    private static long word(byte[] in, int offset) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | in[offset + i] & 0xff;
        }
        return word;
    }

    private static void putWord(long word, byte[] out, int offset) {
        for (int i = 0; i < 8; i++) {
            out[offset + i] = (byte) (word >>> 8 * i);
        }
    }
}
