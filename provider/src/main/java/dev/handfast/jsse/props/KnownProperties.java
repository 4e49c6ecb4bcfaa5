package dev.handfast.jsse.props;

import dev.handfast.crypto.KeyBounds;

import org.jspecify.annotations.Nullable;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of Handfast's own properties: a name that looks like one and is none is a slip of the pen. */
public final class KnownProperties {

    /** All of them, as {@code provider/docs/API.md} has them. */
    static final List<String> NAMES = List.of("handfast.debug.keyLog", "handfast.debug.trace", "handfast.keys.reload",
            "handfast.pki.allowedRevocationLocations", "handfast.pki.anchorConstraints", "handfast.pki.commonName",
            KeyBounds.PROPERTY, "handfast.pki.mustStaple", "handfast.pki.remember", "handfast.pki.transparency",
            "handfast.pki.transparency.least", "handfast.pki.transparency.logs", "handfast.session.cacheBytes",
            "handfast.session.jcache", "handfast.session.jcacheUri", "handfast.session.label",
            "handfast.session.storeMillis", "handfast.session.ticketBytes", "handfast.session.ticketSecretFile",
            "handfast.session.verdictSeconds");

    /** The prefix of older names of most properties of paths. */
    private static final String OLDER = "dev.";

    /**
     * What properties were called before each had a topic, and the same word as in the public face. Made once, as each
     * handshake reads properties.
     */
    private static final Map<String, String> OLDER_NAMES = olderNames();

    private KnownProperties() {
    }

    /**
     * Warns once of each system property that has our prefix and not one of our names, and of a value that else would
     * be read only when a peer comes with a large key.
     */
    public static void checkNames() {
        KeyBounds.mostBits();
        for (String name : System.getProperties().stringPropertyNames()) {
            boolean ours = name.startsWith("handfast.") || name.startsWith("dev.handfast.");
            if (ours && !isKnown(name)) {
                WarnOnce.ofProperty(name, "", "is unknown and has no effect; did you mean " + nearest(name) + "?");
            }
        }
    }

    /** The older name of a property; null if it has none. */
    static @Nullable String olderName(String name) {
        return OLDER_NAMES.get(name);
    }

    private static Map<String, String> olderNames() {
        Map<String, String> older = new HashMap<>();
        for (String name : NAMES) {
            if (name.startsWith("handfast.pki.")) {
                older.put(name, OLDER + name);
            }
        }
        older.putAll(Map.of("handfast.debug.keyLog", "handfast.keylog", "handfast.debug.trace", "handfast.trace",
                KeyBounds.PROPERTY, KeyBounds.OLDER_PROPERTY, "handfast.session.label", "handfast.session.context",
                "handfast.session.storeMillis", "handfast.session.jcacheMillis"));
        return Map.copyOf(older);
    }

    private static boolean isKnown(String name) {
        return NAMES.contains(name) || NAMES.stream().anyMatch(known -> name.equals(olderName(known)));
    }

    /** The name of ours that is made of another, or whose older name is, by the fewest changes of letters. */
    static String nearest(String given) {
        String name = bare(given);
        return Collections.min(NAMES, Comparator.comparingInt(known -> {
            String older = olderName(known);
            return older == null ? distance(name, known) : Math.min(distance(name, known), distance(name, bare(older)));
        }));
    }

    private static String bare(String name) {
        return name.startsWith(OLDER) ? name.substring(OLDER.length()) : name;
    }

    /** Levenshtein's distance, without regard to case. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal
                        + (Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1)) ? 0
                                : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
