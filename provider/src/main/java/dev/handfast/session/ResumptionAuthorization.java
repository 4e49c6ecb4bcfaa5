package dev.handfast.session;

import dev.handfast.spec.SignatureScheme;
import dev.handfast.tls.PeerIdentity;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Shows that what authentication said when a session was made still holds. Minted by {@link #check} alone.
 *
 * <p>The verdict of a trust manager counts for a limited time only: afterwards the session is not resumed, and a full
 * handshake asks the trust manager again. Between the two, certificates may not have expired meanwhile, and the scheme
 * the peer signed with must still be permitted.
 */
public final class ResumptionAuthorization {

    /** How far the clocks of a fleet's nodes may differ. */
    private static final long SKEW_MILLIS = 60_000;

    private final PeerIdentity peer;

    private ResumptionAuthorization(PeerIdentity peer) {
        this.peer = peer;
    }

    /**
     * The proof, or null if the peer must be authenticated anew.
     *
     * @param permitted the schemes that are permitted now
     * @param verdictMillis how long a verdict counts
     */
    public static @Nullable ResumptionAuthorization check(SessionState facts, long now, long verdictMillis,
            List<SignatureScheme> permitted) {
        long age = now - facts.createdAt();
        if (age < -SKEW_MILLIS || age >= verdictMillis) {
            return null;
        }
        if (facts.peerScheme() != null && !permitted.contains(facts.peerScheme())) {
            return null;
        }
        for (X509Certificate certificate : facts.peer().certificates()) {
            // One that was expired at that time did not matter then: a cross-signed root, or a lenient trust manager.
            long end = certificate.getNotAfter().getTime();
            if (end < now && end >= facts.createdAt()) {
                return null;
            }
        }
        return new ResumptionAuthorization(facts.peer());
    }

    /** Who the peer is. */
    public PeerIdentity peer() {
        return peer;
    }
}
