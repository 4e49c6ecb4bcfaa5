package dev.handfast.crypto.mlkem;

import static dev.handfast.crypto.mlkem.Modulus.Q;

/**
 * The number-theoretic transform of FIPS 203 section 4.3 and its inverse.
 *
 * <p>Its loops are flat and have 64 or 128 steps over neighbours, of which C2 makes vectors; shorter ones it leaves
 * alone, which made the transform six times slower. So only the first two layers, in which partners are 128 and 64
 * places apart, are worked in place. Then the places' numbers are rotated left by two bits, so that the next two
 * layers' partners are as far apart; thrice. Behind the last layer the coefficients with even places are in the first
 * half and those with odd places in the second, as {@link Product} wants them: the one of place c is at {@link
 * #place}. See the package for the bounds.
 */
final class Transform {

    /** Coefficients of a polynomial. */
    static final int N = 256;

    private static final int HALF = N / 2;
    private static final int LAYERS = 7;
    private static final int ROOT = 17;

    /** 1/128, by which the inverse ends. */
    private static final int SCALE = Modulus.power(3303, 1);
    private static final int SCALE_QUOTIENT = Modulus.quotient(SCALE);

    /** The factor of each pair of partners, in the order in which the loops come by, for each layer. */
    private static final int[][] ZETAS = new int[LAYERS][HALF];
    private static final int[][] QUOTIENTS = new int[LAYERS][HALF];
    private static final int[][] BACK_ZETAS = new int[LAYERS][HALF];
    private static final int[][] BACK_QUOTIENTS = new int[LAYERS][HALF];

    static {
        for (int layer = 0; layer < LAYERS; layer++) {
            int groups = 1 << layer;
            for (int pair = 0; pair < HALF; pair++) {
                int at = layer % 2 == 0 || pair < 64 ? pair : pair + 64;
                int rotation = layer & ~1;
                int coefficient = (at >> rotation | at << 8 - rotation) & N - 1;
                int group = coefficient >> 8 - layer;
                // FIPS 203 algorithm 9 counts k up through the groups of all layers, algorithm 10 down
                ZETAS[layer][pair] = zeta(groups + group);
                QUOTIENTS[layer][pair] = Modulus.quotient(ZETAS[layer][pair]);
                BACK_ZETAS[layer][pair] = zeta(2 * groups - 1 - group);
                BACK_QUOTIENTS[layer][pair] = Modulus.quotient(BACK_ZETAS[layer][pair]);
            }
        }
    }

    private Transform() {
    }

    /** 17 to the power BitRev7(k) (FIPS 203 appendix A). */
    private static int zeta(int k) {
        return Modulus.power(ROOT, reversed(k));
    }

    /** The seven bits of k in reverse. */
    static int reversed(int k) {
        return Integer.reverse(k) >>> Integer.SIZE - LAYERS;
    }

    /** Where a transformed polynomial has the coefficient that FIPS 203 has at place {@code c}. */
    static int place(int c) {
        return (c & 1) << 7 | (c & 2) << 5 | c >> 2;
    }

    /**
     * The transform.
     *
     * @param a 256 coefficients in the natural order, of absolute values up to Q; destroyed
     * @param out gets 256 coefficients from {@code to}, by {@link #place}, of absolute values up to Q / 2 + 1
     * @param work 256 numbers, destroyed
     */
    static void forward(int[] a, int[] out, int to, int[] work) {
        apart128(a, ZETAS[0], QUOTIENTS[0]);
        apart64(a, ZETAS[1], QUOTIENTS[1]);
        rotate(a, work);
        apart128(work, ZETAS[2], QUOTIENTS[2]);
        apart64(work, ZETAS[3], QUOTIENTS[3]);
        rotate(work, a);
        apart128(a, ZETAS[4], QUOTIENTS[4]);
        apart64(a, ZETAS[5], QUOTIENTS[5]);
        rotate(a, work);
        last(work, out, to, ZETAS[6], QUOTIENTS[6]);
        Modulus.reduce(out, to, N);
    }

