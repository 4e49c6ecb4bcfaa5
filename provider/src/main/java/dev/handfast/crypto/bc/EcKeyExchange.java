package dev.handfast.crypto.bc;

import dev.handfast.crypto.Secret;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import org.bouncycastle.math.ec.ECPoint;

import java.math.BigInteger;
import java.security.SecureRandom;

/** Diffie-Hellman on P-384 and P-521 (RFC 9846 sections 4.3.8.2 and 7.4.2, RFC 8422 section 5.10); the secret is x. */
final class EcKeyExchange extends ClassicalKeyExchange {

    private final NistCurve curve;
    private final SecureRandom random;

    EcKeyExchange(NamedGroup group, SecureRandom random) {
        super(group);
        this.curve = NistCurve.of(group);
        this.random = random;
    }

    /** By its general type, so that who can make one is verified without this class. */
    static ClassicalKeyExchange of(NamedGroup group, SecureRandom random) {
        return new EcKeyExchange(group, random);
    }

    @Override
    byte[] newPrivateKey() {
        return Unsigned.bytes(Unsigned.random(curve.order(), random), curve.length());
    }

    @Override
    byte[] share(byte[] privateKey) {
        return curve.multiplyBase(new BigInteger(1, privateKey)).getEncoded(false);
    }

    @Override
    Secret agree(byte[] privateKey, byte[] share) throws TlsFault {
        ECPoint point;
        try {
            point = curve.decode(share);
        } catch (IllegalArgumentException notOnCurve) {
            throw KeyShareChecks.invalid(group(), "the point is not on the curve: " + notOnCurve.getMessage());
        }
        // The order is prime, so neither a scalar below it nor a point that is not infinity leads to infinity
        ECPoint product = curve.multiply(point, new BigInteger(1, privateKey));
        return Secret.adopt(product.getAffineXCoord().getEncoded());
    }
}
