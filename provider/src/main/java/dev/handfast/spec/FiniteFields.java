package dev.handfast.spec;

import java.math.BigInteger;

import org.jspecify.annotations.Nullable;

/**
 * The finite fields of RFC 7919 by number, as TLS 1.2 sends them. All have the generator 2. They are computed from the
 * formula of appendix A rather than typed in:
 *
 * <pre>
 * p = 2^b - 2^(b-64) + {[2^(b-130) * e] + X} * 2^64 - 1
 * </pre>
 */
public final class FiniteFields {

    /** The generator of every group. */
    public static final BigInteger GENERATOR = BigInteger.TWO;

    /** Values that RFC 7919 section 2 sets apart for finite fields, 256 to 511, whether or not a group is known. */
    private static final int FIRST = 0x100;
    private static final int LAST = 0x1ff;

    private static final int MAX_BITS = 4096;
    /** Bits beyond the largest prime in which the error of the sum below stays. */
    private static final int GUARD = 64;

    private static final BigInteger E = e();
    private static final BigInteger FFDHE2048 = prime(2048, 560316);
    private static final BigInteger FFDHE3072 = prime(3072, 2625351);
    private static final BigInteger FFDHE4096 = prime(4096, 5736041);

    private FiniteFields() {
    }

    /**
     * The prime of a group.
     *
     * @throws IllegalArgumentException if the group is no finite field that is known here
     */
    public static BigInteger prime(NamedGroup group) {
        if (group.equals(NamedGroup.FFDHE2048)) {
            return FFDHE2048;
        }
        if (group.equals(NamedGroup.FFDHE3072)) {
            return FFDHE3072;
        }
        if (group.equals(NamedGroup.FFDHE4096)) {
            return FFDHE4096;
        }
        throw new IllegalArgumentException(group + " is no finite field of RFC 7919 that is known here");
    }

    /** The group with a prime and a generator, or null if it is none of RFC 7919's. */
    public static @Nullable NamedGroup named(BigInteger prime, BigInteger generator) {
        if (!generator.equals(GENERATOR)) {
            return null;
        }
        for (NamedGroup group : NamedGroup.usable()) {
            if (group.kind() == NamedGroup.Kind.FFDHE && prime(group).equals(prime)) {
                return group;
            }
        }
        return null;
    }

    /** Whether a value stands for a finite field, known or not (RFC 7919 section 2). */
    public static boolean isFiniteField(NamedGroup group) {
        return group.value() >= FIRST && group.value() <= LAST;
    }

    private static BigInteger prime(int bits, long x) {
        BigInteger one = BigInteger.ONE;
        BigInteger middle = E.shiftRight(MAX_BITS + GUARD - (bits - 130)).add(BigInteger.valueOf(x));
        return one.shiftLeft(bits).subtract(one.shiftLeft(bits - 64)).add(middle.shiftLeft(64)).subtract(one);
    }

    /** Euler's number times 2^(4096 + 64), by its series. */
    private static BigInteger e() {
        BigInteger term = BigInteger.ONE.shiftLeft(MAX_BITS + GUARD);
        BigInteger sum = term;
        for (int k = 1; term.signum() > 0; k++) {
            term = term.divide(BigInteger.valueOf(k));
            sum = sum.add(term);
        }
        return sum;
    }
}
