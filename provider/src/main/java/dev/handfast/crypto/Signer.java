package dev.handfast.crypto;

import dev.handfast.spec.SignatureScheme;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Signs handshakes. Thread-safe. Keys may be opaque (PKCS#11, remote): then their own provider signs, chosen by JCA's
 * delayed selection, and the call may block.
 */
public interface Signer {

    /**
     * Signs.
     *
     * @throws GeneralSecurityException if no provider can sign with the key in this scheme, or the key's fails
     */
    byte[] sign(SignatureScheme scheme, PrivateKey key, byte[] content) throws GeneralSecurityException;
}
