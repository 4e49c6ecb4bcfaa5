package dev.handfast.jsse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/** Host names and address literals. Nothing here asks a name service. */
final class Hosts {

    private static final Pattern IPV4 = Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private Hosts() {
    }

    /** Whether a host is an IP address in text, with or without brackets, or at least no host name: it has a colon. */
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    /**
     * The server_name for a host, or null if none may be sent: address literals (RFC 6066 section 3), names without a
     * dot (as in SunJSSE) and what is no host name.
     */
    static SNIHostName serverName(String host) {
        if (host == null) {
            return null;
        }
        String name = withoutFinalDot(host);
        if (name.indexOf('.') <= 0 || isLiteral(name)) {
            return null;
        }
        try {
            return new SNIHostName(name);
        } catch (IllegalArgumentException noHostName) {
            return null;
        }
    }

    /** The first host name in a list of server names in ASCII, also if it is an address; null if there is none. */
    static String hostNameIn(List<SNIServerName> names) {
        for (SNIServerName name : names) {
            if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                return name instanceof SNIHostName host ? host.getAsciiName() : ascii(name);
            }
        }
        return null;
    }

    /** The list that a name from the wire stands for; empty for null. */
    static List<SNIServerName> asServerNames(String requested) {
        if (requested == null) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(requested));
        } catch (IllegalArgumentException unusual) {
            return List.of(new RawHostName(requested.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The name without the dot of the root. */
    static String withoutFinalDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String ascii(SNIServerName name) {
        try {
            return new SNIHostName(name.getEncoded()).getAsciiName();
        } catch (IllegalArgumentException noHostName) {
            return null;
        }
    }

    /** A host_name that {@link SNIHostName} does not take. */
    private static final class RawHostName extends SNIServerName {

        RawHostName(byte[] encoded) {
            super(StandardConstants.SNI_HOST_NAME, encoded);
        }
    }
}
