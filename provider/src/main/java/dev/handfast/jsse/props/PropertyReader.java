package dev.handfast.jsse.props;

import dev.handfast.wire.Printable;

import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads system and security properties the way SunJSSE does: quotes round a value are dropped, empty means unset. */
public final class PropertyReader {

    private PropertyReader() {
    }

    /** A system property without quotes round it, or null if unset or empty. */
    public static String text(String name) {
        return PathProperties.unquoted(System.getProperty(name));
    }

    /** A security property without quotes round it, or null if unset or empty. */
    public static String security(String name) {
        return PathProperties.unquoted(Security.getProperty(name));
    }

    /** A property that is {@code true} or {@code false} in any case; anything else is told once and is the default. */
    public static boolean flag(String name, boolean byDefault) {
        return PathProperties.flag(name, text(name), byDefault);
    }

    /**
     * As {@link #flag} for a property whose default is the weaker value: a misspelled wish for the stronger one must
     * not go on as the weaker.
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

    /** A whole number of at least {@code least}; anything else is told once and gives the default. */
    public static int number(String name, int byDefault, int least) {
        return PathProperties.number(name, text(name), byDefault, least);
    }

    /**
     * What a value stands for; null for null.
     *
     * @throws IllegalArgumentException naming the property, if it stands for nothing
     */
    public static <T> T parsed(String name, String value, Function<String, T> reading) {
        try {
            return value == null ? null : reading.apply(value.trim());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(WarnOnce.named(name, value) + " cannot be used: " + Printable.of(e), e);
        }
    }

    /** The items of a list separated by commas, trimmed, without empty ones; null if unset. */
    public static List<String> list(String name) {
        return split(text(name));
    }

    /** As {@link #list} for a value at hand. */
    static List<String> split(String value) {
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
