package dev.handfast.pki.path;

import dev.handfast.pki.cert.AuthorityKeyId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertExtension;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The certificates of one search, and who may have issued whom: compared once a pair, not once a path. */
final class SearchedCerts {

    /** Octets of names and key identifiers that are compared at the price of a step. */
    private static final int OCTETS = 512;

    private final PathBuilder.Request request;
    private final Budget budget;
    private final Map<Cert, SearchedCert> known = new HashMap<>();
    private final Map<Identity, Integer> identities = new HashMap<>();
    private final Map<Name, List<SearchedCert>> bySubject = new HashMap<>();

    /** RFC 4158 section 2.4.2: what makes a certificate the same as another for a path. */
    record Identity(Spki key, Name subject, Opaque alternativeNames) implements Comparable<Identity> {

        static Identity of(Cert certificate) {
            CertExtension names = certificate.extension(Oids.SUBJECT_ALT_NAME);
            return new Identity(certificate.key(), certificate.subject(), names == null ? Opaque.EMPTY : names.value());
        }

        @Override
        public int compareTo(Identity other) {
            int order = key.compareTo(other.key);
            order = order != 0 ? order : subject.compareTo(other.subject);
            return order != 0 ? order : alternativeNames.compareTo(other.alternativeNames);
        }

        // Written out: a record's own are linked from method handles at their first use.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity that && key.equals(that.key) && subject.equals(that.subject)
                    && alternativeNames.equals(that.alternativeNames);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * key.hashCode() + subject.hashCode()) + alternativeNames.hashCode();
        }
    }

    /** Orders the pool by subject, and counts from each certificate the issuers to the nearest anchor's name. */
    SearchedCerts(PathBuilder.Request request, Budget budget) {
        this.request = request;
        this.budget = budget;
        Map<Name, List<SearchedCert>> byIssuer = new HashMap<>();
        ArrayDeque<SearchedCert> near = new ArrayDeque<>();
        Set<Cert> pool = new LinkedHashSet<>(request.pool().subList(0, Math.min(Budget.POOL, request.pool().size())));
        for (Cert certificate : pool) {
            SearchedCert one = of(certificate);
            add(bySubject, certificate.subject(), one);
            add(byIssuer, certificate.issuer(), one);
            if (!request.anchors().named(certificate.issuer()).isEmpty()) {
                one.distance = 1;
                near.add(one);
            }
        }
        while (!near.isEmpty()) {
            SearchedCert issuer = near.remove();
            for (SearchedCert below : byIssuer.getOrDefault(issuer.certificate.subject(), List.of())) {
                if (below.distance == SearchedCert.UNREACHABLE) {
                    below.distance = issuer.distance + 1;
                    near.add(below);
                }
            }
        }
    }

    private static void add(Map<Name, List<SearchedCert>> to, Name name, SearchedCert one) {
        List<SearchedCert> named = to.get(name);
        if (named == null) {
            named = new ArrayList<>(1);
            to.put(name, named);
        }
        named.add(one);
    }

    /** The one of this search for a certificate. */
    SearchedCert of(Cert certificate) {
        SearchedCert one = known.get(certificate);
        if (one == null) {
            Integer before = identities.putIfAbsent(Identity.of(certificate), identities.size());
            int identity = before != null ? before : identities.size() - 1;
            one = new SearchedCert(certificate, identity, request.anchors().that(certificate) != null);
            known.put(certificate, one);
        }
        return one;
    }

    /** Anchors with the name of the issuer, those first whose key identifier fits. */
    List<Anchor> anchors(SearchedCert current) {
        if (current.anchors == null) {
            List<Anchor> anchors = request.anchors().named(current.certificate.issuer());
            current.anchors = anchors.size() < 2 ? anchors : sorted(anchors, Comparator.comparing(
                    a -> a.certificate() != null && !keyIdFits(current.certificate, a.certificate())));
        }
        return current.anchors;
    }

    /** Certificates of the pool with the name of the issuer from which an anchor may be reached, best first. */
    List<SearchedCert> pool(SearchedCert current) throws PathRefused {
        if (current.pool == null) {
            current.pool = best(bySubject.getOrDefault(current.certificate.issuer(), List.of()), current);
        }
        return current.pool;
    }

    /** The same of certificates from elsewhere. */
    List<SearchedCert> more(SearchedCert current) throws PathRefused {
        if (current.more == null) {
            Set<SearchedCert> found = new LinkedHashSet<>();
            if (request.more() != null) {
                for (Cert certificate : request.more().of(current.certificate)) {
                    found.add(of(certificate));
                }
            }
            pool(current).forEach(found::remove);
            current.more = best(found, current);
        }
        return current.more;
    }

    /** Best first: key identifiers that match, valid now, nearest to an anchor, in order received. */
    private List<SearchedCert> best(Collection<SearchedCert> all, SearchedCert current) throws PathRefused {
        CertExtension keyId = current.certificate.extension(Oids.AUTHORITY_KEY_IDENTIFIER);
        long compared = current.certificate.issuer().encoded().length() + (keyId == null ? 0 : keyId.value().length());
        budget.steps(current.certificate, compared / OCTETS * all.size());
        List<SearchedCert> candidates = new ArrayList<>(all.size());
        for (SearchedCert one : all) {
            boolean leads = request.more() != null || one.distance != SearchedCert.UNREACHABLE;
            if (leads && !one.root && one.certificate.subject().equals(current.certificate.issuer())) {
                candidates.add(one);
            }
        }
        long second = Math.floorDiv(request.rules().time(), 1000L);
        Set<SearchedCert> others = new HashSet<>();
        for (SearchedCert one : candidates) {
            if (!keyIdFits(current.certificate, one.certificate)) {
                others.add(one);
            }
        }
        return sorted(candidates, Comparator.comparing((SearchedCert c) -> others.contains(c))
                .thenComparing(c -> second < c.certificate.notBefore() || second > c.certificate.notAfter())
                .thenComparingInt(c -> c.distance));
    }

    private static <T> List<T> sorted(List<T> list, Comparator<? super T> order) {
        List<T> sorted = new ArrayList<>(list);
        sorted.sort(order);
        return sorted;
    }

    /** Where the certificates sent end, going up by names alone. */
    Cert topmost(SearchedCert from) {
        Map<Name, Iterator<SearchedCert>> unseen = new HashMap<>();
        SearchedCert top = from;
        while (true) {
            Iterator<SearchedCert> above = unseen.computeIfAbsent(top.certificate.issuer(),
                    k -> bySubject.getOrDefault(k, List.of()).iterator());
            SearchedCert next = from;
            while (next == from && above.hasNext()) {
                next = above.next();
            }
            if (next == from) {
                return top.certificate;
            }
            top = next;
        }
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
}
