package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.VerifiedPath;
import java.util.List;
import java.util.function.Function;

/**
 * Paths that were found valid, for one trust: who asks under another gets none, so none outlives the trust it rests on.
 *
 * <p>A path is remembered by all that the judgement depended on beside the trust, which is in the question, and counts
 * only while every certificate in it is valid. What depends on more than that (revocation, staples, application
 * checkers) is not remembered.
 *
 * @param <Q> the question, compared by content
 * @param <A> the answer
 */
public final class VerifiedPathCache<Q, A> {

    private final LruCache<Q, A> answers;
    private final Function<A, VerifiedPath> path;

    /** Answers that have a path, kept in a cache whose entries {@link #weight} weighs. */
    public VerifiedPathCache(LruCache<Q, A> answers, Function<A, VerifiedPath> path) {
        this.answers = answers;
        this.path = path;
    }

    /**
     * Bytes of a path, and of the certificates in the question.
     *
     * @param asked the certificates in the question
     */
    public static long weight(List<Cert> asked, VerifiedPath path) {
        long weight = path.weight();
        for (Cert cert : asked) {
            weight += cert.weight();
        }
        for (Cert cert : path.certificates()) {
            weight += asked.contains(cert) ? 0 : cert.weight();
        }
        return weight;
    }

    /** What answered the same question before, if its path is still valid at a time in milliseconds; else null. */
    public A get(Q question, long time) {
        A answer = answers.get(question);
        if (answer == null) {
            return null;
        }
        VerifiedPath known = path.apply(answer);
        long second = Math.floorDiv(time, 1000L);
        boolean valid = isValid(known.anchor().certificate(), second);
        List<Cert> certificates = known.certificates();
        for (int i = 0; valid && i < certificates.size(); i++) {
            valid = isValid(certificates.get(i), second);
        }
        if (!valid) {
            answers.remove(question);
            return null;
        }
        return answer;
    }

    public void put(Q question, A answer) {
        answers.put(question, answer);
    }

    private static boolean isValid(Cert certificate, long second) {
        return certificate == null || second >= certificate.notBefore() && second <= certificate.notAfter();
    }
}
