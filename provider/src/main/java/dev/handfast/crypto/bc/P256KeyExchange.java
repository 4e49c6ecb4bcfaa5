package dev.handfast.crypto.bc;

import dev.handfast.crypto.Secret;
import dev.handfast.crypto.curve.P256;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;


import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Diffie-Hellman on P-256 (RFC 9846 sections 4.3.8.2 and 7.4.2, RFC 8422 sections 5.1.2, 5.10 and 5.11) by our own
 * curve.
 */
final class P256KeyExchange extends ClassicalKeyExchange {

    private static final int UNCOMPRESSED = 4;

    private final SecureRandom random;

    P256KeyExchange(SecureRandom random) {
        super(NamedGroup.SECP256R1);
        this.random = random;
    }

    /** By its general type, so that who can make one is verified without this class. */
    static ClassicalKeyExchange of(SecureRandom random) {
        return new P256KeyExchange(random);
    }

    @Override
    byte[] newPrivateKey() {
        return Unsigned.bytes(Unsigned.random(P256.ORDER, random), P256.LENGTH);
    }

    @Override
    byte[] share(byte[] privateKey) {
        return Bytes.concat(new byte[] {UNCOMPRESSED}, P256.multiplyBase(privateKey));
    }

    @Override
    Secret agree(byte[] privateKey, byte[] share) throws TlsFault {
        if (share.length != 1 + 2 * P256.LENGTH || share[0] != UNCOMPRESSED || !P256.isOnCurve(share, 1)) {
            throw KeyShareChecks.invalid(group(), "not an uncompressed point of the curve");
        }
        byte[] product = P256.multiply(privateKey, share, 1);
        Secret x = Secret.adopt(Arrays.copyOf(product, P256.LENGTH));
        Bytes.wipe(product);
        return x;
    }
}
