package dev.handfast.crypto.mlkem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** The parts of ML-KEM against their definitions, at the bounds that the package claims. */
@Tag("unit")
class ArithmeticTest {

    private static final int Q = 3329;
    private static final int N = 256;

    /** Products by transforms are products modulo X^256 + 1, also of the largest numbers that may come. */
    @Test
    void multipliesPolynomials() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            int[] a = polynomial(random, i);
            int[] b = polynomial(random, i / 3);
            assertArrayEquals(schoolbook(a, b), product(a, b), "case " + i + " of the seed " + seed);
        }
    }

    private static int[] polynomial(Random random, int kind) {
        IntUnaryOperator some = switch (kind % 3) {
            case 0 -> i -> Q;
            case 1 -> i -> random.nextBoolean() ? Q : -Q;
            default -> i -> random.nextInt(2 * Q + 1) - Q;
        };
        int[] polynomial = new int[N];
        Arrays.setAll(polynomial, some);
        return polynomial;
    }

    private static int[] product(int[] a, int[] b) {
        int[] work = new int[N];
        int[] first = new int[N];
        int[] second = new int[Product.PREPARED];
        Transform.forward(a.clone(), first, 0, work);
        Transform.forward(b.clone(), second, 0, work);
        for (int i = 0; i < N; i++) {
            assertTrue(Math.abs(first[i]) <= Q / 2 + 1 && Math.abs(second[i]) <= Q / 2 + 1, "transform reduces");
        }
        Product.prepare(second, 0);
        Modulus.canonicalise(first);
        int[] sum = new int[N];
        Product.add(sum, first, second, 0);
        Modulus.reduceSums(sum);
        int[] out = new int[N];
        Transform.inverse(sum, out, work);
        for (int each : out) {
            assertTrue(Math.abs(each) <= 3 * Q / 4 + 1, () -> "the inverse reduces: " + each);
        }
        Modulus.canonicalise(out);
        return out;
    }

    private static int[] schoolbook(int[] a, int[] b) {
        long[] sums = new long[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                long term = (long) a[i] * b[j];
                sums[(i + j) % N] += i + j < N ? term : -term;
            }
        }
        return Arrays.stream(sums).mapToInt(sum -> (int) Math.floorMod(sum, (long) Q)).toArray();
    }

    /** Every number in the domain. */
    @Test
    void reduces() {
        for (int from = -32_767; from <= 32_767; from += N) {
            int first = from;
            int[] a = new int[N];
            Arrays.setAll(a, i -> Math.min(first + i, 32_767));
            int[] canonical = a.clone();
            int[] reduced = a.clone();
            Modulus.canonicalise(canonical);
            Modulus.reduce(reduced, 0, N);
            for (int i = 0; i < N; i++) {
                assertEquals(Math.floorMod(a[i], Q), canonical[i]);
                assertEquals(canonical[i], Math.floorMod(reduced[i], Q));
                assertTrue(Math.abs(reduced[i]) <= Q / 2 + 1, "too far: " + reduced[i]);
            }
        }
    }

    @Test
    void reducesSums() {
        int bound = 1 << 26;
        int[] a = new int[N];
        for (int from = -bound; from <= bound; from += 511 * N) {
            int first = from;
            Arrays.setAll(a, i -> Math.min(first + 511 * i, bound));
            int[] reduced = a.clone();
            Modulus.reduceSums(reduced);
            for (int i = 0; i < N; i++) {
                assertEquals(Math.floorMod(a[i], Q), Math.floorMod(reduced[i], Q));
                assertTrue(Math.abs(reduced[i]) <= Q / 2 + 1, "too far: " + reduced[i]);
            }
        }
    }

    /** FIPS 203 section 4.2.1, for every coefficient and every width in use. */
    @Test
    void compresses() {
        for (int bits : new int[] {1, 4, 5, 10, 11}) {
            for (int from = 0; from < Q; from += N) {
                int first = from;
                int[] a = new int[N];
                Arrays.setAll(a, i -> Math.min(first + i, Q - 1));
                byte[] packed = new byte[N / 8 * bits];
                Packing.compress(a, bits, packed, 0);
                int[] back = new int[N];
                Packing.decompress(packed, 0, bits, back);
                for (int i = 0; i < N; i++) {
                    int compressed = (int) Math.floor((double) (a[i] << bits) / Q + 0.5) % (1 << bits);
                    assertEquals(compressed, bitsAt(packed, i * bits, bits), "of " + a[i]);
                    assertEquals((int) Math.floor((double) compressed * Q / (1 << bits) + 0.5), back[i]);
                }
            }
        }
    }

    private static int bitsAt(byte[] bytes, int from, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[(from + i) / 8] >> (from + i) % 8 & 1) << i;
        }
        return value;
    }
}
