package dev.handfast.crypto;

import dev.handfast.spec.SignatureScheme;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Signs handshakes. Thread-safe. Keys may be opaque (PKCS#11, remote): then their own provider signs, chosen by JCA's
 * delayed selection, and the call may block.
 */
public interface Signer {

    /** A key that has agreed to sign in a scheme; for one signature. */
    interface Ready {

        /**
         * Signs.
         *
         * @throws GeneralSecurityException if the key does not sign after all
         */
        byte[] sign(byte[] content) throws GeneralSecurityException;
    }

    /**
     * Asks a key whether it signs in a scheme, without a signature: a certificate tells what a key could do, but a
     * token may lack PSS or a hash.
     *
     * @throws GeneralSecurityException if no provider can sign with the key in this scheme, or the key's refuses
     */
    Ready ready(SignatureScheme scheme, PrivateKey key) throws GeneralSecurityException;

    /**
     * Signs.
     *
     * @throws GeneralSecurityException if no provider can sign with the key in this scheme, or the key's fails
     */
    default byte[] sign(SignatureScheme scheme, PrivateKey key, byte[] content) throws GeneralSecurityException {
        return ready(scheme, key).sign(content);
    }
}
