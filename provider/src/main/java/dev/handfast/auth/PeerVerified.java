package dev.handfast.auth;

import dev.handfast.session.ResumptionAuthorization;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Proof that the peer's identity was judged: either its chain is trusted, or it was not asked for one, or it was asked
 * and may do without, or a session is resumed whose verdict still counts. Minted by {@link PeerChain} alone, and by
 * {@link ResumptionAuthorization}; traffic cannot begin without one.
 */
public final class PeerVerified {

    private static final PeerVerified ANONYMOUS = new PeerVerified(List.of());

    private final List<X509Certificate> chain;

    private PeerVerified(List<X509Certificate> chain) {
        this.chain = chain;
    }

    /** The peer is a client that was not asked, or may do without a certificate. */
    public static PeerVerified notAsked() {
        return ANONYMOUS;
    }

    /** The peer was judged when the session that it now resumes was made, and the verdict still counts. */
    public static PeerVerified remembered(ResumptionAuthorization verdict) {
        return new PeerVerified(verdict.chain());
    }

    /**
     * The peer was judged when the session that it now resumes was made, and if it has shown certificates they are
     * trusted now too. It may block.
     *
     * @param now judges the peers of this connection, and is perhaps another than judged that of the session
     * @param soFar see {@link PeerVerifier#verify}
     * @throws TlsFault if the certificates are not trusted any more, or not here
     */
    public static PeerVerified judgedAgain(ResumptionAuthorization verdict, PeerVerifier now, SessionState soFar)
            throws TlsFault {
        List<X509Certificate> chain = verdict.chain();
        if (!chain.isEmpty()) {
            now.verify(chain, ClientAuthType.of(chain.get(0), soFar.version()), soFar);
        }
        return new PeerVerified(chain);
    }

    static PeerVerified trusted(List<X509Certificate> chain) {
        return new PeerVerified(List.copyOf(chain));
    }

    /** The trusted chain; empty if the peer showed none. */
    public List<X509Certificate> chain() {
        return chain;
    }
}
