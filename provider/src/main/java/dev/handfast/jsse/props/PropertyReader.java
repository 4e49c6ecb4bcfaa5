package dev.handfast.jsse.props;

import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How properties are read, as the JDK reads them: where a value is looked for, quotes round it are dropped, and what
 * values stand for. SunJSSE's are system properties, empty for unset; the properties of certificate paths are system
 * properties, else security properties ({@link #either}, {@link PathProperties}).
 */
public final class PropertyReader {

    private PropertyReader() {
    }

    // Where a value is looked for

    /** A system property, by its name or its older one, without quotes round it, or null if unset or empty. */
    public static @Nullable String text(String name) {
        return unquoted(found(name, false));
    }

    /** A security property without quotes round it, or null if unset or empty. */
    public static @Nullable String security(String name) {
        return unquoted(Security.getProperty(name));
    }

    /** A system property, else a security property, without quotes and blanks round it; null if neither is set. */
    public static @Nullable String either(String name) {
        String found = found(name, true);
        if (found == null) {
            return null;
        }
        String bare = unquoted(found.trim());
        return bare == null ? "" : bare.trim();
    }

    /** The value of a property by its name, else by its older one if it has one; null if neither is set. */
    private static @Nullable String found(String name, boolean either) {
        String value = set(name, either);
        String older = KnownProperties.olderName(name);
        String valueOfOlder = older == null ? null : set(older, either);
        if (value != null && valueOfOlder != null) {
            WarnOnce.once("property " + older + " has no effect: it is the older name of " + name
                    + ", which is set too");
        }
        return value != null ? value : valueOfOlder;
    }

    /** {@code either}: of a system property or, without one, of a security property. */
    private static String set(String name, boolean either) {
        String value = System.getProperty(name);
        return value != null || !either ? value : Security.getProperty(name);
    }

    /** A value without quotes round it; null for null and for blanks. */
    static @Nullable String unquoted(@Nullable String value) {
        if (value == null) {
            return null;
        }
        String inner = value;
        if (inner.length() > 1 && inner.startsWith("\"") && inner.endsWith("\"")) {
            inner = inner.substring(1, inner.length() - 1);
        }
        return inner.isBlank() ? null : inner;
    }

    // What values stand for

    /** A system property that is {@code true} or {@code false}, as {@link #flag(String, String, boolean)}. */
    public static boolean flag(String name, boolean byDefault) {
        return flag(name, text(name), byDefault);
    }

    /** What a value says in any case, null for none; one that is neither true nor false is told once. */
    static boolean flag(String name, @Nullable String value, boolean byDefault) {
        if (value == null || value.isEmpty() || value.equalsIgnoreCase(Boolean.toString(byDefault))) {
            return byDefault;
        }
        if (value.equalsIgnoreCase(Boolean.toString(!byDefault))) {
            return !byDefault;
        }
        WarnOnce.ofProperty(name, value, "is neither true nor false; " + byDefault + " is used");
        return byDefault;
    }

    /**
     * As {@link #flag(String, boolean)} for a property whose default is the weaker value: a misspelled wish for the
     * stronger one must not go on as the weaker.
     *
     * @throws IllegalArgumentException if it is neither {@code true} nor {@code false}, as in SunJSSE
     */
    public static boolean strictFlag(String name, boolean byDefault) {
        String value = text(name);
        if (value != null && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(WarnOnce.named(name, value) + " is neither true nor false");
        }
        return value == null ? byDefault : Boolean.parseBoolean(value);
    }

    /** A system property that is a number, as {@link #number(String, String, int, int)}. */
    public static int number(String name, int byDefault, int least) {
        return number(name, text(name), byDefault, least);
    }

    /** A whole number of at least {@code least}, null for none; anything else is told once and gives the default. */
    static int number(String name, @Nullable String value, int byDefault, int least) {
        if (value == null || value.isBlank()) {
            return byDefault;
        }
        if (value.trim().matches("[+-]?[0-9]{1,10}")) {
            long number = Long.parseLong(value.trim());
            if (number >= least && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        }
        WarnOnce.ofProperty(name, value, "is not a number from " + least + " to " + Integer.MAX_VALUE + "; " + byDefault
                + " is used");
        return byDefault;
    }

    /**
     * A time in milliseconds, written as the JDK's timeouts are: in seconds, or with {@code s} or {@code ms} behind it.
     * 0, which for the JDK is no limit, counts as absent; so do malformed ones, which are told once.
     */
    static long millis(String name, @Nullable String value, long byDefault) {
        if (value == null || !value.matches("[0-9]{1,9}(s|ms)?")) {
            if (value != null && !value.isEmpty()) {
                WarnOnce.ofProperty(name, value, "is not a number of seconds, nor one with s or ms right behind it; "
                        + byDefault + " ms are used");
            }
            return byDefault;
        }
        long number = Long.parseLong(value.replaceAll("[a-z]", ""));
        return number == 0 ? byDefault : value.endsWith("ms") ? number : number * 1000;
    }

    /**
     * What a value stands for; null for null.
     *
     * @throws IllegalArgumentException naming the property, if it stands for nothing
     */
    public static <T> @Nullable T parsed(String name, @Nullable String value, Function<String, T> reading) {
        try {
            return value == null ? null : reading.apply(value.trim());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(WarnOnce.named(name, value) + " cannot be used: " + Printable.of(e), e);
        }
    }

    /** The items of a system property separated by commas, trimmed, without empty ones; null if unset. */
    public static @Nullable List<String> list(String name) {
        return split(text(name));
    }

    /** As {@link #list} for a value at hand. */
    static @Nullable List<String> split(@Nullable String value) {
        if (value == null) {
            return null;
        }
        List<String> items = new ArrayList<>();
        for (String item : value.split(",")) {
            if (!item.isBlank()) {
                items.add(item.trim());
            }
        }
        return List.copyOf(items);
    }
}
