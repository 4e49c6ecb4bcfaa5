package dev.handfast.crypto.curve;

import java.math.BigInteger;
import java.util.Arrays;

/** Arithmetic modulo n, the order of P-256, for ECDSA. Numbers are 32 bytes in big endian. */
public final class OrderP256 {

    private static final int WORDS = 8;
    private static final long WORD = 0xffff_ffffL;

    private static final int[] N = words(P256.ORDER);
    /** -1/n modulo 2^32. */
    private static final int NEGATIVE_INVERSE = P256.ORDER.negate().modInverse(BigInteger.ONE.shiftLeft(32))
            .intValue();
    /** 2^512 modulo n: multiplying with it leads into Montgomery's form. */
    private static final int[] R_SQUARED = words(BigInteger.ONE.shiftLeft(512).mod(P256.ORDER));

    private static final OddInverse INVERSE = new OddInverse(P256.ORDER);

    private OrderP256() {
    }

    /**
     * (e + r d) / k modulo n, the second half of a signature (FIPS 186-5 section 6.4.1 step 11), in constant time.
     *
     * @param k 1 to n-1
     * @param e 0 to n-1
     * @param r 0 to n-1
     * @param d 1 to n-1
     */
    public static byte[] signature(byte[] k, byte[] e, byte[] r, byte[] d) {
        int[] nonce = words(k);
        int[] key = words(d);
        int[] sum = words(r);
        multiply(sum, key, sum);
        add(sum, words(e));
        INVERSE.invert(nonce, nonce);
        multiply(sum, nonce, sum);
        byte[] out = bytes(sum);
        Arrays.fill(nonce, 0);
        Arrays.fill(key, 0);
        Arrays.fill(sum, 0);
        return out;
    }

    /**
     * e / s and r / s modulo n, by which a signature is verified (FIPS 186-5 section 6.4.2).
     *
     * @param e 0 to n-1
     * @param r 1 to n-1
     * @param s 1 to n-1
     */
    public static byte[][] quotients(byte[] e, byte[] r, byte[] s) {
        int[] inverse = words(s);
        INVERSE.invert(inverse, inverse);
        montgomery(inverse, R_SQUARED, inverse);
        return new byte[][] {timesInForm(e, inverse), timesInForm(r, inverse)};
    }

    private static byte[] timesInForm(byte[] a, int[] inForm) {
        int[] product = words(a);
        montgomery(product, inForm, product);
        return bytes(product);
    }

    /** Any number of 32 bytes modulo n, in constant time: it is below 2n. */
    public static byte[] reduce(byte[] number) {
        int[] words = words(number);
        long[] sum = new long[WORDS + 2];
        for (int i = 0; i < WORDS; i++) {
            sum[i] = words[i] & WORD;
        }
        reduce(sum, words);
        byte[] reduced = bytes(words);
        Arrays.fill(sum, 0);
        Arrays.fill(words, 0);
        return reduced;
    }

    /** a b modulo n; {@code out} may be a factor. */
    private static void multiply(int[] a, int[] b, int[] out) {
        int[] inForm = new int[WORDS];
        montgomery(a, R_SQUARED, inForm);
        montgomery(inForm, b, out);
        Arrays.fill(inForm, 0);
    }

    /** a b / 2^256 modulo n, of numbers below n. */
    private static void montgomery(int[] a, int[] b, int[] out) {
        long[] sum = new long[WORDS + 2];
        for (int i = 0; i < WORDS; i++) {
            long carry = 0;
            for (int j = 0; j < WORDS; j++) {
                carry += (a[i] & WORD) * (b[j] & WORD) + sum[j];
                sum[j] = carry & WORD;
                carry >>>= 32;
            }
            carry += sum[WORDS];
            sum[WORDS] = carry & WORD;
            sum[WORDS + 1] = carry >>> 32;
            long multiple = sum[0] * NEGATIVE_INVERSE & WORD;
            carry = multiple * (N[0] & WORD) + sum[0] >>> 32;
            for (int j = 1; j < WORDS; j++) {
                carry += multiple * (N[j] & WORD) + sum[j];
                sum[j - 1] = carry & WORD;
                carry >>>= 32;
            }
            carry += sum[WORDS];
            sum[WORDS - 1] = carry & WORD;
            sum[WORDS] = sum[WORDS + 1] + (carry >>> 32);
        }
        reduce(sum, out);
        Arrays.fill(sum, 0);
    }

    /** a becomes a + b modulo n. */
    private static void add(int[] a, int[] b) {
        long[] sum = new long[WORDS + 2];
        long carry = 0;
        for (int i = 0; i < WORDS; i++) {
            carry += (a[i] & WORD) + (b[i] & WORD);
            sum[i] = carry & WORD;
            carry >>>= 32;
        }
        sum[WORDS] = carry;
        reduce(sum, a);
        Arrays.fill(sum, 0);
    }

    /** A number below 2n, of nine words, less n unless that is negative. */
    private static void reduce(long[] sum, int[] out) {
        long borrow = 0;
        for (int i = 0; i < WORDS; i++) {
            borrow = sum[i] - (N[i] & WORD) + borrow >> 32;
        }
        // All ones if the number is below n, else none
        long keep = sum[WORDS] + borrow >> 63;
        borrow = 0;
        for (int i = 0; i < WORDS; i++) {
            borrow += sum[i] - (N[i] & WORD & ~keep);
            out[i] = (int) borrow;
            borrow >>= 32;
        }
    }

    private static int[] words(BigInteger value) {
        int[] words = new int[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = value.shiftRight(32 * i).intValue();
        }
        return words;
    }

    private static int[] words(byte[] bytes) {
        int[] words = new int[WORDS];
        for (int i = 0; i < 4 * WORDS; i++) {
            words[i / 4] |= (bytes[bytes.length - 1 - i] & 0xff) << 8 * (i % 4);
        }
        return words;
    }

    private static byte[] bytes(int[] words) {
        byte[] bytes = new byte[4 * WORDS];
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = (byte) (words[i / 4] >>> 8 * (i % 4));
        }
        return bytes;
    }
}
