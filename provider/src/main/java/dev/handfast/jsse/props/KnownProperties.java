package dev.handfast.jsse.props;

import dev.handfast.crypto.KeyBounds;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The names of Handfast's own properties: a name that looks like one and is none is a slip of the pen. */
public final class KnownProperties {

    /** All of them, as {@code provider/docs/API.md} has them. */
    static final List<String> NAMES = List.of("handfast.keylog", "handfast.keys.reload",
            "handfast.maxRsaKeySize",
            "handfast.pki.allowedRevocationLocations", "handfast.pki.anchorConstraints", "handfast.pki.commonName",
            "handfast.pki.mustStaple", "handfast.pki.remember", "handfast.pki.transparency",
            "handfast.pki.transparency.least", "handfast.pki.transparency.logs", "handfast.session.cacheBytes",
            "handfast.session.context", "handfast.session.jcache", "handfast.session.jcacheMillis",
            "handfast.session.jcacheUri", "handfast.session.ticketBytes", "handfast.session.ticketSecretFile",
            "handfast.session.verdictSeconds", "handfast.trace");

    /** The prefix of older names, which properties of paths may have. */
    private static final String OLDER = "dev.";

    /** Made once, as each handshake reads properties. */
    private static final Map<String, String> OLDER_NAMES = NAMES.stream()
            .filter(name -> name.startsWith("handfast.pki."))
            .collect(Collectors.toUnmodifiableMap(name -> name, name -> OLDER + name));

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
    static String olderName(String name) {
        return OLDER_NAMES.get(name);
    }

    private static boolean isKnown(String name) {
        return NAMES.contains(name) || NAMES.stream().anyMatch(known -> name.equals(olderName(known)));
    }

    /** The name of ours that is made of another by the fewest changes of letters. */
    static String nearest(String given) {
        String name = given.startsWith(OLDER) ? given.substring(OLDER.length()) : given;
        String best = NAMES.get(0);
        for (String known : NAMES) {
            if (distance(name, known) < distance(name, best)) {
                best = known;
            }
        }
        return best;
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
