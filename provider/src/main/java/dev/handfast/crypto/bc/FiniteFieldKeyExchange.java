package dev.handfast.crypto.bc;

import dev.handfast.crypto.KeyExchange;
import dev.handfast.crypto.Secret;
import dev.handfast.spec.FiniteFields;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;


import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Diffie-Hellman in a finite field (RFC 7919, RFC 5246 section 8.1.2), by {@code BigInteger}, as SunJCE does it, but
 * without its key objects. {@code modPow} does not run in constant time; each exponent is used with one peer's value
 * only.
 *
 * <p>Own shares are as long as the prime. Peers' may be shorter, because TLS 1.2 sends numbers without leading zeros;
 * that TLS 1.3 sends all bytes (RFC 9846 section 4.3.8.1) is for the caller to check.
 */
final class FiniteFieldKeyExchange implements KeyExchange {

    private static final BigInteger TWO = BigInteger.TWO;

    private final Object name;
    private final BigInteger prime;
    private final BigInteger generator;
    private final int exponentBits;
    private final SecureRandom random;

    private FiniteFieldKeyExchange(Object name, BigInteger prime, BigInteger generator, int exponentBits,
            SecureRandom random) {
        this.name = name;
        this.prime = prime;
        this.generator = generator;
        this.exponentBits = exponentBits;
        this.random = random;
    }

    /**
     * A group of RFC 7919. Its primes are safe, so that exponents of twice the strength suffice (section 5.2; at least
     * 225, 275 and 325 bits by appendix A), which makes them about seven times cheaper than full ones.
     */
    static FiniteFieldKeyExchange of(NamedGroup group, SecureRandom random) {
        if (group.equals(NamedGroup.FFDHE2048)) {
            return new FiniteFieldKeyExchange(group, FiniteFields.prime(group), TWO, 256, random);
        }
        if (group.equals(NamedGroup.FFDHE3072)) {
            return new FiniteFieldKeyExchange(group, FiniteFields.prime(group), TWO, 288, random);
        }
        if (group.equals(NamedGroup.FFDHE4096)) {
            return new FiniteFieldKeyExchange(group, FiniteFields.prime(group), TWO, 352, random);
        }
        throw new IllegalArgumentException(group + " is no finite field");
    }

    /**
     * A group a server made up. Whether its prime is safe, or prime, is not known, so exponents are full ones. Testing
     * for primality would cost more than the agreement and protect nobody: the server's key signs the group, and a
     * server that wants to give the secret away can simply do so.
     */
    static FiniteFieldKeyExchange of(BigInteger prime, BigInteger generator, SecureRandom random) throws TlsFault {
        String name = "Diffie-Hellman group of " + prime.bitLength() + " bits";
        if (prime.signum() <= 0 || !prime.testBit(0) || prime.bitLength() < 3) {
            throw KeyShareChecks.invalid(name, "the modulus is not an odd prime");
        }
        if (!isInside(generator, prime)) {
            throw KeyShareChecks.invalid(name, "the generator is not between 1 and p-1");
        }
        return new FiniteFieldKeyExchange(name, prime, generator, prime.bitLength() - 1, random);
    }

    @Override
    public Offer offer() {
        return new Pair();
    }

    @Override
    public Accepted accept(byte[] share) throws TlsFault {
        try (Pair own = new Pair()) {
            Secret secret = own.finish(share);
            return new Accepted(own.share(), secret);
        }
    }

    /** RFC 7919 section 5.1, RFC 9846 section 4.3.8.1: 1 < y < p-1. */
    private static boolean isInside(BigInteger value, BigInteger prime) {
        return value.compareTo(BigInteger.ONE) > 0 && value.compareTo(prime.subtract(BigInteger.ONE)) < 0;
    }

    private int length() {
        return (prime.bitLength() + 7) / 8;
    }

    private final class Pair implements Offer {

        private final byte[] exponent;
        private final byte[] share;
        private boolean closed;

        private Pair() {
            BigInteger candidate;
            do {
                candidate = new BigInteger(exponentBits, random);
            } while (candidate.compareTo(TWO) < 0);
            exponent = candidate.toByteArray();
            share = Unsigned.bytes(generator.modPow(candidate, prime), length());
        }

        @Override
        public byte[] share() {
            return share.clone();
        }

        @Override
        public Secret finish(byte[] answer) throws TlsFault {
            if (closed) {
                throw new IllegalStateException("offer is closed");
            }
            if (answer.length == 0 || answer.length > length()) {
                throw KeyShareChecks.invalid(name, "expected 1 to " + length() + " bytes, got " + answer.length);
            }
            BigInteger value = new BigInteger(1, answer);
            if (!isInside(value, prime)) {
                throw KeyShareChecks.invalid(name, "the public value is not between 1 and p-1");
            }
            BigInteger secret = value.modPow(new BigInteger(1, exponent), prime);
            return Secret.adopt(Unsigned.bytes(secret, length()));
        }

        @Override
        public void close() {
            Bytes.wipe(exponent);
            closed = true;
        }
    }
}
