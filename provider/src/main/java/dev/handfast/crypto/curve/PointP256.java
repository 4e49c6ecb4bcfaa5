package dev.handfast.crypto.curve;

import dev.handfast.wire.ObjectPool;

import java.util.Arrays;

/**
 * A point of P-256 in Jacobian coordinates, x = X/Z^2 and y = Y/Z^3, that changes in place. Z is zero for the point at
 * infinity.
 *
 * <p>After every operation X and Y are sums of at most nine reduced elements, Z of three. Doubling is right for all
 * points. The additions are not right for infinity nor for a point and itself or its opposite; callers see to it, as
 * the package explains.
 */
final class PointP256 {

    final long[] x = FieldP256.zero();
    final long[] y = FieldP256.zero();
    final long[] z = FieldP256.zero();

    private final long[] a = FieldP256.zero();
    private final long[] b = FieldP256.zero();
    private final long[] c = FieldP256.zero();
    private final long[] d = FieldP256.zero();
    private final long[] h = FieldP256.zero();
    private final long[] r = FieldP256.zero();
    private final long[][] all = {x, y, z, a, b, c, d, h, r};

    /** Three for each thread that multiplies; one has some 700 bytes, all zero while it is idle. */
    private static final ObjectPool<PointP256> IDLE = new ObjectPool<>(48) {
        @Override
        protected PointP256 make() {
            return new PointP256();
        }
    };

    /** The point at infinity, to be given back by {@link #giveBack}. */
    static PointP256 take() {
        return IDLE.take();
    }

    /** Wipes the point, for others to use. */
    void giveBack() {
        wipe();
        IDLE.give(this);
    }

    void copyFrom(PointP256 other) {
        System.arraycopy(other.x, 0, x, 0, FieldP256.LIMBS);
        System.arraycopy(other.y, 0, y, 0, FieldP256.LIMBS);
        System.arraycopy(other.z, 0, z, 0, FieldP256.LIMBS);
    }

    void setAffine(long[] newX, long[] newY) {
        System.arraycopy(newX, 0, x, 0, FieldP256.LIMBS);
        System.arraycopy(newY, 0, y, 0, FieldP256.LIMBS);
        makeAffine();
    }

    /** Becomes the affine point (X, Y). */
    void makeAffine() {
        FieldP256.setOne(z);
    }

    /** Becomes {@code other} if {@code mask} is -1, and stays if it is 0. */
    void replace(long mask, PointP256 other) {
        FieldP256.replace(mask, other.x, x);
        FieldP256.replace(mask, other.y, y);
        FieldP256.replace(mask, other.z, z);
    }

    /** Becomes twice {@code p}, which may be this ("dbl-2001-b": 3 multiplications, 5 squarings). */
    void twice(PointP256 p) {
        FieldP256.square(p.z, a);
        FieldP256.square(p.y, b);
        FieldP256.multiply(p.x, b, c);
        // 3 (X - Z^2) (X + Z^2)
        FieldP256.subtract(p.x, a, d);
        FieldP256.add(p.x, a, h);
        FieldP256.multiply(d, h, d);
        FieldP256.addTimes(d, d, 2, d);
        // (Y + Z)^2 - Y^2 - Z^2
        FieldP256.add(p.y, p.z, h);
        FieldP256.square(h, h);
        FieldP256.subtract(h, b, h);
        FieldP256.subtract(h, a, z);
        FieldP256.square(d, a);
        FieldP256.addTimes(a, c, -8, x);
        FieldP256.addTimes(x, c, -4, h);
        FieldP256.multiply(d, h, h);
        FieldP256.square(b, b);
        FieldP256.addTimes(h, b, 8, y);
        negate(y);
    }

    /** Becomes {@code p}, which may be this, plus an affine point ("madd": 8 multiplications, 3 squarings). */
    void addAffine(PointP256 p, long[] x2, long[] y2) {
        prepareAffine(p, x2, y2);
        finish(p.x, p.y, p.z);
    }

    /** Leaves the differences of x and y, times powers of Z, for {@link #finish}. */
    private void prepareAffine(PointP256 p, long[] x2, long[] y2) {
        FieldP256.square(p.z, a);
        FieldP256.multiply(x2, a, h);
        FieldP256.subtract(h, p.x, h);
        FieldP256.multiply(a, p.z, a);
        FieldP256.multiply(y2, a, r);
        FieldP256.subtract(r, p.y, r);
    }

