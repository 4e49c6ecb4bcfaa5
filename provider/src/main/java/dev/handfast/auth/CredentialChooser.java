package dev.handfast.auth;

import dev.handfast.session.SessionState;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.security.PublicKey;
import java.util.List;

/**
 * Chooses the certificate and key that this side shows. It may block; it is called without a lock held, inside a
 * delegated task, at most once for each distinct request of a handshake.
 */
public interface CredentialChooser {

    /**
     * The credential to use, or null if there is none.
     *
     * @param keyTypes JSSE names of the key types that will do, the preferred first: {@code EC}, {@code RSA},
     *        {@code RSASSA-PSS}, {@code EdDSA}; never empty
     * @param authorities DER names of the authorities the peer says it trusts; empty: any
     * @param soFar what is agreed on: version, suite, requested name, application protocol, the peer's signature
     *     schemes
     * @param need what it must be good for; among several credentials one that is
     */
    @Nullable
    Credential choose(List<String> keyTypes, List<Opaque> authorities, SessionState soFar, Need need);

    /** What a credential must be good for, besides being of a key type. */
    interface Need {

        /** Whether a public key can do what the peer takes: schemes and curves (RFC 9846 section 4.5.1.2). */
        boolean fits(PublicKey key);

        /** Whether the private key says that it will do it, if its public key fits. It may block. */
        boolean isMetBy(Credential credential);
    }

    /**
     * The OCSP responses to staple to a credential of this chooser's, for a peer that asks for them. It may block,
     * for as long as this side is willing to wait for a responder.
     *
     * @param all whether responses for all certificates are of use, or for the first alone
     */
    default StapledResponses staples(Credential credential, boolean all) {
        return StapledResponses.none("this side does not staple");
    }
}
