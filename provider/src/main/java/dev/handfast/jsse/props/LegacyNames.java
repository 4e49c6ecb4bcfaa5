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

    /** SunJSSE's, of JDK 17 to 25; not, for instance, those of Kerberos, static DH, Camellia or PSK. */
    private static final Pattern SUITE = Pattern.compile(String.join("|",
            "(SSL|TLS)_(RSA|DHE_RSA|DHE_DSS|DH_anon)_(EXPORT_WITH_DES40|WITH_3DES_EDE|WITH_DES)_CBC_SHA",
            "(SSL|TLS)_(RSA|DH_anon)_(EXPORT_WITH_RC4_40|WITH_RC4_128)_MD5",
            "(SSL|TLS)_RSA_WITH_(NULL_MD5|NULL_SHA|RC4_128_SHA)", "TLS_RSA_WITH_NULL_SHA256",
            "TLS_(DHE_DSS|DH_anon)_WITH_AES_((128|256)_CBC_SHA(256)?|128_GCM_SHA256|256_GCM_SHA384)",
            "TLS_ECDH_(RSA|ECDSA)_WITH_AES_(128_(CBC|GCM)_SHA256|256_(CBC|GCM)_SHA384)",
            "TLS_ECDH_(RSA|ECDSA|anon)_WITH_AES_(128|256)_CBC_SHA",
            "TLS_(ECDHE_RSA|ECDHE_ECDSA|ECDH_RSA|ECDH_ECDSA|ECDH_anon)_WITH_(3DES_EDE_CBC|NULL|RC4_128)_SHA"));

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
            if (!isSuite(name) && !SUITE.matcher(name).matches()) {
                throw new IllegalArgumentException("Unsupported CipherSuite: " + name);
            }
        }
        return List.of(names);
    }

    /** Whether it is a suite of ours; what says that a client falls back (RFC 7507) is none that it may choose. */
    private static boolean isSuite(String name) {
        CipherSuite suite = CipherSuite.named(name);
        return suite != null && !suite.equals(CipherSuite.TLS_FALLBACK_SCSV);
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
