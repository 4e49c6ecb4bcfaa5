package dev.handfast.crypto.curve;

import java.util.Arrays;

/** X25519 (RFC 7748 section 5) in constant time. */
public final class X25519 {

    /** Bytes of scalars and points. */
    public static final int LENGTH = 32;

    /** (486662 - 2) / 4. */
    private static final long A24 = 121665;

    private X25519() {
    }

    /**
     * Multiplies a point by a scalar. The result is all zeros for points of small order, which the caller must refuse
     * (RFC 7748 section 6.1).
     *
     * @param scalar 32 bytes, any; they are clamped here
     * @param point 32 bytes, any
     * @return 32 bytes
     */
    public static byte[] multiply(byte[] scalar, byte[] point) {
        byte[] k = clamped(scalar);
        long[] x1 = new long[Field25519.LIMBS];
        Field25519.decode(point, 0, x1);
        long[] x2 = Field25519.one();
        long[] z2 = Field25519.zero();
        long[] x3 = x1.clone();
        long[] z3 = Field25519.one();
        long[] a = new long[Field25519.LIMBS];
        long[] b = new long[Field25519.LIMBS];
        long[] c = new long[Field25519.LIMBS];
        long[] d = new long[Field25519.LIMBS];
        long swapped = 0;
        for (int t = 254; t >= 0; t--) {
            long bit = k[t >>> 3] >>> (t & 7) & 1;
            long mask = -(swapped ^ bit);
            Field25519.swap(mask, x2, x3);
            Field25519.swap(mask, z2, z3);
            swapped = bit;
            step(x1, x2, z2, x3, z3, a, b, c, d);
        }
        Field25519.swap(-swapped, x2, x3);
        Field25519.swap(-swapped, z2, z3);
        Inversion25519.invert(z2, a);
        Field25519.multiply(x2, a, x2);
        byte[] out = new byte[LENGTH];
        Field25519.encode(x2, out, 0);
        Field25519.wipe(x2, z2, x3, z3, a, b, c, d);
        Arrays.fill(k, (byte) 0);
        return out;
    }

    /** The public key of a private key: the multiple of the base point, 9. */
    public static byte[] multiplyBase(byte[] scalar) {
        byte[] k = clamped(scalar);
        byte[] out = Edwards25519.multiplyBaseToMontgomery(k);
        Arrays.fill(k, (byte) 0);
        return out;
    }

    /** One rung of the ladder: (2) becomes twice (2), (3) becomes (2) + (3), whose difference is x1. */
    private static void step(long[] x1, long[] x2, long[] z2, long[] x3, long[] z3, long[] a, long[] b, long[] c,
            long[] d) {
        Field25519.add(x2, z2, a);
        Field25519.subtract(x2, z2, b);
        Field25519.add(x3, z3, c);
        Field25519.subtract(x3, z3, d);
        Field25519.multiply(d, a, d);
        Field25519.multiply(c, b, c);
        Field25519.square(a, a);
        Field25519.square(b, b);
        Field25519.add(d, c, x3);
        Field25519.subtract(d, c, z3);
        Field25519.square(x3, x3);
        Field25519.square(z3, z3);
        Field25519.multiply(z3, x1, z3);
        Field25519.multiply(a, b, x2);
        Field25519.subtract(a, b, b);
        Field25519.multiplySmall(b, A24, c);
        Field25519.add(a, c, a);
        Field25519.multiply(a, b, z2);
    }

    private static byte[] clamped(byte[] scalar) {
        if (scalar.length != LENGTH) {
            throw new IllegalArgumentException("scalars have " + LENGTH + " bytes, not " + scalar.length);
        }
        byte[] k = scalar.clone();
        k[0] &= (byte) 248;
        k[31] &= 127;
        k[31] |= 64;
        return k;
    }
}
