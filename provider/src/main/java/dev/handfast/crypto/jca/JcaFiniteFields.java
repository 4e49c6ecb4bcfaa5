package dev.handfast.crypto.jca;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

import javax.crypto.spec.DHPublicKeySpec;

/** Keys of finite-field Diffie-Hellman as JCA shows them, for those who judge keys. */
public final class JcaFiniteFields {

    private JcaFiniteFields() {
    }

    /**
     * A public key.
     *
     * @throws GeneralSecurityException if these numbers are none, or no provider has such keys
     */
    public static PublicKey publicKey(BigInteger prime, BigInteger generator, BigInteger share)
            throws GeneralSecurityException {
        return JdkProviders.diffieHellmanKeys().generatePublic(new DHPublicKeySpec(share, prime, generator));
    }
}
