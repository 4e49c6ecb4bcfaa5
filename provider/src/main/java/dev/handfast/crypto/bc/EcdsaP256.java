package dev.handfast.crypto.bc;

import dev.handfast.crypto.curve.OrderP256;
import dev.handfast.crypto.curve.P256;
import dev.handfast.wire.Bytes;


import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** ECDSA (FIPS 186-5 section 6.4) on P-256 by our own curve. */
final class EcdsaP256 {

    private static final BigInteger N = P256.ORDER;

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
        BigInteger inverse = new BigInteger(1, OrderP256.invert(bytes(s)));
        BigInteger u1 = number(digest).multiply(inverse).mod(N);
        BigInteger u2 = r.multiply(inverse).mod(N);
        return P256.verify(bytes(u1), bytes(u2), point, r);
    }

    /**
     * Signs a digest. The nonce is a hash of the key, the digest and random bytes, so that it neither repeats nor is
     * guessed as long as either the generator or the key is good.
     *
     * @param sha256 hashes; must not keep its input, which is secret
     * @return r and s
     */
    static BigInteger[] sign(BigInteger key, byte[] digest, SecureRandom random, UnaryOperator<byte[]> sha256) {
        BigInteger e = number(digest);
        while (true) {
            byte[] nonce = nonce(key, digest, random, sha256);
            BigInteger k = new BigInteger(1, nonce);
            if (k.signum() == 0 || k.compareTo(N) >= 0) {
                // Once in 2^32; the next has new random bytes
                continue;
            }
            BigInteger r = new BigInteger(1, Arrays.copyOf(P256.multiplyBase(nonce), P256.LENGTH)).mod(N);
            byte[] secret = bytes(key);
            BigInteger s = new BigInteger(1, OrderP256.signature(nonce, bytes(e), bytes(r), secret));
            Bytes.wipe(nonce);
            Bytes.wipe(secret);
            if (r.signum() != 0 && s.signum() != 0) {
                return new BigInteger[] {r, s};
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

    /** FIPS 186-5 section 6.4.1 step 2: the leftmost bits of the digest, modulo n. */
    private static BigInteger number(byte[] digest) {
        return new BigInteger(1, Arrays.copyOf(digest, Math.min(digest.length, P256.LENGTH))).mod(N);
    }

    private static byte[] bytes(BigInteger value) {
        return Unsigned.bytes(value, P256.LENGTH);
    }
}
