package dev.handfast.crypto.bc;

import dev.handfast.crypto.Secret;
import dev.handfast.crypto.curve.X25519;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import org.bouncycastle.math.ec.rfc7748.X448;

import java.security.SecureRandom;

/**
 * X25519, by our own code, and X448 (RFC 7748). Every string of the right length is a point; only small orders are
 * refused (RFC 9846 section 7.4.2, RFC 8422 sections 5.10 and 5.11).
 */
final class XdhKeyExchange extends ClassicalKeyExchange {

    private final SecureRandom random;
    private final boolean large;

    XdhKeyExchange(NamedGroup group, SecureRandom random) {
        super(group);
        this.random = random;
        this.large = group.equals(NamedGroup.X448);
    }

    /** By its general type, so that who can make one is verified without this class. */
    static ClassicalKeyExchange of(NamedGroup group, SecureRandom random) {
        return new XdhKeyExchange(group, random);
    }

    @Override
    byte[] newPrivateKey() {
        byte[] scalar = new byte[large ? X448.SCALAR_SIZE : X25519.LENGTH];
        random.nextBytes(scalar);
        return scalar;
    }

    @Override
    byte[] share(byte[] privateKey) {
        if (!large) {
            return X25519.multiplyBase(privateKey);
        }
        byte[] point = new byte[X448.POINT_SIZE];
        X448.scalarMultBase(privateKey, 0, point, 0);
        return point;
    }

    @Override
    Secret agree(byte[] privateKey, byte[] share) throws TlsFault {
        if (!large) {
            return KeyShareChecks.expectNonZero(group(), X25519.multiply(privateKey, share));
        }
        byte[] secret = new byte[X448.POINT_SIZE];
        X448.scalarMult(privateKey, 0, share, 0, secret, 0);
        return KeyShareChecks.expectNonZero(group(), secret);
    }
}
