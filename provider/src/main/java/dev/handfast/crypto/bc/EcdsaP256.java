package dev.handfast.crypto.bc;

import dev.handfast.crypto.curve.OrderP256;
import dev.handfast.crypto.curve.P256;
import dev.handfast.wire.Bytes;


import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** ECDSA (FIPS 186-5 section 6.4, RFC 8422 section 5.10) on P-256 by our own curve. */
final class EcdsaP256 {

    private static final byte[] ZERO = new byte[P256.LENGTH];

    private EcdsaP256() {
    }

    /** Whether r and s, which are below n and not negative, sign a digest. A point off the curve verifies nothing. */
    static boolean verify(BigInteger x, BigInteger y, byte[] digest, BigInteger r, BigInteger s) {
        if (r.signum() == 0 || s.signum() == 0 || x.signum() < 0 || y.signum() < 0
                || x.bitLength() > 8 * P256.LENGTH || y.bitLength() > 8 * P256.LENGTH) {
            return false;
        }
        byte[] point = Bytes.concat(bytes(x), bytes(y));
        if (!P256.isOnCurve(point, 0)) {
            return false;
        }
        byte[][] multiples = OrderP256.quotients(number(digest), bytes(r), bytes(s));
        return P256.verify(multiples[0], multiples[1], point, r);
    }

    /**
     * Signs a digest. The nonce is a hash of the key, the digest and random bytes, so that it neither repeats nor is
     * guessed as long as either the generator or the key is good.
     *
     * @param sha256 hashes; must not keep its input, which is secret
     * @return r and s
     */
    static BigInteger[] sign(BigInteger key, byte[] digest, SecureRandom random, UnaryOperator<byte[]> sha256) {
        byte[] e = number(digest);
        while (true) {
            byte[] nonce = nonce(key, digest, random, sha256);
            if (!isScalar(nonce)) {
                // Once in 2^32; the next has new random bytes
                continue;
            }
            byte[] r = OrderP256.reduce(Arrays.copyOf(P256.multiplyBase(nonce), P256.LENGTH));
            byte[] secret = bytes(key);
            byte[] s = OrderP256.signature(nonce, e, r, secret);
            Bytes.wipe(nonce);
            Bytes.wipe(secret);
            if (!Arrays.equals(r, ZERO) && !Arrays.equals(s, ZERO)) {
                return new BigInteger[] {new BigInteger(1, r), new BigInteger(1, s)};
            }
        }
    }

    private static byte[] nonce(BigInteger key, byte[] digest, SecureRandom random, UnaryOperator<byte[]> sha256) {
        byte[] fresh = new byte[P256.LENGTH];
        random.nextBytes(fresh);
        byte[] secret = bytes(key);
        byte[] seed = Bytes.concat(secret, fresh, digest);
        try {
            return sha256.apply(seed);
        } finally {
            Bytes.wipe(secret);
            Bytes.wipe(seed);
        }
    }

    /** Whether a nonce is from 1 to n-1. */
    private static boolean isScalar(byte[] nonce) {
        byte[] reduced = OrderP256.reduce(nonce);
        boolean isScalar = Bytes.equalInConstantTime(reduced, nonce) && !Bytes.equalInConstantTime(nonce, ZERO);
        Bytes.wipe(reduced);
        return isScalar;
    }

    /** FIPS 186-5 section 6.4.1 step 2: the leftmost bits of the digest, modulo n. */
    private static byte[] number(byte[] digest) {
        int length = Math.min(digest.length, P256.LENGTH);
        byte[] number = new byte[P256.LENGTH];
        System.arraycopy(digest, 0, number, P256.LENGTH - length, length);
        return OrderP256.reduce(number);
    }

    private static byte[] bytes(BigInteger value) {
        return Unsigned.bytes(value, P256.LENGTH);
    }
}
