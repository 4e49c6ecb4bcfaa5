package dev.handfast.crypto.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Random;

/** The field against {@code BigInteger}, at random and with every limb at the edges of what is allowed. */
@Tag("unit")
class FieldP256Test {

    private static final BigInteger P = FieldP256.P;
    private static final BigInteger R_INVERSE = BigInteger.ONE.shiftLeft(260).modInverse(P);
    private static final double UNIT = 1.055 * (1L << 52);
    private static final long MOST = (long) (13 * UNIT);
    private static final long MAX_OF_LAST = 13 * ((1L << 48) + (1L << 20));

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void productsMatch() {
        for (int i = 0; i < 20_000; i++) {
            long[] a = element();
            long[] b = element();
            long[] out = FieldP256.zero();
            FieldP256.multiply(a, b, out);
            assertMatches(value(a).multiply(value(b)), out);
            FieldP256.square(a, out);
            assertMatches(value(a).pow(2), out);
        }
    }

    @Test
    void resultsMayReplaceOperands() {
        long[] a = element();
        long[] b = element();
        BigInteger expected = value(a).multiply(value(b));
        long[] out = a.clone();
        FieldP256.multiply(out, b, out);
        assertMatches(expected, out);
        out = b.clone();
        FieldP256.multiply(a, out, out);
        assertMatches(expected, out);
        out = a.clone();
        FieldP256.square(out, out);
        assertMatches(value(a).pow(2), out);
    }

    @Test
    void inversesAndEncodingsMatch() {
        for (int i = 0; i < 200; i++) {
            BigInteger number = new BigInteger(256, random).mod(P);
            long[] inverse = FieldP256.zero();
            FieldP256.invert(FieldP256.of(number), inverse);
            assertEquals(number.modInverse(P), decoded(inverse), () -> "seed " + seed);
        }
        for (int i = 0; i < 20_000; i++) {
            long[] a = element();
            assertEquals(value(a).multiply(R_INVERSE).mod(P), decoded(a), () -> "seed " + seed);
        }
    }

    @Test
    void decodingIsTheOppositeOfEncoding() {
        for (BigInteger number : new BigInteger[] {BigInteger.ZERO, BigInteger.ONE, P.subtract(BigInteger.ONE),
            P.shiftRight(1), new BigInteger(256, random).mod(P)}) {
            byte[] bytes = bytes(number);
            long[] a = FieldP256.zero();
            FieldP256.decode(bytes, 0, a);
            assertEquals(number, decoded(a));
            assertTrue(FieldP256.isCanonical(bytes, 0));
        }
        for (BigInteger number : new BigInteger[] {P, P.add(BigInteger.ONE),
            BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE)}) {
            assertFalse(FieldP256.isCanonical(bytes(number), 0));
        }
    }

    @Test
    void multiplesOfThePrimeAreZero() {
        for (int times = -11; times <= 11; times++) {
            long[] a = new long[FieldP256.LIMBS];
            for (int i = 0; i < a.length; i++) {
                a[i] = times * (P.shiftRight(52 * i).longValue() & (1L << 52) - 1);
            }
            assertEquals(-1, FieldP256.isZero(a));
            assertTrue(FieldP256.isPublicZero(a), () -> "another form of zero");
            a[0] += 1;
            assertEquals(0, FieldP256.isZero(a));
            assertFalse(FieldP256.isPublicZero(a));
            a[0] -= 1;
            a[3] -= 5;
            assertEquals(0, FieldP256.isZero(a));
            assertFalse(FieldP256.isPublicZero(a));
        }
    }

    private void assertMatches(BigInteger expected, long[] actual) {
        for (int i = 0; i < actual.length; i++) {
            double most = i < 4 ? UNIT : (1L << 48) + (1L << 20);
            long limb = actual[i];
            assertTrue(Math.abs(limb) <= most, () -> limb + " is not reduced, seed " + seed);
        }
        assertEquals(expected.multiply(R_INVERSE).mod(P), value(actual).mod(P), () -> "seed " + seed);
    }

    private long[] element() {
        long[] limbs = new long[FieldP256.LIMBS];
        boolean edges = random.nextBoolean();
        boolean sameSign = random.nextBoolean();
        for (int i = 0; i < limbs.length; i++) {
            long most = i < 4 ? MOST : MAX_OF_LAST;
            limbs[i] = !edges ? random.nextLong() % most : sameSign || random.nextBoolean() ? most : -most;
        }
        return limbs;
    }

    private static BigInteger decoded(long[] element) {
        byte[] out = new byte[FieldP256.LENGTH];
        FieldP256.encode(element, out, 0);
        return new BigInteger(1, out);
    }

    private static byte[] bytes(BigInteger number) {
        return org.bouncycastle.util.BigIntegers.asUnsignedByteArray(FieldP256.LENGTH, number);
    }

    private static BigInteger value(long[] limbs) {
        BigInteger value = BigInteger.ZERO;
        for (int i = limbs.length - 1; i >= 0; i--) {
            value = value.shiftLeft(52).add(BigInteger.valueOf(limbs[i]));
        }
        return value;
    }
}
