package dev.handfast.jsse.props;

import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ProtocolVersion;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of protocols and suites that applications still list although Handfast does not run them. SunJSSE takes them
 * and never negotiates them; so it is here, so that a list with one old name in it does not stop an application.
 */
public final class LegacyNames {

    /** A ClientHello in SSL 2 format; only ever a name here. */
    private static final String SSL2_HELLO = "SSLv2Hello";

    private static final Pattern SUITE = Pattern
            .compile("(SSL|TLS)_(RSA|DHE?_(RSA|DSS|anon)|ECDHE?_(RSA|ECDSA|anon)|KRB5)"
                    + "(_EXPORT)?_WITH_[A-Z0-9_]+_(MD5|SHA|SHA256|SHA384)");

    private LegacyNames() {
    }

    /**
     * The names as given.
     *
     * @throws IllegalArgumentException if one is null, empty or no suite that SunJSSE or this provider knows
     */
    public static List<String> checkedSuites(String[] names) {
        if (names == null) {
            throw new IllegalArgumentException("CipherSuites cannot be null");
        }
        for (String name : names) {
            if (name == null || name.isEmpty()) {
                throw new IllegalArgumentException("the list of cipher suites has a null or empty name");
            }
            if (CipherSuite.named(name) == null && !SUITE.matcher(name).matches()) {
                throw new IllegalArgumentException("Unsupported CipherSuite: " + name);
            }
        }
        return List.of(names);
    }

    /**
     * The names as given.
     *
     * @throws IllegalArgumentException if the list is null or a name is no protocol's
     */
    public static List<String> checkedProtocols(String[] names) {
        if (names == null) {
            throw new IllegalArgumentException("Protocols cannot be null");
        }
        for (String name : names) {
            if (name == null || ProtocolVersion.named(name) == null && !name.equals(SSL2_HELLO)) {
                throw new IllegalArgumentException("Unsupported protocol: " + name);
            }
        }
        return List.of(names);
    }
}
