package dev.handfast.crypto.curve;

import dev.handfast.wire.ObjectPool;

import java.util.Arrays;

/** X25519 (RFC 7748 section 5) in constant time. */
public final class X25519 {

    /** Bytes of scalars and points. */
    public static final int LENGTH = 32;

    /** (486662 - 2) / 4. */
    private static final long A24 = 121665;

    /** As many as threads that agree on keys at the same time; each has some 800 bytes, all zero while it is idle. */
    private static final ObjectPool<X25519> IDLE = new ObjectPool<>(16) {
        @Override
        protected X25519 make() {
            return new X25519();
        }
    };

    private final byte[] k = new byte[LENGTH];
    private final long[] x1 = Field25519.zero();
    private final long[] x2 = Field25519.zero();
    private final long[] z2 = Field25519.zero();
    private final long[] x3 = Field25519.zero();
    private final long[] z3 = Field25519.zero();
    private final long[] a = Field25519.zero();
    private final long[] b = Field25519.zero();
    private final long[] c = Field25519.zero();
    private final long[] d = Field25519.zero();
    private final Inversion25519 inversion = new Inversion25519();

    /** Room for one multiplication at a time. */
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
        X25519 room = IDLE.take();
        byte[] out = room.product(scalar, point);
        room.wipe();
        IDLE.give(room);
        return out;
    }

    private byte[] product(byte[] scalar, byte[] point) {
        clamp(scalar, k);
        Field25519.decode(point, 0, x1);
        Field25519.decode(point, 0, x3);
        x2[0] = 1;
        z3[0] = 1;
        long swapped = 0;
        for (int t = 254; t >= 0; t--) {
            long bit = k[t >>> 3] >>> (t & 7) & 1;
            long mask = -(swapped ^ bit);
            Field25519.swap(mask, x2, x3);
            Field25519.swap(mask, z2, z3);
            swapped = bit;
            step();
        }
        Field25519.swap(-swapped, x2, x3);
        Field25519.swap(-swapped, z2, z3);
        inversion.invert(z2, a);
        Field25519.multiply(x2, a, x2);
        byte[] out = new byte[LENGTH];
        Field25519.encode(x2, out, 0);
        return out;
    }

    private void wipe() {
        Arrays.fill(k, (byte) 0);
        Field25519.wipe(x1);
        Field25519.wipe(x2);
        Field25519.wipe(z2);
        Field25519.wipe(x3);
        Field25519.wipe(z3);
        Field25519.wipe(a);
        Field25519.wipe(b);
        Field25519.wipe(c);
        Field25519.wipe(d);
    }

    /** The public key of a private key: the multiple of the base point, 9. */
    public static byte[] multiplyBase(byte[] scalar) {
        byte[] k = new byte[LENGTH];
        clamp(scalar, k);
        byte[] out = Edwards25519.multiplyBaseToMontgomery(k);
        Arrays.fill(k, (byte) 0);
        return out;
    }

    /** One rung of the ladder: (2) becomes twice (2), (3) becomes (2) + (3), whose difference is x1. */
    private void step() {
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

    private static void clamp(byte[] scalar, byte[] k) {
        if (scalar.length != LENGTH) {
            throw new IllegalArgumentException("scalars have " + LENGTH + " bytes, not " + scalar.length);
        }
        System.arraycopy(scalar, 0, k, 0, LENGTH);
        k[0] &= (byte) 248;
        k[31] &= 127;
        k[31] |= 64;
    }
}
