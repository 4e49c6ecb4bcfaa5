package dev.handfast.crypto.curve;

import dev.handfast.wire.ObjectPool;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Multiples of the base point of edwards25519 (RFC 8032 section 5.1), the twisted Edwards form -x^2 + y^2 = 1 + d x^2
 * y^2 of Curve25519, from a table.
 *
 * <p>The scalar is written with 64 signed digits d of radix 16. For the digits at odd places the table's multiples are
 * summed up, the sum is multiplied by 16, then those of the even places are added; so one table of the multiples 1 to 8
 * of 256^i times the base point serves both. Every entry of a place is read for every digit.
 */
final class Edwards25519 {

    private static final int PLACES = 32;
    private static final int MULTIPLES = 8;

    /** Limbs of an entry. */
    private static final int ENTRY = 3 * Field25519.LIMBS;

    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    /** -121665/121666 (RFC 8032 section 5.1), doubled. */
    private static final BigInteger D2 = BigInteger.valueOf(-2 * 121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

    // The base point (RFC 8032 section 5.1)
    private static final BigInteger BASE_X = new BigInteger(
            "15112221349535400772501151409588531511454012693041857206046113283949847762202");
    private static final BigInteger BASE_Y = BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P);

    private static final long[] TABLE = table();

    /** As many as threads that make keys at the same time; each has some 1,000 bytes, all zero while it is idle. */
    private static final ObjectPool<Edwards25519> IDLE = new ObjectPool<>(16) {
        @Override
        protected Edwards25519 make() {
            return new Edwards25519();
        }
    };

    private final byte[] digits = new byte[2 * PLACES];
    private final Point sum = new Point();
    private final Entry entry = new Entry();
    private final Inversion25519 inversion = new Inversion25519();

    /** Room for one multiplication at a time. */
    private Edwards25519() {
    }

    /** The u coordinate of k times the base point, on the Montgomery curve. {@code k} is clamped, in little endian. */
    static byte[] multiplyBaseToMontgomery(byte[] k) {
        Edwards25519 room = IDLE.take();
        byte[] u = room.product(k);
        room.wipe();
        IDLE.give(room);
        return u;
    }

    private byte[] product(byte[] k) {
        split(k, digits);
        sum.setNeutral();
        for (int i = 1; i < 2 * PLACES; i += 2) {
            select(i / 2, digits[i], entry);
            sum.add(entry);
        }
        for (int i = 0; i < 4; i++) {
            sum.twice();
        }
        for (int i = 0; i < 2 * PLACES; i += 2) {
            select(i / 2, digits[i], entry);
            sum.add(entry);
        }
        return sum.montgomeryU(inversion);
    }

    private void wipe() {
        Arrays.fill(digits, (byte) 0);
        entry.wipe();
        sum.wipe();
    }

    /** Digits of -8 to 7; the last, of a clamped scalar, is 4 to 8. */
    private static void split(byte[] k, byte[] digits) {
        int carry = 0;
        for (int i = 0; i < 2 * PLACES; i++) {
            int digit = (k[i / 2] >>> 4 * (i & 1) & 15) + carry;
            int last = i + 1 - 2 * PLACES >>> 31;
            carry = digit + 8 >>> 4 & last;
            digits[i] = (byte) (digit - (carry << 4));
        }
    }

    /** The digit's multiple at a place, reading all of them. */
    private static void select(int place, byte digit, Entry out) {
        int sign = digit >> 31;
        int size = (digit ^ sign) - sign;
        long is1 = equal(size, 1);
        long is2 = equal(size, 2);
        long is3 = equal(size, 3);
        long is4 = equal(size, 4);
        long is5 = equal(size, 5);
        long is6 = equal(size, 6);
        long is7 = equal(size, 7);
        long is8 = equal(size, 8);
        long[] table = TABLE;
        int at = place * MULTIPLES * ENTRY;
        for (long[] part : out.parts) {
            for (int i = 0; i < Field25519.LIMBS; i++, at += MULTIPLES) {
                part[i] = table[at] & is1 | table[at + 1] & is2 | table[at + 2] & is3 | table[at + 3] & is4
                        | table[at + 4] & is5 | table[at + 5] & is6 | table[at + 6] & is7 | table[at + 7] & is8;
            }
        }
        out.orNeutral(equal(size, 0));
        out.negate(sign);
    }

