package dev.handfast.crypto.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.SplittableRandom;

/** Inverses against {@code BigInteger}'s. */
@Tag("unit")
class Inversion25519Test {

    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final int BITS = 51;

    /** Limbs that may go into any multiplication (see the package). */
    private static final long MAX_FACTOR = (long) (3.01 * (1L << BITS));

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    private static BigInteger value(long[] element) {
        BigInteger value = BigInteger.ZERO;
        for (int i = element.length - 1; i >= 0; i--) {
            value = value.shiftLeft(BITS).add(BigInteger.valueOf(element[i]));
        }
        return value;
    }

    private static long[] element(BigInteger value) {
        long[] element = Field25519.zero();
        for (int i = 0; i < element.length; i++) {
            element[i] = value.shiftRight(BITS * i).longValue() & (1L << BITS) - 1;
        }
        return element;
    }

    private void assertInverted(long[] a) {
        BigInteger expected = value(a).mod(P).signum() == 0 ? BigInteger.ZERO : value(a).modInverse(P);
        long[] before = a.clone();
        long[] out = {-1, -1, -1, -1, -1};
        new Inversion25519().invert(a, out);
        String what = value(before) + ", seed " + seed;
        assertEquals(value(before), value(a), () -> "changed: " + what);
        assertEquals(expected, value(out).mod(P), what);
        for (long limb : out) {
            assertTrue(Math.abs(limb) <= MAX_FACTOR, what);
        }
        new Inversion25519().invert(a, a);
        assertEquals(value(out), value(a), () -> "in place: " + what);
    }

    @Test
    void numbersAtTheEdgesAreInverted() {
        for (int k = 0; k <= 255; k++) {
            for (int offset = -20; offset <= 20; offset++) {
                assertInverted(element(BigInteger.ONE.shiftLeft(k).add(BigInteger.valueOf(offset)).mod(P)));
            }
        }
        for (int offset = -40; offset <= 18; offset++) {
            assertInverted(element(P.add(BigInteger.valueOf(offset))));
        }
    }

    @Test
    void looseLimbsAreInverted() {
        for (int i = 0; i < 20_000; i++) {
            long[] a = Field25519.zero();
            for (int limb = 0; limb < a.length; limb++) {
                // Up to 2^53 either way, and often nothing at all
                a[limb] = random.nextInt(4) == 0 ? 0 : random.nextLong() >> random.nextInt(10, 60);
            }
            assertInverted(a);
        }
    }

    @Test
    void smallDifferencesAreInverted() {
        for (long first = -50; first <= 50; first++) {
            for (long last = -3; last <= 3; last++) {
                assertInverted(new long[] {first, 0, 0, 0, last});
                assertInverted(new long[] {first, -1, -1, -1, last});
            }
        }
    }
}
