package dev.handfast.crypto.curve;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Multiples of the base point of P-256 from a table of the multiples 1 to 16 of 32^i times the base point, so that no
 * doubling is needed: one addition for each of 52 signed digits. Every entry of a place is read for every digit.
 */
final class BaseP256 {

    private static final int PLACES = SignedDigits.COUNT;
    private static final int MULTIPLES = SignedDigits.MOST;
    private static final int ENTRY = 2 * FieldP256.LIMBS;

    // SEC 2 section 2.4.2
    private static final BigInteger X = new BigInteger(
            "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16);
    private static final BigInteger Y = new BigInteger(
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16);

    private static final long[] TABLE = table();

    private BaseP256() {
    }

    /**
     * The product with a scalar of 1 to n-1, which is secret, to be given back; why no addition meets an exception: see
     * the package.
     */
    static PointP256 multiply(byte[] scalar) {
        byte[] digits = SignedDigits.of(scalar);
        PointP256 product = PointP256.take();
        PointP256 sum = PointP256.take();
        PointP256 first = PointP256.take();
        long[] masks = new long[MULTIPLES];
        long started = 0;
        for (int place = 0; place < PLACES; place++) {
            long some = select(place, digits[place], masks, first.x, first.y);
            first.makeAffine();
            sum.addAffine(product, first.x, first.y);
            product.replace(some & started, sum);
            product.replace(some & ~started, first);
            started |= some;
        }
        sum.giveBack();
        first.giveBack();
        Arrays.fill(digits, (byte) 0);
        Arrays.fill(masks, 0);
        return product;
    }

    /** Adds the product with a public scalar to a public point. */
    static void addPublicMultiple(byte[] scalar, PointP256 sum) {
        byte[] digits = SignedDigits.of(scalar);
        long[] masks = new long[MULTIPLES];
        PointP256 multiple = PointP256.take();
        for (int place = 0; place < PLACES; place++) {
            if (select(place, digits[place], masks, multiple.x, multiple.y) != 0) {
                sum.addPublicAffine(multiple.x, multiple.y);
            }
        }
        multiple.giveBack();
    }

    /** Reads a digit's multiple at a place; returns 0 if the digit is 0, in which case the point is none, else -1. */
    private static long select(int place, byte digit, long[] masks, long[] x, long[] y) {
        int sign = digit >> 31;
        int size = (digit ^ sign) - sign;
        for (int i = 0; i < MULTIPLES; i++) {
            masks[i] = (size ^ i + 1) - 1 >> 31;
        }
        int at = place * ENTRY * MULTIPLES;
        read(at, masks, x);
        read(at + FieldP256.LIMBS * MULTIPLES, masks, y);
        for (int i = 0; i < FieldP256.LIMBS; i++) {
            y[i] = (y[i] ^ sign) - sign;
        }
        return -size >> 31;
    }

    private static void read(int start, long[] masks, long[] out) {
        long[] table = TABLE;
        int at = start;
        for (int limb = 0; limb < FieldP256.LIMBS; limb++, at += MULTIPLES) {
            long value = 0;
            for (int i = 0; i < MULTIPLES; i++) {
                value |= table[at + i] & masks[i];
            }
            out[limb] = value;
        }
    }

    /** Place by place, limb by limb of x and then y, all multiples in a row. */
    private static long[] table() {
        PointP256[] bases = new PointP256[PLACES];
        PointP256 base = new PointP256();
        base.setAffine(FieldP256.of(X), FieldP256.of(Y));
        for (int place = 0; place < PLACES; place++) {
            bases[place] = new PointP256();
            bases[place].copyFrom(base);
            for (int i = 0; i < SignedDigits.WIDTH; i++) {
                base.twice(base);
            }
        }
        PointP256.makeAffine(bases);
        PointP256[] multiples = new PointP256[PLACES * MULTIPLES];
        for (int i = 0; i < multiples.length; i++) {
            PointP256 first = bases[i / MULTIPLES];
            multiples[i] = new PointP256();
            if (i % MULTIPLES == 0) {
                multiples[i].copyFrom(first);
            } else if (i % MULTIPLES == 1) {
                multiples[i].twice(first);
            } else {
                multiples[i].addAffine(multiples[i - 1], first.x, first.y);
            }
        }
        PointP256.makeAffine(multiples);
        long[] table = new long[multiples.length * ENTRY];
        for (int i = 0; i < multiples.length; i++) {
            int at = i / MULTIPLES * ENTRY * MULTIPLES + i % MULTIPLES;
            for (int limb = 0; limb < FieldP256.LIMBS; limb++) {
                table[at + limb * MULTIPLES] = multiples[i].x[limb];
                table[at + (FieldP256.LIMBS + limb) * MULTIPLES] = multiples[i].y[limb];
            }
        }
        return table;
    }
}
