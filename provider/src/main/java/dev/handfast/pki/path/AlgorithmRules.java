package dev.handfast.pki.path;

import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Spki;

import org.jspecify.annotations.Nullable;

/**
 * Which signature algorithms and keys are good enough. Implementations are immutable; those that are equal give the
 * same answers in the same {@linkplain #era era}.
 *
 * <p>Both methods answer null for "accepted", else the reason as part of a sentence: {@code "SHA-1 is refused by ..."}.
 */
public interface AlgorithmRules {

    /** Accepts everything. */
    AlgorithmRules ANY = new AlgorithmRules() {
        @Override
        public @Nullable String refusesSignature(AlgorithmId algorithm, Cert signed, Context context) {
            return null;
        }

        @Override
        public @Nullable String refusesKey(Spki key, @Nullable Cert certificate, Context context) {
            return null;
        }
    };

    /**
     * Where the algorithm occurs.
     *
     * @param anchor the anchor of the path
     * @param rules the rules of the validation: time and purpose
     */
    record Context(Anchor anchor, ValidationParameters rules) {
    }

    /** Judges the algorithm that signed {@code signed}, a certificate that is no anchor. */
    @Nullable
    String refusesSignature(AlgorithmId algorithm, Cert signed, Context context);

    /** Judges a key; {@code certificate} is null where an anchor is a name with a key. */
    @Nullable
    String refusesKey(Spki key, @Nullable Cert certificate, Context context);

    /** How many of the rules count only from a time on that has come by {@code time}, in milliseconds. */
    default int era(long time) {
        return 0;
    }

    /** Both this and the other must accept. */
    default AlgorithmRules and(AlgorithmRules other) {
        return new Both(this, other);
    }

    /** Two that must both accept. */
    record Both(AlgorithmRules first, AlgorithmRules second) implements AlgorithmRules {

        @Override
        public @Nullable String refusesSignature(AlgorithmId algorithm, Cert signed, Context context) {
            String reason = first.refusesSignature(algorithm, signed, context);
            return reason != null ? reason : second.refusesSignature(algorithm, signed, context);
        }

        @Override
        public @Nullable String refusesKey(Spki key, @Nullable Cert certificate, Context context) {
            String reason = first.refusesKey(key, certificate, context);
            return reason != null ? reason : second.refusesKey(key, certificate, context);
        }

        /** Neither part can go back while time goes on, so equal sums are equal parts. */
        @Override
        public int era(long time) {
            return first.era(time) + second.era(time);
        }

        // Written out: a record's own are linked from method handles at their first use.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Both that && first.equals(that.first) && second.equals(that.second);
        }

        @Override
        public int hashCode() {
            return 31 * first.hashCode() + second.hashCode();
        }
    }
}
