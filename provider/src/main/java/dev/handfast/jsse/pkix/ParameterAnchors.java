package dev.handfast.jsse.pkix;

import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.UnreadableCertificates;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Anchors;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.pki.path.VerifiedPath;
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

    /** Sets of anchors kept: an application has one or two; a trust store of 150 roots takes about 500 kB. */
    private static final int KEPT = 8;

    /** By the very objects, which are immutable; only those of JCA's own classes. */
    private static final LruCache<Set<TrustAnchor>, ParameterAnchors> BY_OBJECT = new LruCache<>(KEPT);
    private static final LruCache<Set<Anchor>, ParameterAnchors> BY_CONTENT = new LruCache<>(KEPT);

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

    private final Anchors anchors;
    private final VerifiedPathCache<Question, Answer> memory;
    private final Map<Anchor, TrustAnchor> originals;
    private final UnreadableCertificates unread;

    private ParameterAnchors(Anchors anchors, VerifiedPathCache<Question, Answer> memory,
            Map<Anchor, TrustAnchor> originals,
            UnreadableCertificates unread) {
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
    public static ParameterAnchors of(Set<TrustAnchor> given) {
        ParameterAnchors known = BY_OBJECT.get(given);
        return known != null ? known : read(Set.copyOf(given));
    }

    private static ParameterAnchors read(Set<TrustAnchor> given) {
        UnreadableCertificates unread = new UnreadableCertificates();
        Map<Anchor, TrustAnchor> originals = PkixConversions.anchors(given, unread, anchor -> "a trust anchor");
        ParameterAnchors same = BY_CONTENT.get(originals.keySet());
        ParameterAnchors made = same == null ? new ParameterAnchors(new Anchors(originals.keySet()),
                new VerifiedPathCache<>(Answer::path, question -> List.of(question.target())), originals, unread)
                : new ParameterAnchors(same.anchors, same.memory, originals, unread);
        if (same == null) {
            BY_CONTENT.put(Set.copyOf(originals.keySet()), made);
        }
        if (given.stream().allMatch(ParameterAnchors::isImmutable)) {
            BY_OBJECT.put(given, made);
        }
        return made;
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
        return memory.get(question, time);
    }

    /** Remembers an answer. */
    void remember(Question question, Answer answer) {
        memory.put(question, answer);
    }

    private static boolean isImmutable(TrustAnchor anchor) {
        return anchor.getClass() == TrustAnchor.class && anchor.getTrustedCert() != null
                && CertificateConverter.isPlatform(anchor.getTrustedCert());
    }
}
