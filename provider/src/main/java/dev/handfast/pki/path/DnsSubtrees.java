package dev.handfast.pki.path;

import java.util.HashSet;
import java.util.Set;

/**
 * DNS subtrees of name constraints (RFC 5280 section 4.2.1.10), looked up by hash.
 *
 * <p>A subtree {@code example.com} holds the name itself and all with labels added to its left; the empty one holds
 * every name. RFC 5280 knows no subtree that begins with a dot, but OpenSSL's and Microsoft's tools make them; as Go
 * and BoringSSL do, we read {@code .example.com} as all names with at least one label more.
 *
 * <p>A name {@code *.example.com} stands for every name with one label in the asterisk's place: it is covered only if
 * all of those are, and reached if any of them is.
 */
final class DnsSubtrees {

    private final Set<String> whole = new HashSet<>();
    private final Set<String> below = new HashSet<>();
    private final Set<String> parents = new HashSet<>();
    private boolean everything;

    /** Adds a subtree; false if it is no host name. */
    boolean add(String written) {
        String base = HostSyntax.lower(written);
        if (base.isEmpty()) {
            everything = true;
            return true;
        }
        boolean dotted = base.startsWith(".");
        String host = dotted ? base.substring(1) : base;
        if (!HostSyntax.isHost(host)) {
            return false;
        }
        (dotted ? below : whole).add(host);
        int dot = host.indexOf('.');
        if (!dotted && dot > 0) {
            parents.add(host.substring(dot + 1));
        }
        return true;
    }

    boolean isEmpty() {
        return !everything && whole.isEmpty() && below.isEmpty();
    }

    /** Whether every name that this lower-case pattern stands for lies in a subtree. */
    boolean covers(String pattern) {
        if (everything) {
            return true;
        }
        String name = pattern;
        if (pattern.startsWith("*.")) {
            name = pattern.substring(2);
            if (below.contains(name)) {
                return true;
            }
        }
        if (whole.contains(name)) {
            return true;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String suffix = name.substring(dot + 1);
            if (whole.contains(suffix) || below.contains(suffix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any name that this lower-case pattern stands for lies in a subtree. */
    boolean reaches(String pattern) {
        return covers(pattern) || pattern.startsWith("*.") && parents.contains(pattern.substring(2));
    }
}
