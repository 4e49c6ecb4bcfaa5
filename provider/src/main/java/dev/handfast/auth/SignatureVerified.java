package dev.handfast.auth;

import dev.handfast.spec.SignatureScheme;

/**
 * Proof that the peer has signed this handshake with the key of its certificate. Minted by {@link HandshakeSignatures}
 * alone; the states that follow ask for one in their constructors.
 */
public final class SignatureVerified {

    private final SignatureScheme scheme;

    SignatureVerified(SignatureScheme scheme) {
        this.scheme = scheme;
    }

    /** The scheme the peer signed with. */
    public SignatureScheme scheme() {
        return scheme;
    }
}
