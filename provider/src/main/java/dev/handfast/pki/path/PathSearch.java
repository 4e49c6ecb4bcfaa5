package dev.handfast.pki.path;

import dev.handfast.pki.cert.AuthorityKeyId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run of {@link PathBuilder}. */
final class PathSearch {

    private static final int UNREACHABLE = Integer.MAX_VALUE;

    /** How telling a refusal is as the answer to "why is there no path?", least first. */
    private enum Weight {
        DEAD_END, SIGNATURE, CANDIDATE, WHOLE_PATH
    }

    private final PathValidator judge;
    private final PathBuilder.Request request;
    private final Budget budget;
    private final PathReport report;
    private final Map<Name, List<Cert>> bySubject = new HashMap<>();
    private final Map<Cert, Integer> distance = new HashMap<>();
    private final Map<Cert, PathRefused> unfit = new HashMap<>();
    private final Set<Cert> fit = new HashSet<>();
    /** Signatures that were verified: null where valid, else the refusal. */
    private final Map<Signing, PathRefused> signed = new HashMap<>();
    private final List<Cert> path = new ArrayList<>();
    private PathRefused best;
    private Weight bestWeight = Weight.DEAD_END;

    private record Signing(Cert certificate, Spki key) implements Comparable<Signing> {

        @Override
        public int compareTo(Signing other) {
            int order = certificate.compareTo(other.certificate);
            return order != 0 ? order : key.compareTo(other.key);
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
                index();
                path.add(request.target());
                found = extend(report.root());
            }
            if (found != null) {
                return new PathBuilder.Found(found, report);
            }
        } catch (PathRefused e) {
            throw e.withReport(report);
        }
        throw best.withReport(report);
    }

    /** A target that is itself trusted needs no issuer: how self-signed and pinned certificates are trusted. */
    private VerifiedPath trustedTarget() throws PathRefused {
        Anchor anchor = request.anchors().that(request.target());
        return anchor == null ? null : judge(List.of(), anchor, report.root());
    }

    private VerifiedPath extend(PathReport.Node node) throws PathRefused {
        Cert current = path.get(path.size() - 1);
        budget.step(current);
        List<Anchor> anchors = request.anchors().named(current.issuer());
        for (Anchor anchor : byKeyId(anchors, current)) {
            VerifiedPath found = judge(List.copyOf(path), anchor, report.add(node, "anchor", anchor));
            if (found != null) {
                return found;
            }
        }
        List<Cert> pool = best(bySubject.getOrDefault(current.issuer(), List.of()), current);
        VerifiedPath found = throughAny(pool, current, node);
        List<Cert> more = List.of();
        if (found == null && request.more() != null && deservesMore(current, node)) {
            more = new ArrayList<>(best(request.more().of(current), current));
            more.removeAll(pool);
            found = throughAny(more, current, node);
        }
        if (found == null && anchors.isEmpty() && pool.isEmpty() && more.isEmpty()) {
            deadEnd(current, node);
        }
        return found;
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

    private VerifiedPath throughAny(List<Cert> candidates, Cert current, PathReport.Node node) throws PathRefused {
        for (Cert candidate : candidates) {
            VerifiedPath found = through(candidate, current, node);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private VerifiedPath through(Cert candidate, Cert current, PathReport.Node below) throws PathRefused {
        PathReport.Node node = report.add(below, "issuer", candidate);
        Weight weight = Weight.CANDIDATE;
        try {
            checkFit(candidate);
            checkLength(candidate);
            checkNames(candidate);
            weight = Weight.SIGNATURE;
            checkSigned(current, candidate.key(), candidate);
        } catch (PathRefused e) {
            refuse(node, e, weight);
            return null;
        }
        path.add(candidate);
        VerifiedPath found = extend(node);
        path.remove(path.size() - 1);
        return found;
    }

    private VerifiedPath judge(List<Cert> chain, Anchor anchor, PathReport.Node node) throws PathRefused {
        try {
            if (!chain.isEmpty()) {
                checkSigned(chain.get(chain.size() - 1), anchor.key(), anchor);
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
    private void deadEnd(Cert last, PathReport.Node node) throws PathRefused {
        PathRefused why;
        Cert current = topmost(last);
        if (current.isSelfIssued()) {
            why = new PathRefused(PathFault.NO_ANCHOR, path.size() - 1, current, current.equals(request.target())
                    ? "Certificate " + current + " is self-signed and not trusted"
                    : "The chain ends in the self-signed certificate " + current + ", which is not trusted",
                    "If it is genuine, add it to the trust store");
        } else {
            List<String> access = current.authorityAccess(Oids.CA_ISSUERS);
            why = new PathRefused(PathFault.NO_ISSUER, path.size() - 1, current, "The issuer \"" + current.issuer()
                    + "\" of certificate " + current + " was neither sent by the peer nor is it in the trust store",
                    "Have the peer send its intermediate certificates, or add the issuer to the trust store"
                            + (access.isEmpty() ? "" : "; the certificate says that it can be fetched from "
                                    + Printable.text(access.get(0))));
        }
        refuse(node, why, Weight.DEAD_END);
    }

    /** RFC 4158 section 2.4.2: the same name with the same key twice in a path leads nowhere new. */
    private boolean loops(Cert candidate) {
        if (candidate.isSelfIssued() && request.anchors().that(candidate) != null) {
            return true;
        }
        for (Cert present : path) {
            if (present.key().equals(candidate.key()) && present.subject().equals(candidate.subject())
                    && present.alternativeNames().equals(candidate.alternativeNames())) {
                return true;
            }
        }
        return false;
    }

    private void checkFit(Cert candidate) throws PathRefused {
        if (fit.contains(candidate)) {
            return;
        }
        PathRefused known = unfit.get(candidate);
        if (known != null) {
            throw known;
        }
        try {
            int index = path.size();
            CertChecks.syntax(candidate, index);
            CertChecks.authority(candidate, index);
            CertChecks.key(candidate, index);
            CertChecks.extensions(candidate, index, request.rules());
            CertChecks.validity(candidate, index, request.rules());
            CertChecks.purpose(candidate, index, request.rules());
            fit.add(candidate);
        } catch (PathRefused e) {
            unfit.put(candidate, e);
            throw e;
        }
    }

    private void checkLength(Cert candidate) throws PathRefused {
        int limit = candidate.basicConstraints().pathLength();
        int asked = request.rules().maxIntermediates();
        if (limit < 0 && asked < 0) {
            return;
        }
        long below = path.stream().skip(1).filter(c -> !c.isSelfIssued()).count();
        if (limit >= 0 && below > limit || asked >= 0 && below + (candidate.isSelfIssued() ? 0 : 1) > asked) {
            throw new PathRefused(PathFault.PATH_TOO_LONG, path.size(), candidate, "With certificate " + candidate
                    + " the path is longer than its basic constraints or the caller allow",
                    "Have the target issued by an authority nearer to the root");
        }
    }

    private void checkNames(Cert candidate) throws PathRefused {
        if (candidate.nameConstraints() == null) {
            return;
        }
        NameConstraints constraints = judge.constraints().of(candidate, path.size(), budget);
        for (int i = 0; i < path.size(); i++) {
            if (i == 0 || !path.get(i).isSelfIssued()) {
                constraints.check(path.get(i), i, budget);
            }
        }
    }

    /** Verifies each signature once, whichever path asks, and also remembers those that are wrong. */
    private void checkSigned(Cert current, Spki key, Object issuer) throws PathRefused {
        if (key.inheritsParameters()) {
            return;
        }
        Signing signing = new Signing(current, key);
        if (!signed.containsKey(signing)) {
            try {
                judge.signatures().verify(current, key, issuer, path.size() - 1, budget);
                signed.put(signing, null);
            } catch (PathRefused e) {
                signed.put(signing, e);
            }
        }
        PathRefused refusal = signed.get(signing);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Candidates for the issuer, best first: key identifiers that match, nearest to an anchor, in order received. */
    private List<Cert> best(List<Cert> all, Cert current) throws PathRefused {
        List<Cert> candidates = new ArrayList<>(all.size());
        for (Cert candidate : all) {
            budget.step(candidate);
            boolean leads = request.more() != null || distance.getOrDefault(candidate, UNREACHABLE) != UNREACHABLE;
            if (leads && path.size() < Budget.DEPTH && candidate.subject().equals(current.issuer())
                    && !loops(candidate)) {
                candidates.add(candidate);
            }
        }
        long second = Math.floorDiv(request.rules().time(), 1000L);
        candidates.sort(Comparator.comparing((Cert c) -> !keyIdFits(current, c))
                .thenComparing(c -> second < c.notBefore() || second > c.notAfter())
                .thenComparingInt(c -> distance.getOrDefault(c, UNREACHABLE)));
        return candidates;
    }

    /** Where the certificates sent end, going up by names alone. */
    private Cert topmost(Cert from) {
        Set<Cert> seen = new HashSet<>(path);
        Cert top = from;
        boolean rising = true;
        while (rising) {
            rising = false;
            for (Cert above : bySubject.getOrDefault(top.issuer(), List.of())) {
                if (seen.add(above)) {
                    top = above;
                    rising = true;
                    break;
                }
            }
        }
        return top;
    }

    private static List<Anchor> byKeyId(List<Anchor> anchors, Cert current) {
        if (anchors.size() < 2) {
            return anchors;
        }
        List<Anchor> sorted = new ArrayList<>(anchors);
        sorted.sort(Comparator.comparing(a -> a.certificate() != null && !keyIdFits(current, a.certificate())));
        return sorted;
    }

    /** Key identifiers are hints, never reasons to refuse (RFC 5280 section 4.2.1.1). */
    private static boolean keyIdFits(Cert certificate, Cert issuer) {
        AuthorityKeyId authority = certificate.authorityKeyId();
        if (authority == null) {
            return true;
        }
        if (authority.keyId() != null && issuer.subjectKeyId() != null
                && !authority.keyId().equals(issuer.subjectKeyId())) {
            return false;
        }
        return authority.serial() == null || authority.serial().equals(issuer.serial())
                && authority.issuer().stream().anyMatch(name -> name instanceof GeneralName.Directory directory
                        && directory.name().equals(issuer.issuer()));
    }

    /** Orders the pool by subject, and counts from each certificate the issuers to the nearest anchor's name. */
    private void index() {
        Map<Name, List<Cert>> byIssuer = new HashMap<>();
        ArrayDeque<Cert> near = new ArrayDeque<>();
        Set<Cert> pool = new LinkedHashSet<>(request.pool().subList(0, Math.min(Budget.POOL, request.pool().size())));
        for (Cert certificate : pool) {
            bySubject.computeIfAbsent(certificate.subject(), k -> new ArrayList<>(1)).add(certificate);
            byIssuer.computeIfAbsent(certificate.issuer(), k -> new ArrayList<>(1)).add(certificate);
            if (!request.anchors().named(certificate.issuer()).isEmpty()) {
                distance.put(certificate, 1);
                near.add(certificate);
            }
        }
        while (!near.isEmpty()) {
            Cert issuer = near.remove();
            for (Cert below : byIssuer.getOrDefault(issuer.subject(), List.of())) {
                if (!distance.containsKey(below)) {
                    distance.put(below, distance.get(issuer) + 1);
                    near.add(below);
                }
            }
        }
    }
}
