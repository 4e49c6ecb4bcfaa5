package dev.handfast.crypto;

import dev.handfast.spec.SignatureScheme;

import java.security.PublicKey;

/** Verifies signatures over handshakes. Thread-safe. */
public interface SignatureVerifier {

    /**
     * Whether a signature is valid. A signature or key that cannot be decoded is invalid, not an exception.
     *
     * <p>ECDSA schemes are not bound to their curve here: TLS 1.2 does not bind them, and who checks TLS 1.3 does so
     * before.
     */
    boolean verify(SignatureScheme scheme, PublicKey key, byte[] content, byte[] signature);
}
