package dev.handfast.crypto;

import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import org.jspecify.annotations.Nullable;

/**
 * Key agreement on one group, in the shape of a KEM so that hybrids fit: one side offers, the other accepts, the first
 * finishes (RFC 9846 section 4.3.8, RFC 8422 section 5.4, draft-ietf-tls-ecdhe-mlkem).
 *
 * <p>Stateless and thread-safe. An invalid share, also one that leads to the all-zero secret, is
 * {@link dev.handfast.spec.Fault#KEY_SHARE_INVALID}.
 */
public interface KeyExchange {

    /** Makes the first share: a client's in TLS 1.3, a server's in TLS 1.2. */
    Offer offer();

    /** Answers the first share. */
    Accepted accept(byte[] share) throws TlsFault;

    /** A first share and what is needed to finish with the answer. */
    interface Offer extends AutoCloseable {

        /** The public share; a copy. */
        byte[] share();

        /** The secret that the answer leads to; for finite fields as long as the prime (RFC 9846 section 7.4.1). */
        Secret finish(byte[] answer) throws TlsFault;

        /**
         * The classical part of a hybrid, whose share may be offered beside it (draft-ietf-tls-hybrid-design section
         * 3.2), or null if this is no hybrid. Closing either part closes nothing of the other.
         */
        default @Nullable Offer classical() {
            return null;
        }

        /** The group of {@link #classical()}, or null. */
        default @Nullable NamedGroup classicalGroup() {
            return null;
        }

        /** Forgets the private part. */
        @Override
        void close();
    }

    /**
     * The answering share and the secret.
     *
     * @param share public
     * @param secret the caller's to close
     */
    record Accepted(byte[] share, Secret secret) {
    }
}
