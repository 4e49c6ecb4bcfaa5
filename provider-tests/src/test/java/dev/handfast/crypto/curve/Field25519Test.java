package dev.handfast.crypto.curve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Random;

/** The field against {@code BigInteger}, at random and with every limb at the edges of what is allowed. */
@Tag("unit")
class Field25519Test {

    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final long MOST = (long) (3.01 * (1L << 51));
    private static final long[] EDGES = {-MOST, MOST, 0, 1, -1, (1L << 51) - 1, 1L << 51, -(1L << 51)};

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void productsMatch() {
        for (int i = 0; i < 20_000; i++) {
            long[] a = element();
            long[] b = element();
            long[] out = Field25519.zero();
            Field25519.multiply(a, b, out);
            assertMatches(value(a).multiply(value(b)), out);
            Field25519.square(a, out);
            assertMatches(value(a).pow(2), out);
            long factor = random.nextInt(1 << 17);
            Field25519.multiplySmall(a, factor, out);
            assertMatches(value(a).multiply(BigInteger.valueOf(factor)), out);
        }
    }

    @Test
    void resultsMayReplaceOperands() {
        long[] a = element();
        long[] b = element();
        BigInteger expected = value(a).multiply(value(b));
        long[] out = a.clone();
        Field25519.multiply(out, b, out);
        assertMatches(expected, out);
        out = b.clone();
        Field25519.multiply(a, out, out);
        assertMatches(expected, out);
        out = a.clone();
        Field25519.square(out, out);
        assertMatches(value(a).pow(2), out);
    }

    @Test
    void encodingsAreCanonical() {
        for (int i = 0; i < 20_000; i++) {
            long[] a = element();
            assertArrayEquals(littleEndian(value(a).mod(P)), encoded(a), () -> "seed " + seed);
        }
        for (int offset = -25; offset <= 25; offset++) {
            long[] nearP = {(1L << 51) - 19 + offset, (1L << 51) - 1, (1L << 51) - 1, (1L << 51) - 1, (1L << 51) - 1};
            assertArrayEquals(littleEndian(value(nearP).mod(P)), encoded(nearP), "p + " + offset);
            long[] nearZero = {offset, 0, 0, 0, 0};
            assertArrayEquals(littleEndian(value(nearZero).mod(P)), encoded(nearZero), "0 + " + offset);
        }
    }

    @Test
    void decodingIgnoresTheHighestBit() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        long[] a = Field25519.zero();
        Field25519.decode(bytes, 0, a);
        byte[] other = bytes.clone();
        other[31] ^= (byte) 0x80;
        long[] b = Field25519.zero();
        Field25519.decode(other, 0, b);
        assertArrayEquals(a, b);
        assertEquals(fromLittleEndian(bytes).clearBit(255), value(a), () -> "seed " + seed);
    }

    private void assertMatches(BigInteger expected, long[] actual) {
        for (long limb : actual) {
            assertTrue(limb >= -(1L << 17) && limb <= (1L << 51) + (1L << 17),
                    () -> limb + " is not reduced, seed " + seed);
        }
        assertEquals(expected.mod(P), value(actual).mod(P), () -> "seed " + seed);
    }

    private long[] element() {
        long[] limbs = new long[Field25519.LIMBS];
        boolean edges = random.nextBoolean();
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = edges ? EDGES[random.nextInt(EDGES.length)] : random.nextLong() % MOST;
        }
        return limbs;
    }

    private static byte[] encoded(long[] element) {
        byte[] out = new byte[32];
        Field25519.encode(element, out, 0);
        return out;
    }

    private static BigInteger value(long[] limbs) {
        BigInteger value = BigInteger.ZERO;
        for (int i = limbs.length - 1; i >= 0; i--) {
            value = value.shiftLeft(51).add(BigInteger.valueOf(limbs[i]));
        }
        return value;
    }

    private static byte[] littleEndian(BigInteger value) {
        byte[] out = new byte[32];
        BigInteger rest = value;
        for (int i = 0; i < out.length; i++) {
            out[i] = rest.byteValue();
            rest = rest.shiftRight(8);
        }
        return out;
    }

    private static BigInteger fromLittleEndian(byte[] bytes) {
        BigInteger value = BigInteger.ZERO;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value.shiftLeft(8).add(BigInteger.valueOf(bytes[i] & 0xff));
        }
        return value;
    }
}
