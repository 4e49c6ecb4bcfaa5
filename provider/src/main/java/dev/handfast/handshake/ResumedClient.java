package dev.handfast.handshake;

import dev.handfast.async.Eventual;
import dev.handfast.auth.PeerVerified;
import dev.handfast.session.ResumptionAuthorization;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

/** What a server makes of the client whose session it would resume. */
public final class ResumedClient {

    private ResumedClient() {
    }

    /**
     * Asks the verifier of this connection about the certificates in the session, for it may be another than judged
     * them, or have learned something since. It may block.
     *
     * <p>If it refuses, the session is not resumed, and a full handshake asks the client for a certificate: it may have
     * another by now, and if it has none that is trusted the handshake fails for the right reason.
     *
     * @param verdict what the session says of the client
     * @return of null if a full handshake is due
     */
    public static Eventual<PeerVerified> judge(ServerHandshake handshake, ProtocolVersion version, CipherSuite suite,
            ResumptionAuthorization verdict) throws TlsFault {
        if (!verdict.peer().isKnown()) {
            return Eventual.now(PeerVerified.remembered(verdict));
        }
        HandshakeConfig settings = handshake.settings();
        SessionState soFar = handshake.known().change().version(version).suite(suite)
                .localSchemes(settings.algorithms().schemes())
                .build();
        return Eventual.recovered(
                () -> PeerVerified.judgedAgain(verdict, settings.authentication().peerVerifier(), soFar), refused -> {
                    settings.trace().chose("a full handshake",
                            "the certificates in the client's session are not trusted here: "
                                    + refused.getMessage());
                    return null;
                });
    }
}
