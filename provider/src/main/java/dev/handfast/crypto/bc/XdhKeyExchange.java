package dev.handfast.crypto.bc;

import dev.handfast.crypto.Secret;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;

import java.security.SecureRandom;

/** X25519 and X448 (RFC 7748). Every string of the right length is a point; only small orders are refused. */
final class XdhKeyExchange extends ClassicalKeyExchange {

    private final SecureRandom random;
    private final boolean large;

    XdhKeyExchange(NamedGroup group, SecureRandom random) {
        super(group);
        this.random = random;
        this.large = group.equals(NamedGroup.X448);
    }

    @Override
    byte[] newPrivateKey() {
        byte[] scalar = new byte[large ? X448.SCALAR_SIZE : X25519.SCALAR_SIZE];
        random.nextBytes(scalar);
        return scalar;
    }

    @Override
    byte[] share(byte[] privateKey) {
        byte[] point = new byte[large ? X448.POINT_SIZE : X25519.POINT_SIZE];
        if (large) {
            X448.scalarMultBase(privateKey, 0, point, 0);
        } else {
            X25519.scalarMultBase(privateKey, 0, point, 0);
        }
        return point;
    }

    @Override
    Secret agree(byte[] privateKey, byte[] share) throws TlsFault {
        byte[] secret = new byte[share.length];
        if (large) {
            X448.scalarMult(privateKey, 0, share, 0, secret, 0);
        } else {
            X25519.scalarMult(privateKey, 0, share, 0, secret, 0);
        }
        return Shares.expectNonZero(group(), secret);
    }
}
