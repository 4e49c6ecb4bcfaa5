package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Curve;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.AlgorithmNames;
import dev.handfast.pki.path.AlgorithmRules;
import java.security.Security;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The rules in a {@code disabledAlgorithms} security property, by the grammar that the JDK's {@code java.security} file
 * gives: algorithm names with {@code keySize}, {@code jdkCA}, {@code denyAfter}, {@code usage} and {@code include}.
 */
final class DisabledAlgorithms implements AlgorithmRules {

    /** One entry: it applies when all of its conditions hold. */
    private record Entry(String algorithm, Predicate<Integer> keySize, boolean jdkAuthority, long denyAfter,
            Set<String> usages, String text) {

        boolean applies(Context context) {
            return (denyAfter == 0 || context.rules().time() >= denyAfter)
                    && (usages.isEmpty() || usages.contains(usage(context)))
                    && (!jdkAuthority || JdkAuthorities.contain(context.anchor()));
        }

        private static String usage(Context context) {
            return Oids.SERVER_AUTH.equals(context.rules().purpose()) ? "tlsserver"
                    : Oids.CLIENT_AUTH.equals(context.rules().purpose()) ? "tlsclient" : "";
        }
    }

    /** The property that the JDK's own values include. */
    private static final String NAMED_CURVES = "jdk.disabled.namedCurves";

    /** What was made of a property's value, and of those it may include: the texts are compared on each use. */
    private record Made(String value, AlgorithmRules rules) {
    }

    private static final Map<String, Made> MADE = new ConcurrentHashMap<>();

    private final String property;
    private final List<Entry> entries = new ArrayList<>();

    private DisabledAlgorithms(String property, String value) {
        this.property = property;
        for (String entry : value.split(",")) {
            add(entry.trim());
        }
    }

    /** The rules of a security property as it stands now; accepts everything when the property is not set. */
    static AlgorithmRules of(String property) {
        String value = Security.getProperty(property);
        if (value == null || value.isBlank()) {
            return ANY;
        }
        String key = value + Security.getProperty(NAMED_CURVES);
        Made made = MADE.get(property);
        if (made == null || !made.value().equals(key)) {
            made = new Made(key, new DisabledAlgorithms(property, value));
            MADE.put(property, made);
        }
        return made.rules();
    }

    @Override
    public String refusesSignature(AlgorithmId algorithm, Cert signed, Context context) {
        String name = AlgorithmNames.signature(algorithm);
        Set<String> parts = parts(name);
        for (Entry entry : entries) {
            if (entry.keySize() == null && parts.contains(entry.algorithm()) && entry.applies(context)) {
                return name + " is disabled by the security property " + property + " (" + entry.text() + ")";
            }
        }
        return null;
    }

    @Override
    public String refusesKey(Spki key, Cert certificate, Context context) {
        Set<String> names = new HashSet<>();
        names.add(AlgorithmNames.key(key).toLowerCase(Locale.ROOT));
        if (key.curve() != null) {
            names.add(Curve.name(key.curve()).toLowerCase(Locale.ROOT));
        }
        for (Entry entry : entries) {
            boolean small = entry.keySize() == null || key.bits() >= 0 && entry.keySize().test(key.bits());
            if (names.contains(entry.algorithm()) && small && entry.applies(context)) {
                return AlgorithmNames.describe(key) + " is disabled by the security property " + property + " ("
                        + entry.text() + ")";
            }
        }
        return null;
    }

    private void add(String text) {
        String[] words = text.split("\\s+", 2);
        if (words[0].equalsIgnoreCase("include") && words.length == 2) {
            String included = Security.getProperty(words[1].trim());
            if (included != null) {
                for (String entry : included.split(",")) {
                    add(entry.trim());
                }
            }
        } else if (!text.isEmpty()) {
            entries.add(entry(words[0], words.length < 2 ? "" : words[1], text));
        }
    }

    private static Entry entry(String algorithm, String conditions, String text) {
        Predicate<Integer> keySize = null;
        boolean jdkAuthority = false;
        long denyAfter = 0;
        Set<String> usages = new HashSet<>();
        for (String condition : conditions.split("&")) {
            String[] words = condition.trim().split("\\s+");
            switch (words[0].toLowerCase(Locale.ROOT)) {
                case "keysize" -> keySize = keySize(words);
                case "jdkca" -> jdkAuthority = true;
                case "denyafter" -> denyAfter = date(words);
                case "usage" -> {
                    for (int i = 1; i < words.length; i++) {
                        usages.add(words[i].toLowerCase(Locale.ROOT));
                    }
                }
                default -> {
                    // An unknown condition narrows an entry; without it the entry refuses more, which is safe.
                }
            }
        }
        return new Entry(algorithm.toLowerCase(Locale.ROOT), keySize, jdkAuthority, denyAfter, usages, text);
    }

    private static Predicate<Integer> keySize(String[] words) {
        if (words.length != 3 || !words[2].matches("[0-9]{1,9}")) {
            return bits -> true;
        }
        int size = Integer.parseInt(words[2]);
        return switch (words[1]) {
            case "<" -> bits -> bits < size;
            case "<=" -> bits -> bits <= size;
            case ">" -> bits -> bits > size;
            case ">=" -> bits -> bits >= size;
            case "==" -> bits -> bits == size;
            case "!=" -> bits -> bits != size;
            default -> bits -> true;
        };
    }

    private static long date(String[] words) {
        try {
            return words.length != 2 ? 0
                    : LocalDate.parse(words[1]).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** The names by which entries may speak of a signature algorithm: its own, its hash's, its key's. */
    private static Set<String> parts(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Set<String> parts = new HashSet<>();
        parts.add(lower);
        int with = lower.indexOf("with");
        if (with > 0) {
            String hash = lower.substring(0, with);
            parts.add(hash);
            if (hash.matches("sha[0-9]+")) {
                parts.add("sha-" + hash.substring(3));
            }
            String key = lower.substring(with + 4);
            parts.add(key);
            if (key.equals("ecdsa")) {
                parts.add("ec");
            } else if (key.startsWith("rsaandmgf1")) {
                parts.add("rsassa-pss");
                parts.add("rsa");
            }
        }
        return parts;
    }
}
