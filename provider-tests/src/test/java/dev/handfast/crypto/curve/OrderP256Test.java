package dev.handfast.crypto.curve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Arithmetic modulo P-256's order, and inverses modulo it and its prime, against BigInteger. */
@Tag("unit")
class OrderP256Test {

    private static final int COMPARISONS = Integer.getInteger("handfast.comparisons", 2000);
    private static final BigInteger N = P256.ORDER;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void signs() {
        for (int i = 0; i < COMPARISONS; i++) {
            BigInteger k = number(N, 1);
            BigInteger e = number(N, 0);
            BigInteger r = number(N, 0);
            BigInteger d = number(N, 1);
            BigInteger expected = r.multiply(d).add(e).multiply(k.modInverse(N)).mod(N);
            assertEquals(expected, new BigInteger(1, OrderP256.signature(bytes(k), bytes(e), bytes(r), bytes(d))),
                    "k " + k + ", e " + e + ", r " + r + ", d " + d + ", seed " + seed);
        }
    }

    @Test
    void inverts() {
        for (int i = 0; i < COMPARISONS; i++) {
            BigInteger a = number(N, 1);
            byte[] inverse = OrderP256.quotients(bytes(BigInteger.ONE), bytes(BigInteger.ONE), bytes(a))[0];
            assertEquals(a.modInverse(N), new BigInteger(1, inverse), a + ", seed " + seed);
        }
    }

    @Test
    void divides() {
        for (int i = 0; i < COMPARISONS; i++) {
            BigInteger e = number(N, 0);
            BigInteger r = number(N, 1);
            BigInteger s = number(N, 1);
            byte[][] quotients = OrderP256.quotients(bytes(e), bytes(r), bytes(s));
            String what = "e " + e + ", r " + r + ", s " + s + ", seed " + seed;
            assertEquals(e.multiply(s.modInverse(N)).mod(N), new BigInteger(1, quotients[0]), what);
            assertEquals(r.multiply(s.modInverse(N)).mod(N), new BigInteger(1, quotients[1]), what);
        }
    }

    @Test
    void reducesNumbersOf256Bits() {
        BigInteger bound = BigInteger.ONE.shiftLeft(256);
        List<BigInteger> numbers = new ArrayList<>(List.of(BigInteger.ZERO, N.subtract(BigInteger.ONE), N,
                N.add(BigInteger.ONE), bound.subtract(BigInteger.ONE)));
        for (int i = 0; i < COMPARISONS; i++) {
            numbers.add(number(bound, 0));
        }
        for (BigInteger number : numbers) {
            assertEquals(number.mod(N), new BigInteger(1, OrderP256.reduce(bytes(number))), number + ", seed " + seed);
        }
    }

    /** Also moduli that nobody uses, small ones among them, and the edges of each. */
    @Test
    void invertsModuloOddNumbers() {
        for (int i = 0; i < COMPARISONS / 10; i++) {
            BigInteger modulus = i == 0 ? FieldP256.P : i == 1 ? BigInteger.valueOf(3)
                    : new BigInteger(2 + random.nextInt(255), random).setBit(0).max(BigInteger.valueOf(3));
            OddInverse inverse = new OddInverse(modulus);
            for (BigInteger a : edges(modulus)) {
                if (a.signum() == 0 || !a.gcd(modulus).equals(BigInteger.ONE)) {
                    continue;
                }
                int[] out = words(a);
                inverse.invert(out, out);
                assertArrayEquals(words(a.modInverse(modulus)), out, a + " modulo " + modulus + ", seed " + seed);
            }
            int[] zero = new int[8];
            inverse.invert(zero, zero);
            assertArrayEquals(new int[8], zero, "of zero modulo " + modulus);
        }
    }

    private List<BigInteger> edges(BigInteger modulus) {
        List<BigInteger> edges = new ArrayList<>(List.of(BigInteger.ONE, modulus.subtract(BigInteger.ONE),
                modulus.shiftRight(1), modulus.shiftRight(1).add(BigInteger.ONE).mod(modulus)));
        for (int i = 0; i < 10; i++) {
            edges.add(new BigInteger(256, random).mod(modulus));
        }
        return edges;
    }

    /** Below a bound; one of four near an end, or with long runs of equal bits. */
    private BigInteger number(BigInteger bound, int least) {
        BigInteger number = switch (random.nextInt(4)) {
            case 0 -> BigInteger.valueOf(random.nextInt(5) + least);
            case 1 -> bound.subtract(BigInteger.valueOf(random.nextInt(5) + 1L));
            case 2 -> BigInteger.ONE.shiftLeft(random.nextInt(256)).subtract(BigInteger.valueOf(random.nextInt(2)));
            default -> new BigInteger(256, random);
        };
        return number.mod(bound).max(BigInteger.valueOf(least));
    }

    private static int[] words(BigInteger value) {
        int[] words = new int[8];
        for (int i = 0; i < words.length; i++) {
            words[i] = value.shiftRight(32 * i).intValue();
        }
        return words;
    }

    private static byte[] bytes(BigInteger value) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[31 - i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }
}
