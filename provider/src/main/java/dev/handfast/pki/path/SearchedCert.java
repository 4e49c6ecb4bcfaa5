package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;

import org.jspecify.annotations.Nullable;

import java.util.IdentityHashMap;
import java.util.List;

/**
 * A certificate in a search, with all that does not depend on the path below it. Each is found out once, however often
 * the search comes by: who sent the certificates chooses how large their fields are, and a step has one price.
 */
final class SearchedCert {

    static final int UNREACHABLE = Integer.MAX_VALUE;

    final Cert certificate;
    /** The same for all with its key, subject and alternative names. */
    final int identity;
    final boolean selfIssued;
    /** Whether it is self-issued and trusted, so that a path ends there and does not go through. */
    final boolean root;
    /** Issuers up to the nearest anchor's name. */
    int distance = UNREACHABLE;

    /** Those of the pool that may have issued it, best first; null until asked for. */
    @Nullable
    List<SearchedCert> pool;
    /** The same of those that are not in the pool. */
    @Nullable
    List<SearchedCert> more;
    /** Anchors that may have issued it, best first; null until asked for. */
    @Nullable
    List<Anchor> anchors;

    /** Whether it was asked if it may issue at all. */
    boolean fitKnown;
    /** Why it may not, null if it may. */
    @Nullable
    PathRefused unfit;
    /** The refusal as too far from the target, null until it was. */
    @Nullable
    PathRefused tooLong;
    /** The refusal as the end of a chain, null until it was. */
    @Nullable
    PathRefused deadEnd;
    /** Its signature by those who were asked, certificates of the search or anchors: null where valid, else why not. */
    final IdentityHashMap<Object, PathRefused> signedBy = new IdentityHashMap<>(2);

    SearchedCert(Cert certificate, int identity, boolean root) {
        this.certificate = certificate;
        this.identity = identity;
        this.selfIssued = certificate.isSelfIssued();
        this.root = root && selfIssued;
    }
}
