package dev.handfast.jsse.pkix;

import dev.handfast.der.DerWeight;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.UnreadableCertificates;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Anchors;
import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.Opaque;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The trust anchors of JCA parameters in our form, and the paths found valid under them. The same anchors, by content,
 * are read and prepared once.
 */
public final class ParameterAnchors {

    /** Bytes of an anchor beside its certificate: our object, JCA's, and a place in each of four maps. */
    private static final int ANCHOR = 500;

    /** By the very objects, which are immutable; only those of JCA's own classes. */
    private static final CacheKind<Set<TrustAnchor>, ParameterAnchors> BY_OBJECT = new CacheKind<>(
            CacheShare.ANCHORS_BY_OBJECT, (set, anchors) -> anchors.weight());
    private static final CacheKind<Set<Anchor>, ParameterAnchors> BY_CONTENT = new CacheKind<>(
            CacheShare.ANCHORS_BY_CONTENT, (set, anchors) -> anchors.weight());
    private static final CacheKind<Asked, Answer> PATHS = new CacheKind<>(CacheShare.PATHS,
            (asked, answer) -> VerifiedPathCache.weight(List.of(asked.question.target()), answer.path()));

    /** A target and what was asked of its path: {@link ValidationParameters#conditions}. */
    public record Question(Cert target, List<Object> conditions) implements Comparable<Question> {

        /** By what others choose; conditions are few. */
        @Override
        public int compareTo(Question other) {
            return target.compareTo(other.target);
        }
    }

    /**
     * A path that was found valid.
     *
     * @param path   the path
     * @param given  the path as JCA has it
     * @param issuers the certificates between target and anchor
     * @param key    the target's key, with all its parameters
     */
    public record Answer(VerifiedPath path, CertPath given, Set<X509Certificate> issuers, PublicKey key) {
    }

    /**
     * A question under one trust.
     *
     * @param trust who asks, compared by identity: no other set of anchors gets the answer, nor the same one if it has
     *        been forgotten meanwhile
     */
    private record Asked(Object trust, Question question) implements Comparable<Asked> {

        @Override
        public int compareTo(Asked other) {
            return question.compareTo(other.question);
        }
    }

    /** Stands for these anchors in the cache, which is not to hold them. */
    private final Object trust;
    private final Anchors anchors;
    private final VerifiedPathCache<Asked, Answer> memory;
    private final Map<Anchor, TrustAnchor> originals;
    private final UnreadableCertificates unread;

    private ParameterAnchors(Object trust, Anchors anchors, VerifiedPathCache<Asked, Answer> memory,
            Map<Anchor, TrustAnchor> originals, UnreadableCertificates unread) {
        this.trust = trust;
        this.anchors = anchors;
        this.memory = memory;
        this.originals = originals;
        this.unread = unread;
    }

    /** Whether a judgement by parameters depends on anchors and rules alone, not on revocation or checkers. */
    static boolean isMemorable(PKIXParameters parameters) {
        return !parameters.isRevocationEnabled() && parameters.getCertPathCheckers().isEmpty()
                && !JdkValidatorRequest.isUnreadable(parameters) && PathProperties.remember();
    }

    /** The anchors of a set. */
    public static ParameterAnchors of(Set<TrustAnchor> given, SharedCaches caches) {
        ParameterAnchors known = caches.get(BY_OBJECT).get(given);
        return known != null ? known : read(Set.copyOf(given), caches);
    }

    private static ParameterAnchors read(Set<TrustAnchor> given, SharedCaches caches) {
        UnreadableCertificates unread = new UnreadableCertificates();
        Map<Anchor, TrustAnchor> originals = PkixConversions.anchors(given, new CertificateConverter(caches), unread,
                anchor -> "a trust anchor");
        ParameterAnchors same = caches.get(BY_CONTENT).get(originals.keySet());
        ParameterAnchors made = same == null ? new ParameterAnchors(new Object(), new Anchors(originals.keySet()),
                new VerifiedPathCache<>(caches.get(PATHS), Answer::path), originals, unread)
                : new ParameterAnchors(same.trust, same.anchors, same.memory, originals, unread);
        if (same == null) {
            caches.get(BY_CONTENT).put(Set.copyOf(originals.keySet()), made);
        }
        if (given.stream().allMatch(ParameterAnchors::isImmutable)) {
            caches.get(BY_OBJECT).put(given, made);
        }
        return made;
    }

    private long weight() {
        long weight = 0;
        for (Map.Entry<Anchor, TrustAnchor> each : originals.entrySet()) {
            Anchor anchor = each.getKey();
            weight += ANCHOR + (anchor.certificate() != null ? anchor.certificate().weight()
                    : DerWeight.of(anchor.name().encoded()) + DerWeight.of(anchor.key().encoded()));
            byte[] constraints = each.getValue().getNameConstraints();
            weight += constraints == null ? 0 : DerWeight.of(Opaque.adopt(constraints));
        }
        return weight;
    }

    /** The anchors. */
    Anchors anchors() {
        return anchors;
    }

    /** The caller's own object for an anchor. */
    TrustAnchor original(Anchor anchor) {
        return originals.get(anchor);
    }

    /** What was not read, and why: it is not trusted. */
    UnreadableCertificates unread() {
        return unread;
    }

    /** The answer to a question, where it is still valid at a time in milliseconds; else null. */
    public Answer remembered(Question question, long time) {
        return memory.get(new Asked(trust, question), time);
    }

    /** Remembers an answer. */
    void remember(Question question, Answer answer) {
        memory.put(new Asked(trust, question), answer);
    }

    private static boolean isImmutable(TrustAnchor anchor) {
        return anchor.getClass() == TrustAnchor.class && anchor.getTrustedCert() != null
                && CertificateConverter.isPlatform(anchor.getTrustedCert());
    }
}
