package dev.handfast.jsse.props;

import dev.handfast.pki.cert.CertificateCurve;

import org.jspecify.annotations.Nullable;

import java.security.Security;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of one {@code jdk.*.disabledAlgorithms} property, in the syntax that {@code java.security} describes:
 * names, {@code TLS_*} patterns, {@code keySize} comparisons, {@code usage}, {@code denyAfter}, {@code jdkCA} and
 * {@code include}. A rule forbids when all its conditions hold. Immutable.
 */
public final class DisabledRules {

    /** How names begin that may have an asterisk, those of suites. */
    private static final String PATTERNED = "TLS_";

    private static final Pattern KEY_SIZE = Pattern.compile("keysize\\s*(<=|<|==|!=|>=|>)\\s*(\\d{1,9})");
    private static final Pattern DENY_AFTER = Pattern.compile("denyafter\\s+(\\d{4}-\\d{2}-\\d{2})");
    private static final Pattern USAGE = Pattern.compile("usage((?:\\s+\\w+)+)");

    /**
     * One rule.
     *
     * @param name what it concerns, in upper case
     * @param pattern of names in upper case, where the name has an asterisk; else null
     * @param keySizes the sizes in bits that it forbids; null for all
     * @param uses the uses that it forbids, in lower case; empty for all
     * @param from milliseconds from which on it forbids; {@code Long.MIN_VALUE} for always
     * @param jdkAuthority whether it forbids only under roots that the JDK ships
     * @param unknown a condition that is not understood, which counts as fulfilled here; null when there is none
     * @param text the rule as written
     */
    public record Rule(String name, @Nullable Pattern pattern, @Nullable IntPredicate keySizes, Set<String> uses,
            long from,
            boolean jdkAuthority, @Nullable String unknown, String text) {

        /** Whether the rule speaks of an algorithm that has these parts; all are in upper case. */
        public boolean concerns(String algorithm, Set<String> parts) {
            return pattern == null ? parts.contains(name)
                    : algorithm.startsWith(PATTERNED) && pattern.matcher(algorithm).matches();
        }
    }

    private static final Map<String, DisabledRules> CURRENT = new ConcurrentHashMap<>();

    private final List<Rule> rules;

    /** What was read: each property by name, as it was then. */
    private final Map<String, String> read;

    private DisabledRules(List<Rule> rules, Map<String, String> read) {
        this.rules = List.copyOf(rules);
        this.read = read;
    }

    /** The rules of a security property as it and those that it includes stand now; none if it is unset. */
    public static DisabledRules of(String property) {
        DisabledRules known = CURRENT.get(property);
        if (known == null || !known.isCurrent()) {
            Map<String, String> read = new LinkedHashMap<>();
            List<Rule> rules = new ArrayList<>();
            include(property, rules, read);
            known = new DisabledRules(rules, read);
            CURRENT.put(property, known);
        }
        return known;
    }

    /** The rules of a text; null for none. */
    public static DisabledRules parse(String text) {
        List<Rule> rules = new ArrayList<>();
        add(text, rules, new LinkedHashMap<>());
        return new DisabledRules(rules, Map.of());
    }

    /** The rules, in order. */
    public List<Rule> rules() {
        return rules;
    }

    private boolean isCurrent() {
        for (Map.Entry<String, String> property : read.entrySet()) {
            if (!Objects.equals(Security.getProperty(property.getKey()), property.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** A property's rules; one that includes itself is read once. */
    private static void include(String property, List<Rule> into, Map<String, String> read) {
        if (!read.containsKey(property)) {
            String value = Security.getProperty(property);
            read.put(property, value);
            add(PropertyReader.unquoted(value), into, read);
        }
    }

    private static void add(@Nullable String text, List<Rule> into, Map<String, String> read) {
        for (String item : text == null ? new String[0] : text.split(",")) {
            // Some curves have names of two words ("NIST P-256").
            String[] words = CertificateCurve.isNameOfWords(item.trim()) ? new String[] {item.trim()}
                    : item.trim().split("\\s+", 2);
            if (words.length == 2 && words[0].equalsIgnoreCase("include")) {
                include(words[1], into, read);
            } else if (!words[0].isEmpty()) {
                into.add(rule(words[0].toUpperCase(Locale.ROOT), words.length < 2 ? "" : words[1], item.trim()));
            }
        }
    }

    private static Rule rule(String name, String conditions, String text) {
        Pattern pattern = name.startsWith(PATTERNED) && name.indexOf('*') >= 0
                ? Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q")) : null;
        IntPredicate keySizes = null;
        Set<String> uses = Set.of();
        long from = Long.MIN_VALUE;
        boolean jdkAuthority = false;
        String unknown = null;
        LocalDate date;
        for (String one : conditions.isEmpty() ? new String[0] : conditions.split("&")) {
            String condition = one.trim().toLowerCase(Locale.ROOT);
            Matcher match;
            if ((match = KEY_SIZE.matcher(condition)).matches()) {
                keySizes = comparison(match.group(1), Integer.parseInt(match.group(2)));
            } else if ((match = USAGE.matcher(condition)).matches()) {
                uses = new HashSet<>(List.of(match.group(1).trim().split("\\s+")));
            } else if ((match = DENY_AFTER.matcher(condition)).matches()
                    && (date = date(match.group(1))) != null) {
                from = date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            } else if (condition.equals("jdkca")) {
                jdkAuthority = true;
            } else {
                unknown = one.trim();
            }
        }
        return new Rule(name, pattern, keySizes, Set.copyOf(uses), from, jdkAuthority, unknown, text);
    }

    /** Of the form that {@link #DENY_AFTER} has, without the formatters of {@code java.time}; null for no date. */
    private static @Nullable LocalDate date(String text) {
        try {
            return LocalDate.of(Integer.parseInt(text, 0, 4, 10), Integer.parseInt(text, 5, 7, 10),
                    Integer.parseInt(text, 8, 10, 10));
        } catch (DateTimeException e) {
            return null;
        }
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
