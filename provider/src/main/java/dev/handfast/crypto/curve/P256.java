package dev.handfast.crypto.curve;

import java.math.BigInteger;
import java.util.Arrays;

/** The curve P-256 (FIPS 186-5, SEC 2's secp256r1), for ECDH and ECDSA. Numbers are 32 bytes in big endian. */
public final class P256 {

    /** Bytes of scalars and coordinates. */
    public static final int LENGTH = FieldP256.LENGTH;

    /** The order n of the group. */
    public static final BigInteger ORDER = new BigInteger(
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final long[] B = FieldP256.of(
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16));

    /** How many numbers from n up are below p. */
    private static final BigInteger ABOVE_ORDER = FieldP256.P.subtract(ORDER);

    private P256() {
    }

    /**
     * Multiplies the base point, in constant time.
     *
     * @param scalar 1 to n-1
     * @return x and y, 64 bytes
     */
    public static byte[] multiplyBase(byte[] scalar) {
        byte[] out = new byte[2 * LENGTH];
        PointP256 product = BaseP256.multiply(scalar);
        product.encode(out);
        product.giveBack();
        return out;
    }

    /** Whether x and y, 64 bytes from {@code offset}, are below p and on the curve. Takes public input. */
    public static boolean isOnCurve(byte[] point, int offset) {
        if (!FieldP256.isCanonical(point, offset) || !FieldP256.isCanonical(point, offset + LENGTH)) {
            return false;
        }
        PointP256 p = decode(point, offset);
        PointP256 sides = PointP256.take();
        long[] left = sides.x;
        long[] right = sides.y;
        // y^2 = x^3 - 3x + b
        FieldP256.square(p.y, left);
        FieldP256.square(p.x, right);
        FieldP256.multiply(right, p.x, right);
        FieldP256.addTimes(right, p.x, -3, right);
        FieldP256.add(right, B, right);
        FieldP256.subtract(left, right, left);
        boolean equal = FieldP256.isZero(left) != 0;
        p.giveBack();
        sides.giveBack();
        return equal;
    }

    /**
     * Multiplies a point, in constant time.
     *
     * @param scalar 1 to n-1
     * @param point x and y of a point that {@link #isOnCurve}, 64 bytes from {@code offset}
     * @return x and y, 64 bytes
     */
    public static byte[] multiply(byte[] scalar, byte[] point, int offset) {
        PointP256 key = decode(point, offset);
        PointP256[] multiples = multiples(key);
        key.giveBack();
        byte[] digits = SignedDigits.of(scalar);
        PointP256 product = PointP256.take();
        PointP256 sum = PointP256.take();
        PointP256 multiple = PointP256.take();
        long started = 0;
        for (int place = SignedDigits.COUNT - 1; place >= 0; place--) {
            for (int i = 0; i < SignedDigits.WIDTH; i++) {
                product.twice(product);
            }
            long some = select(multiples, digits[place], multiple);
            sum.add(product, multiple);
            product.replace(some & started, sum);
            product.replace(some & ~started, multiple);
            started |= some;
        }
        Arrays.fill(digits, (byte) 0);
        byte[] out = new byte[2 * LENGTH];
        product.encode(out);
        product.giveBack();
        sum.giveBack();
        multiple.giveBack();
        return out;
    }

    /**
     * Whether the x coordinate of u1 times the base point plus u2 times a point is r modulo n, which makes an ECDSA
     * signature valid (FIPS 186-5 section 6.4.2). Takes public input.
     *
     * @param u1 0 to n-1
     * @param u2 0 to n-1
     * @param point x and y of a point that {@link #isOnCurve}, 64 bytes
     * @param r 1 to n-1
     */
    public static boolean verify(byte[] u1, byte[] u2, byte[] point, BigInteger r) {
        KeyTableP256 table = KeyTableP256.of(point);
        PointP256 sum = table != null ? table.multiply(u2) : publicMultiple(u2, point);
        BaseP256.addPublicMultiple(u1, sum);
        boolean valid = !sum.isInfinity() && isX(sum, r);
        sum.giveBack();
        return valid;
    }

    /** Whether a number is a point's x modulo n; X = r Z^2 instead of X / Z^2 = r saves the inversion. */
    private static boolean isX(PointP256 point, BigInteger r) {
        long[] squared = FieldP256.zero();
        FieldP256.square(point.z, squared);
        return isTimes(r, squared, point.x)
                || r.compareTo(ABOVE_ORDER) < 0 && isTimes(r.add(ORDER), squared, point.x);
    }

    private static boolean isTimes(BigInteger factor, long[] element, long[] product) {
        long[] difference = FieldP256.of(factor);
        FieldP256.multiply(difference, element, difference);
        FieldP256.subtract(difference, product, difference);
        return FieldP256.isZero(difference) != 0;
    }

    /** A public multiple of a public point, to be given back. */
    private static PointP256 publicMultiple(byte[] scalar, byte[] point) {
        PointP256 key = decode(point, 0);
        PointP256[] multiples = multiples(key);
        key.giveBack();
        byte[] digits = SignedDigits.of(scalar);
        PointP256 product = PointP256.take();
        PointP256 negative = PointP256.take();
        for (int place = SignedDigits.COUNT - 1; place >= 0; place--) {
            for (int i = 0; i < SignedDigits.WIDTH; i++) {
                product.twice(product);
            }
            int digit = digits[place];
            if (digit > 0) {
                product.addPublic(multiples[digit - 1]);
            } else if (digit < 0) {
                negative.copyFrom(multiples[-digit - 1]);
                for (int i = 0; i < FieldP256.LIMBS; i++) {
                    negative.y[i] = -negative.y[i];
                }
                product.addPublic(negative);
            }
        }
        negative.giveBack();
        return product;
    }

    /**
     * The multiples 1 to 16 of an affine point; none is infinite or meets an exception, since the order is a prime
     * above them.
     */
    static PointP256[] multiples(PointP256 point) {
        PointP256[] multiples = new PointP256[SignedDigits.MOST];
        multiples[0] = new PointP256();
        multiples[0].copyFrom(point);
        for (int i = 1; i < multiples.length; i++) {
            multiples[i] = new PointP256();
            if (i % 2 == 1) {
                multiples[i].twice(multiples[i / 2]);
            } else {
                multiples[i].addAffine(multiples[i - 1], point.x, point.y);
            }
        }
        return multiples;
    }

    /** Reads a digit's multiple; returns 0 if the digit is 0, in which case the point is none, else -1. */
    private static long select(PointP256[] multiples, byte digit, PointP256 out) {
        int sign = digit >> 31;
        int size = (digit ^ sign) - sign;
        for (int i = 0; i < multiples.length; i++) {
            out.replace((size ^ i + 1) - 1 >> 31, multiples[i]);
        }
        for (int i = 0; i < FieldP256.LIMBS; i++) {
            out.y[i] = (out.y[i] ^ sign) - sign;
        }
        return -size >> 31;
    }

    /** The point with these coordinates, to be given back. */
    static PointP256 decode(byte[] point, int offset) {
        PointP256 decoded = PointP256.take();
        FieldP256.decode(point, offset, decoded.x);
        FieldP256.decode(point, offset + LENGTH, decoded.y);
        decoded.makeAffine();
        return decoded;
    }
}
