package dev.handfast.jsse;

import dev.handfast.jsse.pkix.Settings;

import java.lang.System.Logger.Level;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/** Reads system and security properties the way SunJSSE does: quotes round a value are dropped, empty means unset. */
final class Props {

    private static final System.Logger LOG = System.getLogger(Props.class.getName());

    private Props() {
    }

    /** A system property without quotes round it, or null if unset or empty. */
    static String text(String name) {
        return Settings.unquoted(System.getProperty(name));
    }

    /** A security property without quotes round it, or null if unset or empty. */
    static String security(String name) {
        return Settings.unquoted(Security.getProperty(name));
    }

    /** A property that is {@code true} or {@code false} in any case; anything else is the default. */
    static boolean flag(String name, boolean byDefault) {
        String value = text(name);
        if (value == null) {
            return byDefault;
        }
        return byDefault ? !value.equalsIgnoreCase("false") : value.equalsIgnoreCase("true");
    }

    /** A whole number of at least {@code least}; anything else is reported once and gives the default. */
    static int number(String name, int byDefault, int least) {
        String value = text(name);
        if (value == null) {
            return byDefault;
        }
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            LOG.log(Level.DEBUG, "not a number", e);
        }
        LOG.log(Level.WARNING, "property {0}={1} is not a number of at least {2}; {3} is used", name, value, least,
                byDefault);
        return byDefault;
    }

    /** The items of a list separated by commas, trimmed, without empty ones; null if unset. */
    static List<String> list(String name) {
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
