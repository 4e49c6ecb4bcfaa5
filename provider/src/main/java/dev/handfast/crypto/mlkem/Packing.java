package dev.handfast.crypto.mlkem;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Polynomials as bytes (FIPS 203 section 4.2.1). All runs in constant time. */
final class Packing {

    /** Bytes of a polynomial with 12 bits a coefficient. */
    static final int TWELVE = 384;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HALF = Transform.N / 2;

    /** 2^40 / Q, rounded up: the product's high bits are the exact quotient of numbers below 2^23. */
    private static final long RECIPROCAL = ((1L << 40) + Modulus.Q - 1) / Modulus.Q;

    private Packing() {
    }

    /** ByteEncode_12 of canonical transformed coefficients. */
    static void encode12(int[] a, byte[] out, int offset) {
        for (int i = 0; i < HALF; i++) {
            int place = Transform.place(2 * i);
            int pair = a[place] | a[place + HALF] << 12;
            out[offset + 3 * i] = (byte) pair;
            out[offset + 3 * i + 1] = (byte) (pair >>> 8);
            out[offset + 3 * i + 2] = (byte) (pair >>> 16);
        }
    }

    /** ByteDecode_12 of transformed coefficients, without reduction. */
    static void decode12(byte[] in, int offset, int[] out) {
        for (int i = 0; i < HALF; i++) {
            int low = in[offset + 3 * i] & 0xff;
            int middle = in[offset + 3 * i + 1] & 0xff;
            int high = in[offset + 3 * i + 2] & 0xff;
            int place = Transform.place(2 * i);
            out[place] = low | (middle & 0xf) << 8;
            out[place + HALF] = middle >> 4 | high << 4;
        }
    }

    /** Whether all coefficients are below Q, in time that tells nothing of them. */
    static boolean isReduced(int[] a) {
        int below = -1;
        for (int i = 0; i < Transform.N; i++) {
            below &= a[i] - Modulus.Q;
        }
        return below < 0;
    }

    /** ByteEncode_d(Compress_d) of 256 canonical coefficients in the natural order. */
    static void compress(int[] a, int bits, byte[] out, int offset) {
        int mask = (1 << bits) - 1;
        long word = 0;
        int used = 0;
        int to = offset;
        for (int i = 0; i < Transform.N; i++) {
            word |= (compressed(a[i], bits) & mask) << used;
            used += bits;
            if (used >= Integer.SIZE) {
                WORD.set(out, to, (int) word);
                to += Integer.BYTES;
                word >>>= Integer.SIZE;
                used -= Integer.SIZE;
            }
        }
    }

    /** 2^bits / Q times a number of 0 to Q - 1, rounded half up; may be 2^bits. */
    private static long compressed(int value, int bits) {
        return ((value << bits) + Modulus.Q / 2) * RECIPROCAL >>> 40;
    }

    /** Decompress_d(ByteDecode_d), in the natural order. */
    static void decompress(byte[] in, int offset, int bits, int[] out) {
        int mask = (1 << bits) - 1;
        int half = 1 << bits - 1;
        long word = 0;
        int left = 0;
        int from = offset;
        for (int i = 0; i < Transform.N; i++) {
            if (left < bits) {
                word |= ((int) WORD.get(in, from) & 0xffff_ffffL) << left;
                from += Integer.BYTES;
                left += Integer.SIZE;
            }
            out[i] = ((int) word & mask) * Modulus.Q + half >> bits;
            word >>>= bits;
            left -= bits;
        }
    }
}