    /** Becomes {@code p}, which may be this, plus {@code q}, which may not (12 multiplications, 4 squarings). */
    void add(PointP256 p, PointP256 q) {
        prepare(p, q);
        finish(c, d, b);
    }

    private void prepare(PointP256 p, PointP256 q) {
        FieldP256.square(q.z, b);
        FieldP256.multiply(p.x, b, c);
        FieldP256.multiply(b, q.z, b);
        FieldP256.multiply(p.y, b, d);
        FieldP256.square(p.z, a);
        FieldP256.multiply(q.x, a, h);
        FieldP256.subtract(h, c, h);
        FieldP256.multiply(a, p.z, a);
        FieldP256.multiply(q.y, a, r);
        FieldP256.subtract(r, d, r);
        FieldP256.multiply(p.z, q.z, b);
    }

    /** From X and Y of one point on the common denominator, that, and the differences. */
    private void finish(long[] x1, long[] y1, long[] z1) {
        FieldP256.multiply(z1, h, z);
        FieldP256.square(h, a);
        FieldP256.multiply(h, a, h);
        FieldP256.multiply(x1, a, a);
        FieldP256.multiply(y1, h, b);
        FieldP256.square(r, x);
        FieldP256.subtract(x, h, x);
        FieldP256.addTimes(x, a, -2, x);
        FieldP256.subtract(a, x, a);
        FieldP256.multiply(r, a, y);
        FieldP256.subtract(y, b, y);
    }

    /** As {@link #addAffine}, right for all points; takes time that depends on them, so they must be public. */
    void addPublicAffine(long[] x2, long[] y2) {
        if (isInfinity()) {
            setAffine(x2, y2);
            return;
        }
        prepareAffine(this, x2, y2);
        if (!settlePublic()) {
            finish(x, y, z);
        }
    }

    /** As {@link #add}, right for all points but an infinite {@code q}; the points must be public. */
    void addPublic(PointP256 q) {
        if (isInfinity()) {
            copyFrom(q);
            return;
        }
        prepare(this, q);
        if (!settlePublic()) {
            finish(c, d, b);
        }
    }

    /** Whether the points to add were equal or opposite, in which case the sum is settled. */
    private boolean settlePublic() {
        if (!FieldP256.isPublicZero(h)) {
            return false;
        }
        if (FieldP256.isPublicZero(r)) {
            twice(this);
        } else {
            Arrays.fill(z, 0);
        }
        return true;
    }

    /**
     * Whether the public methods led to infinity. Its Z is zero in every limb: it starts so or is set so, doubling
     * keeps it, and no other Z is a multiple of p, since the additions settle equal x and no point has order two.
     */
    boolean isInfinity() {
        return (z[0] | z[1] | z[2] | z[3] | z[4]) == 0;
    }

    /** Leaves the point at infinity, and no trace of another. */
    private void wipe() {
        for (long[] element : all) {
            Arrays.fill(element, 0);
        }
    }

    /** Writes x and y as 64 bytes in big endian. */
    void encode(byte[] out) {
        FieldP256.invert(z, a);
        FieldP256.square(a, b);
        FieldP256.multiply(x, b, c);
        FieldP256.encode(c, out, 0);
        FieldP256.multiply(a, b, a);
        FieldP256.multiply(y, a, c);
        FieldP256.encode(c, out, FieldP256.LENGTH);
    }

    /** Makes every Z one, with one inversion for all (Montgomery's trick); no point is infinite. */
    static void makeAffine(PointP256[] points) {
        long[][] products = new long[points.length + 1][FieldP256.LIMBS];
        FieldP256.setOne(products[0]);
        for (int i = 0; i < points.length; i++) {
            FieldP256.multiply(products[i], points[i].z, products[i + 1]);
        }
        long[] inverse = FieldP256.zero();
        FieldP256.invert(products[points.length], inverse);
        long[] inverseZ = FieldP256.zero();
        long[] power = FieldP256.zero();
        for (int i = points.length - 1; i >= 0; i--) {
            PointP256 point = points[i];
            FieldP256.multiply(inverse, products[i], inverseZ);
            FieldP256.multiply(inverse, point.z, inverse);
            FieldP256.square(inverseZ, power);
            FieldP256.multiply(point.x, power, point.x);
            FieldP256.multiply(power, inverseZ, power);
            FieldP256.multiply(point.y, power, point.y);
            point.makeAffine();
        }
    }

    private static void negate(long[] element) {
        for (int i = 0; i < element.length; i++) {
            element[i] = -element[i];
        }
    }
}
