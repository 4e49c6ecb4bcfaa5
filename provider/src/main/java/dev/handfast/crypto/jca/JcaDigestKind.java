package dev.handfast.crypto.jca;

import dev.handfast.spec.HashAlgorithm;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

/**
 * A hash algorithm, and a digest of it that others are cloned from, which is cheaper than asking a provider. Immutable
 * and thread-safe: the prototype is only read.
 *
 * @param prototype null if this JVM has none that can be cloned
 */
record JcaDigestKind(HashAlgorithm algorithm, @Nullable MessageDigest prototype) {

    /** What this JVM has of an algorithm. */
    static JcaDigestKind of(HashAlgorithm algorithm) {
        try {
            MessageDigest prototype = (MessageDigest) JdkProviders.digest(algorithm.digestName()).clone();
            return new JcaDigestKind(algorithm, prototype);
        } catch (GeneralSecurityException | CloneNotSupportedException absent) {
            return new JcaDigestKind(algorithm, null);
        }
    }

    /** Whether there are any. */
    boolean isPresent() {
        return prototype != null;
    }

    /**
     * A digest without input.
     *
     * @throws IllegalStateException if there is none
     */
    MessageDigest empty() {
        if (prototype == null) {
            throw new IllegalStateException("this JVM has no " + algorithm.digestName() + " that can be cloned");
        }
        return JcaHash.clone(prototype);
    }
}
