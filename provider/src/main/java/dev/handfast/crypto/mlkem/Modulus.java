package dev.handfast.crypto.mlkem;

/** Arithmetic modulo q = 3329. Quotients are found by multiplication: a division's time depends on its operands. */
final class Modulus {

    /** The modulus. */
    static final int Q = 3329;

    /** 2^26 / Q, rounded. */
    private static final int RECIPROCAL = 20_159;
    private static final int RECIPROCAL_BITS = 26;

    private Modulus() {
    }

    /** Reduces numbers of absolute values below 2^15 to those of at most (Q + 1) / 2. */
    static void reduce(int[] a, int from, int count) {
        for (int i = from; i < from + count; i++) {
            int x = a[i];
            a[i] = x - (x * RECIPROCAL + (1 << RECIPROCAL_BITS - 1) >> RECIPROCAL_BITS) * Q;
        }
    }

    /** Reduces 256 sums of products, below 2^26 in absolute value, to at most (Q + 1) / 2. */
    static void reduceSums(int[] a) {
        for (int i = 0; i < Transform.N; i++) {
            int x = a[i];
            // The first quotient is less than 0.82 from the true one
            int y = x - ((x >> 10) * RECIPROCAL + 0x8000 >> 16) * Q;
            a[i] = y - (y * RECIPROCAL + (1 << RECIPROCAL_BITS - 1) >> RECIPROCAL_BITS) * Q;
        }
    }

    /** Makes 256 numbers below 2^15 in absolute value canonical: 0 to Q - 1. */
    static void canonicalise(int[] a) {
        for (int i = 0; i < Transform.N; i++) {
            int x = a[i];
            int y = x - (x * RECIPROCAL + (1 << RECIPROCAL_BITS - 1) >> RECIPROCAL_BITS) * Q;
            a[i] = y + (y >> 31 & Q);
        }
    }

    /** A power of a public number, -Q/2 to Q/2. */
    static int power(int base, int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power = power * base % Q;
        }
        return power > Q / 2 ? power - Q : power;
    }

    /**
     * What a public factor of -Q/2 to Q/2 is of Q, in 2^16th: {@code x * factor - (x * quotient + 0x8000 >> 16) * Q} is
     * x times the factor, of an absolute value of at most 3/4 Q, for x below 2^15.
     */
    static int quotient(int factor) {
        return Math.round(factor * 65_536f / Q);
    }
}
