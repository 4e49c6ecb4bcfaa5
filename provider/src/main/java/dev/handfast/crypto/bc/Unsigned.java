package dev.handfast.crypto.bc;

import dev.handfast.wire.Bytes;

import java.math.BigInteger;
import java.security.SecureRandom;

/** Numbers that are not negative, in arrays of a given length, big endian. */
final class Unsigned {

    private Unsigned() {
    }

    /**
     * A number in {@code length} bytes.
     *
     * @throws IllegalArgumentException if it is negative or does not fit
     */
    static byte[] bytes(BigInteger value, int length) {
        byte[] signed = value.toByteArray();
        int skip = signed.length > length && signed[0] == 0 ? 1 : 0;
        if (value.signum() < 0 || signed.length - skip > length) {
            throw new IllegalArgumentException("a number of " + value.bitLength() + " bits is not one of " + length
                    + " bytes");
        }
        byte[] bytes = new byte[length];
        System.arraycopy(signed, skip, bytes, length - signed.length + skip, signed.length - skip);
        Bytes.wipe(signed);
        return bytes;
    }

    /** A random number of 1 to n-1 by rejection (FIPS 186-5 section A.2.2). */
    static BigInteger random(BigInteger n, SecureRandom random) {
        while (true) {
            BigInteger candidate = new BigInteger(n.bitLength(), random);
            if (candidate.signum() > 0 && candidate.compareTo(n) < 0) {
                return candidate;
            }
        }
    }
}
