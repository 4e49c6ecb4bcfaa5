package dev.handfast.crypto.mlkem;

import static dev.handfast.crypto.mlkem.Modulus.Q;

/**
 * Products of transformed polynomials (FIPS 203 section 4.3.1): of 128 pairs, each modulo X^2 - gamma. The even places
 * are in the first half and the odd ones in the second, in the order of {@link Transform#place}. The second factor has
 * a third part, its odd places times their gammas, which is made once for all of its products.
 */
final class Product {

    /** Numbers of a polynomial with its third part. */
    static final int PREPARED = 384;

    private static final int HALF = Transform.N / 2;
    private static final int[] GAMMAS = new int[HALF];
    private static final int[] QUOTIENTS = new int[HALF];

    static {
        for (int i = 0; i < HALF; i++) {
            int at = Transform.place(2 * i);
            GAMMAS[at] = Modulus.power(17, 2 * Transform.reversed(i) + 1);
            QUOTIENTS[at] = Modulus.quotient(GAMMAS[at]);
        }
    }

    private Product() {
    }

    /** Fills in the third part of a polynomial that begins at {@code at}. */
    static void prepare(int[] b, int at) {
        for (int i = 0; i < HALF; i++) {
            int x = b[at + HALF + i];
            b[at + 2 * HALF + i] = x * GAMMAS[i] - (x * QUOTIENTS[i] + 0x8000 >> 16) * Q;
        }
    }

    /**
     * Adds a product to {@code sum}.
     *
     * @param a the first factor; 0 to Q - 1
     * @param b has the second, prepared, from {@code at}
     */
    static void add(int[] sum, int[] a, int[] b, int at) {
        for (int i = 0; i < HALF; i++) {
            sum[i] += a[i] * b[at + i] + a[i + 128] * b[at + i + 256];
        }
        for (int i = 0; i < HALF; i++) {
            sum[i + 128] += a[i] * b[at + i + 128] + a[i + 128] * b[at + i];
        }
    }
}