    /**
     * The inverse.
     *
     * @param a 256 coefficients as {@link #forward} gives them; destroyed
     * @param out gets 256 coefficients in the natural order, of absolute values up to 3/4 Q
     * @param work 256 numbers, destroyed
     */
    static void inverse(int[] a, int[] out, int[] work) {
        first(a, work, BACK_ZETAS[6], BACK_QUOTIENTS[6]);
        rotateBack(work, a);
        together64(a, BACK_ZETAS[5], BACK_QUOTIENTS[5]);
        together128(a, BACK_ZETAS[4], BACK_QUOTIENTS[4]);
        Modulus.reduce(a, 0, N);
        rotateBack(a, work);
        together64(work, BACK_ZETAS[3], BACK_QUOTIENTS[3]);
        together128(work, BACK_ZETAS[2], BACK_QUOTIENTS[2]);
        rotateBack(work, out);
        together64(out, BACK_ZETAS[1], BACK_QUOTIENTS[1]);
        together128(out, BACK_ZETAS[0], BACK_QUOTIENTS[0]);
        for (int i = 0; i < N; i++) {
            int x = out[i];
            out[i] = x * SCALE - (x * SCALE_QUOTIENT + 0x8000 >> 16) * Q;
        }
    }

    private static void apart128(int[] a, int[] zetas, int[] quotients) {
        for (int i = 0; i < 128; i++) {
            int x = a[i + 128];
            int t = x * zetas[i] - (x * quotients[i] + 0x8000 >> 16) * Q;
            int y = a[i];
            a[i] = y + t;
            a[i + 128] = y - t;
        }
    }

    private static void apart64(int[] a, int[] zetas, int[] quotients) {
        for (int i = 0; i < 64; i++) {
            int x = a[i + 64];
            int t = x * zetas[i] - (x * quotients[i] + 0x8000 >> 16) * Q;
            int y = a[i];
            a[i] = y + t;
            a[i + 64] = y - t;
        }
        for (int i = 64; i < 128; i++) {
            int x = a[i + 128];
            int t = x * zetas[i] - (x * quotients[i] + 0x8000 >> 16) * Q;
            int y = a[i + 64];
            a[i + 64] = y + t;
            a[i + 128] = y - t;
        }
    }

    /** Moves what is at a place to the one whose number is rotated left by two bits. */
    private static void rotate(int[] a, int[] out) {
        for (int i = 0; i < 64; i++) {
            out[4 * i] = a[i];
            out[4 * i + 1] = a[i + 64];
            out[4 * i + 2] = a[i + 128];
            out[4 * i + 3] = a[i + 192];
        }
    }

    private static void rotateBack(int[] a, int[] out) {
        for (int i = 0; i < 64; i++) {
            out[i] = a[4 * i];
            out[i + 64] = a[4 * i + 1];
            out[i + 128] = a[4 * i + 2];
            out[i + 192] = a[4 * i + 3];
        }
    }

    /** Partners are 128 apart, and the first 64 of each half had even places. */
    private static void last(int[] a, int[] out, int to, int[] zetas, int[] quotients) {
        for (int i = 0; i < 64; i++) {
            int x = a[i + 128];
            int t = x * zetas[i] - (x * quotients[i] + 0x8000 >> 16) * Q;
            int y = a[i];
            out[to + i] = y + t;
            out[to + i + 64] = y - t;
        }
        for (int i = 64; i < 128; i++) {
            int x = a[i + 128];
            int t = x * zetas[i] - (x * quotients[i] + 0x8000 >> 16) * Q;
            int y = a[i];
            out[to + i + 64] = y + t;
            out[to + i + 128] = y - t;
        }
    }

    private static void first(int[] a, int[] out, int[] zetas, int[] quotients) {
        for (int i = 0; i < 64; i++) {
            int x = a[i + 64];
            int y = a[i];
            int d = x - y;
            out[i] = x + y;
            out[i + 128] = d * zetas[i] - (d * quotients[i] + 0x8000 >> 16) * Q;
        }
        for (int i = 64; i < 128; i++) {
            int x = a[i + 128];
            int y = a[i + 64];
            int d = x - y;
            out[i] = x + y;
            out[i + 128] = d * zetas[i] - (d * quotients[i] + 0x8000 >> 16) * Q;
        }
    }

    private static void together128(int[] a, int[] zetas, int[] quotients) {
        for (int i = 0; i < 128; i++) {
            int x = a[i + 128];
            int y = a[i];
            int d = x - y;
            a[i] = x + y;
            a[i + 128] = d * zetas[i] - (d * quotients[i] + 0x8000 >> 16) * Q;
        }
    }

    private static void together64(int[] a, int[] zetas, int[] quotients) {
        for (int i = 0; i < 64; i++) {
            int x = a[i + 64];
            int y = a[i];
            int d = x - y;
            a[i] = x + y;
            a[i + 64] = d * zetas[i] - (d * quotients[i] + 0x8000 >> 16) * Q;
        }
        for (int i = 64; i < 128; i++) {
            int x = a[i + 128];
            int y = a[i + 64];
            int d = x - y;
            a[i + 64] = x + y;
            a[i + 128] = d * zetas[i] - (d * quotients[i] + 0x8000 >> 16) * Q;
        }
    }
}
