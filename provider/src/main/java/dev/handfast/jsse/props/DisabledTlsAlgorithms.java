package dev.handfast.jsse.props;

import org.jspecify.annotations.Nullable;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The rules of one {@code jdk.*.disabledAlgorithms} property as JSSE applies them. Immutable.
 *
 * <p>A condition that cannot be judged in the situation at hand (what a key
 * is used for, whose root it is) does not hold: so says SunJSSE. {@code jdkCA} is left to the path validator, which
 * alone knows the root.
 */
public final class DisabledTlsAlgorithms implements AlgorithmConstraints {

    /** What a signature or key is used for. */
    public enum Use {
        HANDSHAKE_SIGNATURE("HandshakeSignature"), CERTIFICATE_SIGNATURE("CertificateSignature"),
        TLS_SERVER("TLSServer"), TLS_CLIENT("TLSClient");

        private final String name;

        Use(String name) {
            this.name = name.toLowerCase(Locale.ROOT);
        }
    }

    private static final int UNKNOWN_SIZE = -1;

    private final List<DisabledRules.Rule> rules;

    private DisabledTlsAlgorithms(DisabledRules rules, String source) {
        for (DisabledRules.Rule rule : rules.rules()) {
            if (rule.unknown() != null) {
                throw new IllegalArgumentException("security property " + source + ": the condition \"" + rule.unknown()
                        + "\" of \"" + rule.text()
                        + "\" is unknown; known are keySize, usage, denyAfter, jdkCA, include");
            }
        }
        this.rules = rules.rules();
    }

    /**
     * The rules of a security property; none if it is unset.
     *
     * @throws IllegalArgumentException if a condition is unknown: a rule that is not understood must not be dropped
     */
    public static DisabledTlsAlgorithms ofProperty(String property) {
        return new DisabledTlsAlgorithms(DisabledRules.of(property), property);
    }

    /**
     * The rules of a text.
     *
     * @param text the property's value, or null
     * @param source what to name in messages
     * @throws IllegalArgumentException if a condition is unknown
     */
    static DisabledTlsAlgorithms parse(String text, String source) {
        return new DisabledTlsAlgorithms(DisabledRules.parse(text), source);
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm,
            @Nullable AlgorithmParameters parameters) {
        requirePrimitives(primitives);
        requireName(algorithm);
        return permits(algorithm, UNKNOWN_SIZE, Set.of());
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        requirePrimitives(primitives);
        return permitsKey(key, Set.of());
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
        requirePrimitives(primitives);
        requireName(algorithm);
        return permits(algorithm, KeySizes.of(key), Set.of()) && permitsKey(key, Set.of());
    }

    /** Whether a key is permitted for uses. */
    public boolean permitsKey(Key key, Set<Use> uses) {
        if (key == null) {
            throw new IllegalArgumentException("no key to judge");
        }
        int size = KeySizes.of(key);
        for (String name : KeySizes.namesOf(key)) {
            if (!permits(name, size, uses)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an algorithm, suite, group, scheme or version is permitted for uses. */
    public boolean permits(String algorithm, Set<Use> uses) {
        return permits(algorithm, UNKNOWN_SIZE, uses);
    }

    /** Whether an algorithm is permitted with keys of a size in bits. */
    public boolean permitsSize(String algorithm, int bits) {
        return permits(algorithm, bits, Set.of());
    }

    private boolean permits(String algorithm, int keySize, Set<Use> uses) {
        Set<String> parts = AlgorithmComponents.partsOf(algorithm);
        String name = algorithm.toUpperCase(Locale.ROOT);
        for (DisabledRules.Rule rule : rules) {
            if (rule.concerns(name, parts) && forbids(rule, keySize, uses)) {
                return false;
            }
        }
        return true;
    }

    private static boolean forbids(DisabledRules.Rule rule, int keySize, Set<Use> situation) {
        if (rule.jdkAuthority()
                || rule.keySizes() != null && (keySize == UNKNOWN_SIZE || !rule.keySizes().test(keySize))) {
            return false;
        }
        if (!rule.uses().isEmpty() && situation.stream().noneMatch(use -> rule.uses().contains(use.name))) {
            return false;
        }
        return rule.from() == Long.MIN_VALUE || System.currentTimeMillis() >= rule.from();
    }

    /** The same rules, as they are while a property does not change. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DisabledTlsAlgorithms that && rules == that.rules;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(rules);
    }

    private static void requirePrimitives(Set<CryptoPrimitive> primitives) {
        if (primitives == null || primitives.isEmpty()) {
            throw new IllegalArgumentException("no cryptographic primitive named");
        }
    }

    private static void requireName(String algorithm) {
        if (algorithm == null || algorithm.isEmpty()) {
            throw new IllegalArgumentException("no algorithm named");
        }
    }
}
