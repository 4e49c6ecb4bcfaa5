package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The proposer: finds chains from a target to an anchor and asks the judge about each until one is accepted.
 *
 * <p>It goes upwards from the target, depth first, nearest to an anchor first. Candidates that fail on their own
 * (expired, not an authority, wrong purpose), that form a loop, whose key did not sign, or from which no anchor's name
 * can be reached are left at once, so the judge sees few chains. All of it is paid from a {@link Budget}.
 */
public final class PathBuilder {

    /** Where further issuers come from: certificate stores, AIA. Called off every lock; may block. */
    public interface Issuers {

        /** Candidates for the issuer of a certificate; never null. */
        List<Cert> of(Cert certificate);
    }

    /** What a caller demands of a path beyond the judge: revocation, its own checkers. */
    public interface Acceptance {

        /** Returns if the path is acceptable; otherwise the search goes on. */
        void accept(VerifiedPath path, Budget budget) throws PathRefused;
    }

    /**
     * One search.
     *
     * @param target the certificate to find a path for
     * @param pool certificates that may be intermediates, in the order received
     * @param anchors what is trusted
     * @param rules the judge's inputs
     * @param more further issuers; null for none
     * @param acceptance further demands; null for none
     */
    public record Request(Cert target, List<Cert> pool, Anchors anchors, ValidationParameters rules,
            @Nullable Issuers more,
            @Nullable Acceptance acceptance) {
    }

    /** What a search found, and how. */
    public record Found(VerifiedPath path, PathReport report) {
    }

    private final PathValidator judge;

    /** A proposer for this judge. */
    public PathBuilder(PathValidator judge) {
        this.judge = judge;
    }

    /**
     * Searches.
     *
     * @throws PathRefused if there is no acceptable path, with the likeliest reason, a cure where one is known, and the
     *         report of all that was tried
     */
    public Found build(Request request, Budget budget) throws PathRefused {
        return new PathSearch(judge, request, budget).run();
    }
}
