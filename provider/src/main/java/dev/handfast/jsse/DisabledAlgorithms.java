package dev.handfast.jsse;

import java.lang.System.Logger.Level;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of one {@code jdk.*.disabledAlgorithms} property, in the syntax that {@code java.security} describes: names,
 * {@code TLS_*} patterns, {@code keySize} comparisons, {@code usage}, {@code denyAfter}, {@code jdkCA} and
 * {@code include}. Immutable.
 *
 * <p>A rule forbids when all its conditions hold. A condition that cannot be judged in the situation at hand (what a key
 * is used for, whose root it is) does not hold: so says SunJSSE. {@code jdkCA} is left to the path validator, which alone
 * knows the root.
 */
final class DisabledAlgorithms implements AlgorithmConstraints {

    /** What a signature or key is used for. */
    enum Use {
        HANDSHAKE_SIGNATURE("HandshakeSignature"), CERTIFICATE_SIGNATURE("CertificateSignature"),
        TLS_SERVER("TLSServer"), TLS_CLIENT("TLSClient");

        private final String name;

        Use(String name) {
            this.name = name;
        }
    }

    private static final System.Logger LOG = System.getLogger(DisabledAlgorithms.class.getName());
    private static final int UNKNOWN_SIZE = -1;
    private static final Pattern KEY_SIZE = Pattern.compile("keySize\\s*(<=|<|==|!=|>=|>)\\s*(\\d+)");
    private static final Pattern DENY_AFTER = Pattern.compile("denyAfter\\s+(\\d{4}-\\d{2}-\\d{2})");
    private static final Pattern USAGE = Pattern.compile("usage((?:\\s+\\w+)+)");

    private final List<Rule> rules;

    private DisabledAlgorithms(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The rules of a security property; none if it is unset. */
    static DisabledAlgorithms ofProperty(String property) {
        return parse(Props.security(property), property);
    }

    /**
     * The rules of a text.
     *
     * @param text the property's value, or null
     * @param source what to name in messages
     * @throws IllegalArgumentException if a condition is unknown: a rule that is not understood must not be dropped
     */
    static DisabledAlgorithms parse(String text, String source) {
        List<Rule> rules = new ArrayList<>();
        List<String> items = Props.split(text);
        for (String item : items == null ? List.<String>of() : items) {
            if (item.toLowerCase(Locale.ROOT).startsWith("include ")) {
                String included = item.substring("include ".length()).trim();
                rules.addAll(parse(Props.security(included), included).rules);
            } else {
                rules.add(Rule.parse(item, source));
            }
        }
        return new DisabledAlgorithms(rules);
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
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
    boolean permitsKey(Key key, Set<Use> uses) {
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
    boolean permits(String algorithm, Set<Use> uses) {
        return permits(algorithm, UNKNOWN_SIZE, uses);
    }

    /** Whether an algorithm is permitted with keys of a size in bits. */
    boolean permitsSize(String algorithm, int bits) {
        return permits(algorithm, bits, Set.of());
    }

    private boolean permits(String algorithm, int keySize, Set<Use> uses) {
        Set<String> parts = AlgorithmNames.partsOf(algorithm);
        for (Rule rule : rules) {
            if (rule.concerns(algorithm, parts) && rule.forbids(keySize, uses)) {
                return false;
            }
        }
        return true;
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

    /** One item: a name or pattern and the conditions under which it is forbidden; without any, always. */
    private record Rule(String name, Pattern pattern, IntPredicate keySizes, Set<String> uses, LocalDate from,
            boolean needsJdkCa) {

        static Rule parse(String item, String source) {
            int space = item.indexOf(' ');
            String name = (space < 0 ? item : item.substring(0, space)).toUpperCase(Locale.ROOT);
            Pattern pattern = name.startsWith("TLS_") && name.indexOf('*') >= 0
                    ? Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q")) : null;
            IntPredicate keySizes = null;
            Set<String> uses = null;
            LocalDate from = null;
            boolean needsJdkCa = false;
            String conditions = space < 0 ? "" : item.substring(space + 1).trim();
            for (String condition : conditions.isEmpty() ? new String[0] : conditions.split("&")) {
                String text = condition.trim();
                Matcher match;
                if ((match = KEY_SIZE.matcher(text)).matches()) {
                    keySizes = comparison(match.group(1), Integer.parseInt(match.group(2)));
                } else if ((match = USAGE.matcher(text)).matches()) {
                    uses = new HashSet<>(List.of(match.group(1).trim().toLowerCase(Locale.ROOT).split("\\s+")));
                } else if ((match = DENY_AFTER.matcher(text)).matches()) {
                    from = LocalDate.parse(match.group(1));
                } else if (text.equalsIgnoreCase("jdkCA")) {
                    needsJdkCa = true;
                } else {
                    throw new IllegalArgumentException("security property " + source + ": the condition \"" + text
                            + "\" of \"" + item + "\" is unknown; known are keySize, usage, denyAfter, jdkCA, include");
                }
            }
            LOG.log(Level.TRACE, "{0}: {1}", source, item);
            return new Rule(name, pattern, keySizes, uses, from, needsJdkCa);
        }

        boolean concerns(String algorithm, Set<String> parts) {
            return pattern != null ? pattern.matcher(algorithm.toUpperCase(Locale.ROOT)).matches()
                    : parts.contains(name);
        }

        boolean forbids(int keySize, Set<Use> situation) {
            if (needsJdkCa || keySizes != null && (keySize == UNKNOWN_SIZE || !keySizes.test(keySize))) {
                return false;
            }
            if (uses != null && situation.stream().noneMatch(use -> uses.contains(use.name.toLowerCase(Locale.ROOT)))) {
                return false;
            }
            return from == null || !LocalDate.now(ZoneOffset.UTC).isBefore(from);
        }

        private static IntPredicate comparison(String operator, int bound) {
            return switch (operator) {
                case "<" -> size -> size < bound;
                case "<=" -> size -> size <= bound;
                case "==" -> size -> size == bound;
                case "!=" -> size -> size != bound;
                case ">=" -> size -> size >= bound;
                default -> size -> size > bound;
            };
        }
    }
}
