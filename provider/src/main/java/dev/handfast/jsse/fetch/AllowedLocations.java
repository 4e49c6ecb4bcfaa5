package dev.handfast.jsse.fetch;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which addresses may be fetched from, in the syntax of the JDK's {@code com.sun.security.allowedAIALocations}: {@code
 * any}, or URIs between blanks. Scheme, host and port must be the same; a path that ends in a slash, and a missing one,
 * stands for all below it, every other path for itself. Queries and fragments do not count. Rules for schemes that are
 * never fetched from (https, ldap, ldaps, ftp) are understood and match nothing.
 */
public final class AllowedLocations {

    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443, "ldap", 389, "ldaps", 636,
            "ftp", 21);

    private static final SafeLog LOG = SafeLog.of("dev.handfast.path");

    private final boolean any;
    private final List<URI> rules;

    private AllowedLocations(boolean any, List<URI> rules) {
        this.any = any;
        this.rules = rules;
    }

    /**
     * What a property allows, which is a system or a security property.
     *
     * @param otherwise its value where it is not set
     * @param caches know what was warned of
     */
    public static AllowedLocations of(String property, String otherwise, SharedCaches caches) {
        return reading(property, PathProperties.allowedLocations(property, otherwise), caches);
    }

    /** What a value of a property allows, or one that stands in its place. */
    public static AllowedLocations reading(String property, String value, SharedCaches caches) {
        List<String> odd = new ArrayList<>();
        AllowedLocations read = read(value, odd);
        String told = property + "=" + value;
        if (!odd.isEmpty() && caches.isFirst(told)) {
            LOG.log(Level.WARNING, "property {0} has rules that allow nothing: {1}. A rule is \"any\""
                    + " alone, or a URI with scheme http, https, ldap or ftp, and a host", property, odd);
        }
        return read;
    }

    /**
     * Refuses a program's value where a property's is only warned of.
     *
     * @param value null for none
     * @throws IllegalArgumentException if one of its rules allows nothing
     */
    public static void require(String name, @Nullable String value) {
        List<String> odd = new ArrayList<>();
        if (value != null && read(value, odd) != null && !odd.isEmpty()) {
            throw new IllegalArgumentException(name + " has rules that allow nothing: " + Printable.list(odd)
                    + "; must be \"any\" alone, or URIs with scheme http, https, ldap or ftp, and a host");
        }
    }

    private static AllowedLocations read(String value, List<String> odd) {
        if (value.equalsIgnoreCase("any")) {
            return new AllowedLocations(true, List.of());
        }
        List<URI> rules = new ArrayList<>();
        for (String each : value.split("\\s+")) {
            URI rule = rule(each);
            if (rule != null) {
                rules.add(rule);
            } else if (!each.isEmpty()) {
                odd.add(each);
            }
        }
        return new AllowedLocations(false, List.copyOf(rules));
    }

    /** Whether nothing at all is allowed. */
    boolean isEmpty() {
        return !any && rules.isEmpty();
    }

    /** Whether an address that {@link Fetcher#location} has passed may be fetched from. */
    public boolean allow(URI uri) {
        if (any) {
            return true;
        }
        URI normal = uri.normalize();
        String path = path(normal);
        return !hides(path) && rules.stream().anyMatch(rule -> rule.getScheme().equalsIgnoreCase(normal.getScheme())
                && rule.getHost().equalsIgnoreCase(normal.getHost()) && port(rule) == port(normal)
                && (path(rule).endsWith("/") ? path.startsWith(path(rule)) : path.equals(path(rule))));
    }

    /**
     * Whether a path, without its percent signs, still holds what servers may take for a step upwards: they differ in
     * what they make of backslashes, parameters behind a semicolon, and of percent signs below percent signs.
     */
    private static boolean hides(String path) {
        if (path.chars().anyMatch(c -> c == '\\' || c == '%' || Character.isISOControl(c))) {
            return true;
        }
        for (String segment : path.split("/")) {
            int parameters = segment.indexOf(';');
            String name = parameters < 0 ? segment : segment.substring(0, parameters);
            if (name.equals(".") || name.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable URI rule(String text) {
        try {
            URI rule = new URI(text).normalize();
            return rule.isAbsolute() && !rule.isOpaque() && rule.getHost() != null
                    && PORTS.containsKey(rule.getScheme().toLowerCase(Locale.ROOT)) ? rule : null;
        } catch (URISyntaxException e) {
            LOG.log(Level.DEBUG, "a rule that is no URI", e);
            return null;
        }
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : PORTS.getOrDefault(uri.getScheme().toLowerCase(Locale.ROOT), -1);
    }

    private static String path(URI uri) {
        return uri.getPath() == null || uri.getPath().isEmpty() ? "/" : uri.getPath();
    }
}
