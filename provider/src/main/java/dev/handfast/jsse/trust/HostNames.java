package dev.handfast.jsse.trust;

import dev.handfast.message.ext.ServerNames;
import dev.handfast.pki.path.HostSyntax;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/** Host names and address literals. Nothing here asks a name service. */
public final class HostNames {

    private static final Pattern IPV4 = Pattern
            .compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private HostNames() {
    }

    /** Whether a host is an IP address in text, with or without brackets, or at least no host name: it has a colon. */
    public static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    /**
     * The server_name for a host, or null if none may be sent: address literals (RFC 6066 section 3), names without a
     * dot (as in SunJSSE) and what is no host name. Underscores are in use though RFC 1123 has none;
     * {@link SNIHostName} does not take them, so such a name is of another class.
     */
    public static SNIServerName serverName(String host) {
        String ascii = nameToSend(host);
        return ascii == null ? null : asServerNames(ascii).get(0);
    }

    /** The same in A-labels. */
    public static String nameToSend(String host) {
        String name = host == null ? "" : withoutFinalDot(host);
        return name.indexOf('.') <= 0 || isLiteral(name) ? null : ascii(name);
    }

    /** A host name without a final dot in A-labels, or null if it is none. */
    static String ascii(String host) {
        try {
            String ascii = IDN.toASCII(host);
            return HostSyntax.isHost(ascii) ? ascii : null;
        } catch (IllegalArgumentException noHostName) {
            return null;
        }
    }

    /** The first host name in a list of server names in ASCII, also if it is an address; null if there is none. */
    public static String hostNameIn(List<SNIServerName> names) {
        for (SNIServerName name : names) {
            if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                return name instanceof SNIHostName host ? host.getAsciiName() : ascii(name);
            }
        }
        return null;
    }

    /** The list that a name from the wire stands for, a byte a letter; empty for null. */
    public static List<SNIServerName> asServerNames(String requested) {
        if (requested == null) {
            return List.of();
        }
        byte[] encoded = requested.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return List.of(new SNIHostName(encoded));
        } catch (IllegalArgumentException unusual) {
            return List.of(new RawHostName(encoded));
        }
    }

    /** The name without the dot of the root. */
    public static String withoutFinalDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String ascii(SNIServerName name) {
        return ServerNames.read(name.getEncoded());
    }

    /** A host_name that {@link SNIHostName} does not take. */
    private static final class RawHostName extends SNIServerName {

        RawHostName(byte[] encoded) {
            super(StandardConstants.SNI_HOST_NAME, encoded);
        }

        @Override
        public String toString() {
            return "type=host_name (0), value=" + ServerNames.read(getEncoded());
        }
    }
}