    /** -1 if two small numbers are equal, else 0. */
    private static long equal(int a, int b) {
        int difference = a ^ b;
        return difference - 1 >> 31;
    }

    /** The multiples 1 to 8 of 256^i times the base point for i from 0 to 31; of each limb all multiples in a row. */
    private static long[] table() {
        Point[] bases = new Point[PLACES];
        Point base = Point.affine(element(BASE_X), element(BASE_Y));
        for (int place = 0; place < PLACES; place++) {
            bases[place] = base.copy();
            for (int i = 0; i < 8; i++) {
                base.twice();
            }
        }
        long[] baseEntries = entries(bases);
        Point[] multiples = new Point[PLACES * MULTIPLES];
        for (int place = 0; place < PLACES; place++) {
            Entry entry = Entry.at(baseEntries, place * ENTRY);
            Point multiple = new Point();
            multiple.setNeutral();
            for (int i = 0; i < MULTIPLES; i++) {
                multiple.add(entry);
                multiples[place * MULTIPLES + i] = multiple.copy();
            }
        }
        long[] entries = entries(multiples);
        long[] table = new long[entries.length];
        for (int i = 0; i < entries.length; i++) {
            int entry = i / ENTRY;
            table[(entry / MULTIPLES * ENTRY + i % ENTRY) * MULTIPLES + entry % MULTIPLES] = entries[i];
        }
        return table;
    }

    /** The entries of points, with one inversion for all (Montgomery's trick). */
    private static long[] entries(Point[] points) {
        long[][] products = new long[points.length + 1][Field25519.LIMBS];
        products[0] = Field25519.one();
        for (int i = 0; i < points.length; i++) {
            Field25519.multiply(products[i], points[i].z, products[i + 1]);
        }
        long[] inverse = Field25519.zero();
        new Inversion25519().invert(products[points.length], inverse);
        long[] d2 = element(D2);
        long[] entries = new long[points.length * ENTRY];
        for (int i = points.length - 1; i >= 0; i--) {
            long[] inverseZ = Field25519.zero();
            Field25519.multiply(inverse, products[i], inverseZ);
            Field25519.multiply(inverse, points[i].z, inverse);
            points[i].toEntry(inverseZ, d2, entries, i * ENTRY);
        }
        return entries;
    }

