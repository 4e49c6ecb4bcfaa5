package dev.handfast.crypto.curve;

import static java.lang.Math.multiplyHigh;

/** Products in {@link FieldP256}, and their reduction. */
final class ProductP256 {

    private static final int BITS = 52;
    private static final long MASK = (1L << BITS) - 1;

    /** Bits of the last limb: 256 less four times 52. */
    private static final int TOP_BITS = 48;
    private static final long TOP_MASK = (1L << TOP_BITS) - 1;

    /** A product whose first factor is shifted by SHIFT has 2^64 where the bare one has 2^SPLIT. */
    private static final int SHIFT = 6;
    private static final int SPLIT = 64 - SHIFT;

    /** The last limb of p. */
    private static final long UPPER = (1L << 48) - (1L << 16);

    private ProductP256() {
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
        long h1 = h01 + hd01;
        long h2 = h02 + hd02;
        long h3 = h03 + h12 + hd02 + h33;
        long h4 = h04 + h13 + hd02 + hd34;
        long h5 = h14 + h23 + h11 + hd24;
        long h6 = h24 + hd24;
        long h7 = h34 + hd34;

        long ld01 = l00 + l11;
        long ld02 = ld01 + l22;
        long ld34 = l33 + l44;
        long ld24 = l22 + ld34;
        long l1 = l01 + ld01;
        long l2 = l02 + ld02;
        long l3 = l03 + l12 + ld02 + l33;
        long l4 = l04 + l13 + ld02 + ld34;
        long l5 = l14 + l23 + l11 + ld24;
        long l6 = l24 + ld24;
        long l7 = l34 + ld34;
        reduce(l00, l1 + (h00 << SPLIT - BITS), l2 + (h1 << SPLIT - BITS), l3 + (h2 << SPLIT - BITS),
                l4 + (h3 << SPLIT - BITS), l5 + (h4 << SPLIT - BITS), l6 + (h5 << SPLIT - BITS),
                l7 + (h6 << SPLIT - BITS), l44 + (h7 << SPLIT - BITS), h44 << SPLIT - BITS, out);
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
        long s1 = a1 << SHIFT;
        long s2 = a2 << SHIFT;
        long s3 = a3 << SHIFT;
        long e0 = d0 << SHIFT;
        long e1 = d1 << SHIFT;
        long e2 = d2 << SHIFT;
        long e3 = d3 << SHIFT;

        long h00 = multiplyHigh(a0 << SHIFT, a0);
        long h1 = multiplyHigh(e0, a1);
        long h2 = multiplyHigh(e0, a2) + multiplyHigh(s1, a1);
        long h3 = multiplyHigh(e0, a3) + multiplyHigh(e1, a2);
        long h4 = multiplyHigh(e0, a4) + multiplyHigh(e1, a3) + multiplyHigh(s2, a2);
        long h5 = multiplyHigh(e1, a4) + multiplyHigh(e2, a3);
        long h6 = multiplyHigh(e2, a4) + multiplyHigh(s3, a3);
        long h7 = multiplyHigh(e3, a4);
        long h44 = multiplyHigh(a4 << SHIFT, a4);
        // The sums of the low parts are below 2^64, so that sums of whole products modulo 2^64 tell them
        long l00 = a0 * a0 - (h00 << SPLIT);
        long l1 = d0 * a1 - (h1 << SPLIT);
        long l2 = d0 * a2 + a1 * a1 - (h2 << SPLIT);
        long l3 = d0 * a3 + d1 * a2 - (h3 << SPLIT);
        long l4 = d0 * a4 + d1 * a3 + a2 * a2 - (h4 << SPLIT);
        long l5 = d1 * a4 + d2 * a3 - (h5 << SPLIT);
        long l6 = d2 * a4 + a3 * a3 - (h6 << SPLIT);
        long l7 = d3 * a4 - (h7 << SPLIT);
        long l44 = a4 * a4 - (h44 << SPLIT);
        reduce(l00, l1 + (h00 << SPLIT - BITS), l2 + (h1 << SPLIT - BITS), l3 + (h2 << SPLIT - BITS),
                l4 + (h3 << SPLIT - BITS), l5 + (h4 << SPLIT - BITS), l6 + (h5 << SPLIT - BITS),
                l7 + (h6 << SPLIT - BITS), l44 + (h7 << SPLIT - BITS), h44 << SPLIT - BITS, out);
    }

    /**
     * Montgomery's reduction of ten columns. As p is -1 modulo 2^96, the multiple of p that clears a column is the
     * column itself, q; and q p = q 2^256 - q 2^224 + q 2^192 + q 2^96 - q takes shifts only. In two halves, because
     * compilers inline only what is short.
     */
    private static void reduce(long t0, long t1, long t2, long t3, long t4, long t5, long t6, long t7, long t8, long t9,
            long[] out) {
        long q0 = t0 & MASK;
        long c1 = t1 + (t0 >> BITS) + (q0 << 44 & MASK);
        long q1 = c1 & MASK;
        reduceRest(t2 + (c1 >> BITS) + (q0 >> 8) + (q1 << 44 & MASK), t3 + (q1 >> 8) + (q0 << 36 & MASK),
                t4 + (q0 >> 16) + (q1 << 36 & MASK) + upperLow(q0), t5 + (q1 >> 16) + upperHigh(q0) + upperLow(q1),
                t6 + upperHigh(q1), t7, t8, t9, out);
    }

    /** The columns from the third on. */
    private static void reduceRest(long t2, long t3, long t4, long t5, long t6, long t7, long t8, long t9, long[] out) {
        long q2 = t2 & MASK;
        long c3 = t3 + (t2 >> BITS) + (q2 << 44 & MASK);
        long q3 = c3 & MASK;
        long c4 = t4 + (c3 >> BITS) + (q2 >> 8) + (q3 << 44 & MASK);
        long q4 = c4 & MASK;
        long r0 = t5 + (c4 >> BITS) + (q3 >> 8) + (q4 << 44 & MASK) + (q2 << 36 & MASK);
        long r1 = t6 + (q4 >> 8) + (q2 >> 16) + (q3 << 36 & MASK) + upperLow(q2);
        long r2 = t7 + (q3 >> 16) + (q4 << 36 & MASK) + upperHigh(q2) + upperLow(q3);
        long r3 = t8 + (q4 >> 16) + upperHigh(q3) + upperLow(q4);
        long r4 = t9 + upperHigh(q4) + (r3 >> BITS);

        // What goes beyond 2^256 comes back as 2^224 - 2^192 - 2^96 + 1; all other carries at once
        long top = r4 >> TOP_BITS;
        out[4] = (r4 & TOP_MASK) + (top << 16);
        out[0] = (r0 & MASK) + top;
        out[1] = (r1 & MASK) + (r0 >> BITS) - (top << 44);
        out[2] = (r2 & MASK) + (r1 >> BITS);
        out[3] = (r3 & MASK) + (r2 >> BITS) - (top << 36);
    }

    /** q (2^256 - 2^224) = q (2^48 - 2^16) 2^208: what of it falls into the limb at 2^208. */
    private static long upperLow(long q) {
        return q * UPPER & MASK;
    }

    /** As above: what falls into the next limb. */
    private static long upperHigh(long q) {
        return multiplyHigh(q, UPPER << 64 - BITS);
    }
}
