package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.cert.Subtrees;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of {@link PathBuilder}. What a step reads of a certificate was found out before ({@link SearchedCert}), so
 * that a step costs the same whatever the certificates hold.
 */
final class PathSearch {

    /** How telling a refusal is as the answer to "why is there no path?", least first. */
    private enum Weight {
        DEAD_END, SIGNATURE, CANDIDATE, WHOLE_PATH
    }

    private final PathValidator judge;
    private final PathBuilder.Request request;
    private final Budget budget;
    private final PathReport report;
    /** Signatures that were verified: null where valid, else the refusal. */
    private final Map<Signing, @Nullable PathRefused> signed = new HashMap<>();
    private final List<SearchedCert> path = new ArrayList<>();
    private @Nullable PathRefused best;
    private Weight bestWeight = Weight.DEAD_END;

    record Signing(Cert certificate, Spki key) implements Comparable<Signing> {

        @Override
        public int compareTo(Signing other) {
            int order = certificate.compareTo(other.certificate);
            return order != 0 ? order : key.compareTo(other.key);
        }

        // Written out: a record's own are linked from method handles at their first use.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Signing that && certificate.equals(that.certificate) && key.equals(that.key);
        }

        @Override
        public int hashCode() {
            return 31 * certificate.hashCode() + key.hashCode();
        }
    }

    PathSearch(PathValidator judge, PathBuilder.Request request, Budget budget) {
        this.judge = judge;
        this.request = request;
        this.budget = budget;
        this.report = new PathReport(request.target());
    }

    PathBuilder.Found run() throws PathRefused {
        try {
            VerifiedPath found = trustedTarget();
            if (found == null) {
                CertChecks.syntax(request.target(), 0);
                SearchedCerts certificates = new SearchedCerts(request, budget);
                path.add(certificates.of(request.target()));
                found = extend(certificates, report.root());
            }
            if (found != null) {
                return new PathBuilder.Found(found, report);
            }
        } catch (PathRefused e) {
            throw e.withReport(report);
        }
        throw (best == null ? deadEnd(request.target()) : best).withReport(report);
    }

    /** A target that is itself trusted needs no issuer: how self-signed and pinned certificates are trusted. */
    private @Nullable VerifiedPath trustedTarget() throws PathRefused {
        Anchor anchor = request.anchors().that(request.target());
        return anchor == null ? null : judge(anchor, report.root());
    }

    private @Nullable VerifiedPath extend(SearchedCerts certificates, PathReport.Node node) throws PathRefused {
        SearchedCert current = path.get(path.size() - 1);
        budget.step(current.certificate);
        List<Anchor> anchors = certificates.anchors(current);
        for (Anchor anchor : anchors) {
            VerifiedPath found = judge(anchor, report.add(node, "anchor", anchor));
            if (found != null) {
                return found;
            }
        }
        List<SearchedCert> pool = leading(certificates.pool(current));
        VerifiedPath found = throughAny(certificates, pool, current, node);
        List<SearchedCert> more = List.of();
        if (found == null && request.more() != null && deservesMore(current.certificate, node)) {
            more = leading(certificates.more(current));
            found = throughAny(certificates, more, current, node);
        }
        if (found == null && anchors.isEmpty() && pool.isEmpty() && more.isEmpty()) {
            deadEnd(certificates, current, node);
        }
        return found;
    }

    /** Those that lead somewhere new: the same name with the same key twice in a path does not (RFC 4158 2.4.2). */
    private List<SearchedCert> leading(List<SearchedCert> issuers) throws PathRefused {
        List<SearchedCert> candidates = new ArrayList<>(issuers.size());
        for (SearchedCert issuer : issuers) {
            budget.step(issuer.certificate);
            if (path.size() < Budget.DEPTH && !loops(issuer)) {
                candidates.add(issuer);
            }
        }
        return candidates;
    }

    private boolean loops(SearchedCert candidate) {
        for (SearchedCert present : path) {
            if (present.identity == candidate.identity) {
                return true;
            }
        }
        return false;
    }

    /** Whether to look further for who issued a certificate: not for a target that can be in no path. */
    private boolean deservesMore(Cert current, PathReport.Node node) throws PathRefused {
        try {
            if (path.size() == 1) {
                CertChecks.validity(current, 0, request.rules());
                CertChecks.purpose(current, 0, request.rules());
            }
            return true;
        } catch (PathRefused e) {
            refuse(node, e, Weight.WHOLE_PATH);
            return false;
        }
    }

    private @Nullable VerifiedPath throughAny(SearchedCerts certificates, List<SearchedCert> candidates,
            SearchedCert current, PathReport.Node node)
            throws PathRefused {
        for (SearchedCert candidate : candidates) {
            VerifiedPath found = through(certificates, candidate, current, node);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable VerifiedPath through(SearchedCerts certificates, SearchedCert candidate, SearchedCert current,
            PathReport.Node below)
            throws PathRefused {
        PathReport.Node node = report.add(below, "issuer", candidate.certificate);
        Weight weight = Weight.CANDIDATE;
        try {
            checkFit(candidate);
            checkLength(candidate);
            checkNames(candidate.certificate);
            weight = Weight.SIGNATURE;
            checkSigned(current, candidate.certificate.key(), candidate, candidate.certificate);
        } catch (PathRefused e) {
            refuse(node, e, weight);
            return null;
        }
        path.add(candidate);
        VerifiedPath found = extend(certificates, node);
        path.remove(path.size() - 1);
        return found;
    }

    private @Nullable VerifiedPath judge(Anchor anchor, PathReport.Node node) throws PathRefused {
        try {
            if (!path.isEmpty()) {
                checkSigned(path.get(path.size() - 1), anchor.key(), anchor, anchor);
            }
            List<Cert> chain = new ArrayList<>(path.size());
            for (SearchedCert one : path) {
                chain.add(one.certificate);
            }
            VerifiedPath verified = judge.validate(chain, anchor, request.rules(), budget);
            if (request.acceptance() != null) {
                request.acceptance().accept(verified, budget);
            }
            judge.keep(verified, budget);
            return verified;
        } catch (PathRefused e) {
            refuse(node, e, e.fault() == PathFault.SIGNATURE_WRONG ? Weight.SIGNATURE : Weight.WHOLE_PATH);
            return null;
        }
    }

    /** Notes a refusal and goes on, except when the budget is spent. */
    private void refuse(PathReport.Node node, PathRefused why, Weight weight) throws PathRefused {
        node.refuse(why);
        if (why.fault() == PathFault.BUDGET) {
            throw why;
        }
        if (best == null || weight.compareTo(bestWeight) > 0) {
            best = why;
            bestWeight = weight;
        }
    }

    /** No candidate, or none from which an anchor can be reached: says where the chain ends. */
    private void deadEnd(SearchedCerts certificates, SearchedCert last, PathReport.Node node) throws PathRefused {
        PathRefused known = last.deadEnd;
        PathRefused why = known == null ? deadEnd(certificates.topmost(last)) : known;
        last.deadEnd = why;
        refuse(node, why, Weight.DEAD_END);
    }

    private PathRefused deadEnd(Cert current) {
        if (current.isSelfIssued()) {
            return new PathRefused(PathFault.NO_ANCHOR, path.size() - 1, current, current.equals(request.target())
                    ? "Certificate " + current + " is self-signed and not trusted"
                    : "The chain ends in the self-signed certificate " + current + ", which is not trusted",
                    "If it is genuine, add it to the trust store");
        }
        List<String> access = current.authorityAccess(Oids.CA_ISSUERS);
        return new PathRefused(PathFault.NO_ISSUER, path.size() - 1, current, "The issuer \"" + current.issuer()
                + "\" of certificate " + current + " was neither sent by the peer nor is it in the trust store",
                "Have the peer send its intermediate certificates, or add the issuer to the trust store"
                        + (access.isEmpty() ? "" : "; the certificate says that it can be fetched from "
                                + Printable.text(access.get(0))));
    }

    private void checkFit(SearchedCert candidate) throws PathRefused {
        if (!candidate.fitKnown) {
            candidate.fitKnown = true;
            try {
                checkFit(candidate.certificate, path.size());
            } catch (PathRefused e) {
                candidate.unfit = e;
            }
        }
        if (candidate.unfit != null) {
            throw candidate.unfit;
        }
    }

    private void checkFit(Cert candidate, int index) throws PathRefused {
        CertChecks.syntax(candidate, index);
        CertChecks.authority(candidate, index);
        CertChecks.key(candidate, index);
        CertChecks.extensions(candidate, index, request.rules());
        CertChecks.validity(candidate, index, request.rules());
        CertChecks.purpose(candidate, index, request.rules());
    }

    private void checkLength(SearchedCert candidate) throws PathRefused {
        int limit = candidate.certificate.pathLength();
        int asked = request.rules().maxIntermediates();
        if (limit < 0 && asked < 0) {
            return;
        }
        int below = 0;
        for (int i = 1; i < path.size(); i++) {
            below += path.get(i).selfIssued ? 0 : 1;
        }
        if (limit >= 0 && below > limit || asked >= 0 && below + (candidate.selfIssued ? 0 : 1) > asked) {
            if (candidate.tooLong == null) {
                candidate.tooLong = new PathRefused(PathFault.PATH_TOO_LONG, path.size(), candidate.certificate,
                        "With certificate " + candidate.certificate
                                + " the path is longer than its basic constraints or the caller allow",
                        "Have the target issued by an authority nearer to the root");
            }
            throw candidate.tooLong;
        }
    }

    private void checkNames(Cert candidate) throws PathRefused {
        Subtrees subtrees = candidate.nameConstraints();
        if (subtrees == null) {
            return;
        }
        NameConstraints constraints = judge.constraints().of(candidate, subtrees, path.size(), budget);
        for (int i = 0; i < path.size(); i++) {
            if (i == 0 || !path.get(i).selfIssued) {
                constraints.check(path.get(i).certificate, i, budget);
            }
        }
    }

    /**
     * Verifies each signature once, whichever path asks, and also remembers those that are wrong.
     *
     * @param issuer the certificate of this search, or the anchor, whose key it is
     */
    private void checkSigned(SearchedCert current, Spki key, Object issuer, Object shown) throws PathRefused {
        if (key.inheritsParameters()) {
            return;
        }
        if (!current.signedBy.containsKey(issuer)) {
            current.signedBy.put(issuer, signature(current.certificate, key, shown));
        }
        PathRefused refusal = current.signedBy.get(issuer);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Null if the key made the signature, else why it counts as not made by it. */
    private @Nullable PathRefused signature(Cert current, Spki key, Object issuer) {
        Signing signing = new Signing(current, key);
        if (!signed.containsKey(signing)) {
            try {
                judge.signatures().verify(current, key, issuer, path.size() - 1, budget);
                signed.put(signing, null);
            } catch (PathRefused e) {
                signed.put(signing, e);
            }
        }
        return signed.get(signing);
    }
}