    private static long[] element(BigInteger value) {
        byte[] bytes = new byte[X25519.LENGTH];
        BigInteger rest = value;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = rest.byteValue();
            rest = rest.shiftRight(8);
        }
        long[] element = Field25519.zero();
        Field25519.decode(bytes, 0, element);
        return element;
    }

    /** An affine point as {@link Point#add} takes it. */
    private static final class Entry {

        /** y + x. */
        private final long[] sum = Field25519.zero();
        /** y - x. */
        private final long[] difference = Field25519.zero();
        /** 2 d x y. */
        private final long[] product = Field25519.zero();
        private final long[][] parts = {sum, difference, product};

        /** The one that stands in an array. */
        static Entry at(long[] array, int offset) {
            Entry entry = new Entry();
            for (int i = 0; i < entry.parts.length; i++) {
                System.arraycopy(array, offset + i * Field25519.LIMBS, entry.parts[i], 0, Field25519.LIMBS);
            }
            return entry;
        }

        /** Makes zeros the neutral point, whose y + x and y - x are 1, if {@code mask} is -1. */
        void orNeutral(long mask) {
            sum[0] |= 1 & mask;
            difference[0] |= 1 & mask;
        }

        /** Of -x, y + x and y - x are those of x swapped, and 2 d x y changes its sign; if {@code mask} is -1. */
        void negate(long mask) {
            Field25519.swap(mask, sum, difference);
            for (int i = 0; i < Field25519.LIMBS; i++) {
                product[i] = (product[i] ^ mask) - mask;
            }
        }

        void wipe() {
            for (long[] part : parts) {
                Field25519.wipe(part);
            }
        }
    }

    /** A point in extended coordinates x = X/Z, y = Y/Z, xy = T/Z (Hisil, Wong, Carter, Dawson 2008). */
    private static final class Point {

        private final long[] x = Field25519.zero();
        private final long[] y = Field25519.zero();
        private final long[] z = Field25519.zero();
        private final long[] t = Field25519.zero();
        private final long[] a = Field25519.zero();
        private final long[] b = Field25519.zero();
        private final long[] c = Field25519.zero();
        private final long[] d = Field25519.zero();
        private final long[][] all = {x, y, z, t, a, b, c, d};

        /** No point yet. */
        Point() {
        }

        /** Becomes the neutral point; only of a new one or behind {@link #wipe}. */
        void setNeutral() {
            y[0] = 1;
            z[0] = 1;
        }

        /** Becomes another. */
        void copyFrom(long[] otherX, long[] otherY, long[] otherZ, long[] otherT) {
            System.arraycopy(otherX, 0, x, 0, Field25519.LIMBS);
            System.arraycopy(otherY, 0, y, 0, Field25519.LIMBS);
            System.arraycopy(otherZ, 0, z, 0, Field25519.LIMBS);
            System.arraycopy(otherT, 0, t, 0, Field25519.LIMBS);
        }

        /** An affine point. */
        static Point affine(long[] x, long[] y) {
            Point point = new Point();
            long[] product = Field25519.zero();
            Field25519.multiply(x, y, product);
            point.copyFrom(x, y, Field25519.one(), product);
            return point;
        }

        Point copy() {
            Point copy = new Point();
            copy.copyFrom(x, y, z, t);
            return copy;
        }

        void toEntry(long[] inverseZ, long[] d2, long[] out, int offset) {
            Field25519.multiply(x, inverseZ, a);
            Field25519.multiply(y, inverseZ, b);
            Field25519.multiply(a, b, c);
            Field25519.multiply(c, d2, c);
            Field25519.add(b, a, d);
            Field25519.subtract(b, a, b);
            System.arraycopy(d, 0, out, offset, Field25519.LIMBS);
            System.arraycopy(b, 0, out, offset + Field25519.LIMBS, Field25519.LIMBS);
            System.arraycopy(c, 0, out, offset + 2 * Field25519.LIMBS, Field25519.LIMBS);
        }

        /** Adds a point from the table; complete, so it needs no special cases. */
        void add(Entry entry) {
            Field25519.add(y, x, a);
            Field25519.multiply(a, entry.sum, a);
            Field25519.subtract(y, x, b);
            Field25519.multiply(b, entry.difference, b);
            Field25519.multiply(t, entry.product, c);
            Field25519.add(z, z, d);
            Field25519.subtract(a, b, t);
            Field25519.add(a, b, b);
            Field25519.subtract(d, c, a);
            Field25519.add(d, c, d);
            finish(t, a, d, b);
        }

        void twice() {
            Field25519.square(x, a);
            Field25519.square(y, b);
            Field25519.square(z, c);
            Field25519.add(c, c, c);
            Field25519.add(x, y, d);
            Field25519.square(d, d);
            Field25519.add(a, b, t);
            // With signs turned over throughout: H = A + B, E = H - (X+Y)^2, G = A - B, F = 2 Z^2 + G
            Field25519.subtract(t, d, d);
            Field25519.subtract(a, b, a);
            Field25519.add(c, a, c);
            System.arraycopy(t, 0, b, 0, Field25519.LIMBS);
            finish(d, c, a, b);
        }

        /** X = EF, Y = GH, T = EH, Z = FG; {@code t} may be an operand. */
        private void finish(long[] e, long[] f, long[] g, long[] h) {
            Field25519.multiply(e, f, x);
            Field25519.multiply(g, h, y);
            Field25519.multiply(f, g, z);
            Field25519.multiply(e, h, t);
        }

        void wipe() {
            for (long[] element : all) {
                Field25519.wipe(element);
            }
        }

        /** (1 + y) / (1 - y), RFC 7748 section 4.1. */
        byte[] montgomeryU(Inversion25519 inversion) {
            Field25519.subtract(z, y, a);
            inversion.invert(a, b);
            Field25519.add(z, y, a);
            Field25519.multiply(a, b, a);
            byte[] out = new byte[X25519.LENGTH];
            Field25519.encode(a, out, 0);
            return out;
        }
    }
}
