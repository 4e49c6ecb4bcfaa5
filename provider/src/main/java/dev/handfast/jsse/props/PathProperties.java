package dev.handfast.jsse.props;

import java.security.Security;

/** The properties that this package reads, each when it is needed; what is public, the rest of the roof reads too. */
public final class PathProperties {

    private PathProperties() {
    }

    /** {@code handfast.pki.anchorConstraints=false}: a trust anchor's own constraints do not count. */
    public static boolean anchorConstraints() {
        return flag("handfast.pki.anchorConstraints", true);
    }

    /** The JDK's {@code jdk.security.allowNonCaAnchor}, empty or true: anchors need not be authorities to issue. */
    public static boolean nonCaAnchors() {
        String text = text("jdk.security.allowNonCaAnchor", null);
        return text != null && (text.isEmpty() || flag("jdk.security.allowNonCaAnchor", text, false));
    }

    /** {@code handfast.pki.commonName=true}: a common name may stand for a missing alternative name. */
    public static boolean commonName() {
        return flag("handfast.pki.commonName", false);
    }

    /** {@code handfast.pki.remember=false}: verified signatures and paths are not remembered. */
    public static boolean remember() {
        return flag("handfast.pki.remember", true);
    }

    /** {@code handfast.trace} contains {@code path}: each search is printed to standard error. */
    public static boolean tracePaths() {
        return (',' + text("handfast.trace", "") + ',').contains(",path,");
    }

    /** The JDK's own {@code com.sun.net.ssl.checkRevocation}. */
    public static boolean checkRevocation() {
        return flag("com.sun.net.ssl.checkRevocation", false);
    }

    /** A flag: system property, then security property. */
    public static boolean flag(String name, boolean otherwise) {
        return flag(name, text(name, null), otherwise);
    }

    /** What a value says, null for none; one that is neither true nor false is told once and says nothing. */
    public static boolean flag(String name, String value, boolean otherwise) {
        if (value == null || value.isEmpty() || value.equalsIgnoreCase(Boolean.toString(otherwise))) {
            return otherwise;
        }
        if (value.equalsIgnoreCase(Boolean.toString(!otherwise))) {
            return !otherwise;
        }
        WarnOnce.ofProperty(name, value, "is neither true nor false; " + otherwise + " is used");
        return otherwise;
    }

    /**
     * A text without quotes round it: system property, then security property; of {@code handfast.pki.*} also by its
     * older name.
     */
    public static String text(String name, String otherwise) {
        String value = set(name);
        String older = KnownProperties.olderName(name);
        String valueOfOlder = older == null ? null : set(older);
        if (value != null && valueOfOlder != null) {
            WarnOnce.once("property " + older + " has no effect: it is the older name of " + name
                    + ", which is set too");
        }
        String found = value != null ? value : valueOfOlder;
        if (found == null) {
            return otherwise;
        }
        String bare = unquoted(found.trim());
        return bare == null ? "" : bare.trim();
    }

    private static String set(String name) {
        String value = System.getProperty(name);
        return value != null ? value : Security.getProperty(name);
    }

    /** A count: system property, then security property; malformed ones are told once and count as absent. */
    public static int count(String name, int otherwise) {
        return number(name, text(name, null), otherwise, 0);
    }

    /** A whole number of at least {@code least}, null for none; anything else is told once and gives the default. */
    public static int number(String name, String value, int otherwise, int least) {
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        if (value.trim().matches("[+-]?[0-9]{1,10}")) {
            long number = Long.parseLong(value.trim());
            if (number >= least && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        }
        WarnOnce.ofProperty(name, value, "is not a number from " + least + " to " + Integer.MAX_VALUE + "; " + otherwise
                + " is used");
        return otherwise;
    }

    /**
     * A time in milliseconds, written as the JDK's timeouts are: in seconds, or with {@code s} or {@code ms} behind it.
     * 0, which for the JDK is no limit, counts as absent; so do malformed ones, which are told once.
     */
    public static long millis(String name, long otherwise) {
        String text = text(name, "");
        if (!text.matches("[0-9]{1,9}(s|ms)?")) {
            if (!text.isEmpty()) {
                WarnOnce.ofProperty(name, text, "is not a number of seconds, nor one with s or ms right behind it; "
                        + otherwise + " ms are used");
            }
            return otherwise;
        }
        long number = Long.parseLong(text.replaceAll("[a-z]", ""));
        return number == 0 ? otherwise : text.endsWith("ms") ? number : number * 1000;
    }

    /** Tells once that a property of the JDK is set that is not honoured. */
    public static void tellUnused(String name, String instead) {
        String value = text(name, "");
        if (!value.isEmpty()) {
            WarnOnce.ofProperty(name, value, "has no effect: " + instead);
        }
    }

    /** A property's value without quotes round it, as the JDK reads them; null for null and for blanks. */
    public static String unquoted(String value) {
        if (value == null) {
            return null;
        }
        String inner = value;
        if (inner.length() > 1 && inner.startsWith("\"") && inner.endsWith("\"")) {
            inner = inner.substring(1, inner.length() - 1);
        }
        return inner.isBlank() ? null : inner;
    }
}
