package dev.handfast.jsse.props;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes JCA's algorithm names apart, so that a rule about {@code SHA1} is seen to concern {@code SHA1withRSA}. */
public final class NameParts {

    private static final Pattern SLASH = Pattern.compile("/");
    private static final Pattern WORDS = Pattern.compile("with|and|(?<!padd)in", Pattern.CASE_INSENSITIVE);

    private NameParts() {
    }

    /** The name itself and its parts, by every name each is known by, all in upper case; a new modifiable set. */
    public static Set<String> of(String algorithm) {
        Set<String> parts = new LinkedHashSet<>();
        parts.add(algorithm.toUpperCase(Locale.ROOT));
        for (String step : SLASH.split(algorithm)) {
            for (String word : WORDS.split(step)) {
                if (!word.isEmpty()) {
                    parts.add(word.toUpperCase(Locale.ROOT));
                }
            }
        }
        addAliases(parts, "SHA1", "SHA-1");
        addAliases(parts, "SHA224", "SHA-224");
        addAliases(parts, "SHA256", "SHA-256");
        addAliases(parts, "SHA384", "SHA-384");
        addAliases(parts, "SHA512", "SHA-512");
        addAliases(parts, "DH", "DIFFIEHELLMAN");
        return parts;
    }

    private static void addAliases(Set<String> parts, String one, String other) {
        if (parts.contains(one)) {
            parts.add(other);
        } else if (parts.contains(other)) {
            parts.add(one);
        }
    }
}
