package dev.handfast.auth;

import dev.handfast.async.Eventual;
import dev.handfast.session.ResumptionAuthorization;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.tls.PeerIdentity;

/**
 * Proof that the peer's identity was judged: either its chain is trusted, or it was not asked for one, or it was asked
 * and may do without, or a session is resumed whose verdict still counts. Minted by {@link PeerChain} alone, and by
 * {@link ResumptionAuthorization}; traffic cannot begin without one.
 */
public final class PeerVerified {

    private static final PeerVerified ANONYMOUS = new PeerVerified(PeerIdentity.none());

    private final PeerIdentity peer;

    private PeerVerified(PeerIdentity peer) {
        this.peer = peer;
    }

    /** The peer is a client that was not asked, or may do without a certificate. */
    public static PeerVerified notAsked() {
        return ANONYMOUS;
    }

    /** The peer was judged when the session that it now resumes was made, and the verdict still counts. */
    public static PeerVerified remembered(ResumptionAuthorization verdict) {
        return new PeerVerified(verdict.peer());
    }

    /**
     * The peer was judged when the session that it now resumes was made, and if it has shown certificates they are
     * trusted now too. It may block.
     *
     * @param now judges the peers of this connection, and is perhaps another than judged that of the session
     * @param soFar see {@link PeerVerifier#verify}
     * @throws TlsFault if the certificates are not trusted any more, or not here
     */
    public static Eventual<PeerVerified> judgedAgain(ResumptionAuthorization verdict, PeerVerifier now,
            SessionState soFar) throws TlsFault {
        PeerVerified peer = new PeerVerified(verdict.peer());
        return verdict.peer() instanceof CertificatePeer shown
                ? now.beginToVerify(shown, ClientAuthType.of(shown.own(), soFar.version()), soFar).then(again -> peer)
                : Eventual.now(peer);
    }

    static PeerVerified trusted(CertificatePeer peer) {
        return new PeerVerified(peer);
    }

    /** Who the peer is; nobody if it showed nothing. */
    public PeerIdentity peer() {
        return peer;
    }
}
