package dev.handfast.pki.path;

import dev.handfast.wire.Ascii;

import org.jspecify.annotations.Nullable;

/** The host part of URIs under name constraints (RFC 5280 section 4.2.1.10). */
final class UriHost {

    private UriHost() {
    }

    /**
     * The host of a URI, in lower case; null where there is no authority, or its host is no domain name. Addresses are
     * no domain names: section 4.2.1.10 has such certificates refused.
     */
    static @Nullable String of(String uri) {
        int colon = uri.indexOf(':');
        if (colon <= 0 || !uri.startsWith("//", colon + 1)) {
            return null;
        }
        int start = colon + 3;
        int end = start;
        while (end < uri.length() && "/?#\\".indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        String authority = uri.substring(start, end);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int port = host.indexOf(':');
        if (port >= 0) {
            if (!Ascii.isWithin('0', '9', host.substring(port + 1))) {
                return null;
            }
            host = host.substring(0, port);
        }
        return HostSyntax.isHost(host) && !HostSyntax.looksLikeAddress(host) ? HostSyntax.lower(host) : null;
    }

    /** Whether this is a host, or a domain with a leading dot; the empty one stands for every host. */
    static boolean isBase(String base) {
        return base.isEmpty() || HostSyntax.isHost(base.startsWith(".") ? base.substring(1) : base);
    }

    /** A host stands for itself alone; a domain with a leading dot for all hosts below it. */
    static boolean covers(String base, String host) {
        return base.isEmpty() || (base.startsWith(".") ? host.endsWith(base) : host.equals(base));
    }
}
