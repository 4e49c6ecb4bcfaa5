package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Anchors;
import dev.handfast.pki.path.BoundedMemory;
import dev.handfast.pki.path.PathRules;
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
final class Trusted {

    /** Sets of anchors kept: an application has one or two; a trust store of 150 roots takes about 500 kB. */
    private static final int KEPT = 8;

    /** By the very objects, which are immutable; only those of JCA's own classes. */
    private static final BoundedMemory<Set<TrustAnchor>, Trusted> BY_OBJECT = new BoundedMemory<>(KEPT);
    private static final BoundedMemory<Set<Anchor>, Trusted> BY_CONTENT = new BoundedMemory<>(KEPT);

    /** A target and what was asked of its path: {@link PathRules#conditions}. */
    record Question(Cert target, List<Object> conditions) implements Comparable<Question> {

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
    record Answer(VerifiedPath path, CertPath given, Set<X509Certificate> issuers, PublicKey key) {
    }

    private final Anchors anchors;
    private final PathMemory<Question, Answer> memory;
    private final Map<Anchor, TrustAnchor> originals;
    private final Unread unread;

    private Trusted(Anchors anchors, PathMemory<Question, Answer> memory, Map<Anchor, TrustAnchor> originals,
            Unread unread) {
        this.anchors = anchors;
        this.memory = memory;
        this.originals = originals;
        this.unread = unread;
    }

    /** Whether a judgement by parameters depends on anchors and rules alone, not on revocation or checkers. */
    static boolean isMemorable(PKIXParameters parameters) {
        return !parameters.isRevocationEnabled() && parameters.getCertPathCheckers().isEmpty()
                && !JdkQuestion.isUnreadable(parameters) && Settings.remember();
    }

    /** The anchors of a set. */
    static Trusted of(Set<TrustAnchor> given) {
        Trusted known = BY_OBJECT.get(given);
        return known != null ? known : read(Set.copyOf(given));
    }

    private static Trusted read(Set<TrustAnchor> given) {
        Unread unread = new Unread();
        Map<Anchor, TrustAnchor> originals = Pkix.anchors(given, unread, anchor -> "a trust anchor");
        Trusted same = BY_CONTENT.get(originals.keySet());
        Trusted made = same == null ? new Trusted(new Anchors(originals.keySet()),
                new PathMemory<>(Answer::path, question -> List.of(question.target())), originals, unread)
                : new Trusted(same.anchors, same.memory, originals, unread);
        if (same == null) {
            BY_CONTENT.put(Set.copyOf(originals.keySet()), made);
        }
        if (given.stream().allMatch(Trusted::isImmutable)) {
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
    Unread unread() {
        return unread;
    }

    /** The answer to a question, where it is still valid at a time in milliseconds; else null. */
    Answer remembered(Question question, long time) {
        return memory.get(question, time);
    }

    /** Remembers an answer. */
    void remember(Question question, Answer answer) {
        memory.put(question, answer);
    }

    private static boolean isImmutable(TrustAnchor anchor) {
        return anchor.getClass() == TrustAnchor.class && anchor.getTrustedCert() != null
                && Certs.isPlatform(anchor.getTrustedCert());
    }
}
