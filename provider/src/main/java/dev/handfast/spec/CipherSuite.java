package dev.handfast.spec;

import static dev.handfast.spec.BulkCipher.*;
import static dev.handfast.spec.CipherSuite.Authentication.*;
import static dev.handfast.spec.CipherSuite.KeyAgreement.*;
import static dev.handfast.spec.HashAlgorithm.*;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A cipher suite (RFC 9846 section 9.1 and appendices B.4 and E.5, RFC 5246 appendix A.5 and the RFCs of each family).
 *
 * <p>Only suites Handfast can run are known; their properties may be asked. Any other value can be carried and printed,
 * but asking its properties is a programming error.
 */
public final class CipherSuite extends CodePoint {

    /** How a suite agrees on its secret. */
    public enum KeyAgreement {
        /** TLS 1.3: negotiated by extensions. */
        TLS13,
        /** Ephemeral elliptic-curve Diffie-Hellman (RFC 8422). */
        ECDHE,
        /** Ephemeral finite-field Diffie-Hellman (RFC 5246 section 7.4.3, RFC 7919). */
        DHE,
        /**
         * The premaster secret encrypted to the server's RSA key (RFC 5246 sections 7.4.7.1 and 9); no forward secrecy.
         */
        RSA
    }

    /** What kind of key authenticates the server. */
    public enum Authentication {
        /** TLS 1.3: negotiated by signature_algorithms. */
        ANY,
        /** An RSA key. */
        BY_RSA,
        /** An EC or EdDSA key (RFC 8422 section 2). */
        BY_ECDSA
    }

    private static final Registry<CipherSuite> KNOWN = new Registry<>();

    public static final CipherSuite TLS_AES_128_GCM_SHA256 = tls13(0x1301, "TLS_AES_128_GCM_SHA256", AES_128_GCM,
            SHA256);
    public static final CipherSuite TLS_AES_256_GCM_SHA384 = tls13(0x1302, "TLS_AES_256_GCM_SHA384", AES_256_GCM,
            SHA384);
    public static final CipherSuite TLS_CHACHA20_POLY1305_SHA256 = tls13(0x1303, "TLS_CHACHA20_POLY1305_SHA256",
            CHACHA20_POLY1305, SHA256);
    public static final CipherSuite TLS_AES_128_CCM_SHA256 = tls13(0x1304, "TLS_AES_128_CCM_SHA256", AES_128_CCM,
            SHA256);
    public static final CipherSuite TLS_AES_128_CCM_8_SHA256 = tls13(0x1305, "TLS_AES_128_CCM_8_SHA256", AES_128_CCM_8,
            SHA256);

    // RFC 5289 and RFC 7905, RFC 7251 (ECDHE)
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = aead(0xc02b,
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", ECDHE, BY_ECDSA, AES_128_GCM, SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = aead(0xc02c,
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", ECDHE, BY_ECDSA, AES_256_GCM, SHA384);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = aead(0xc02f,
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", ECDHE, BY_RSA, AES_128_GCM, SHA256);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = aead(0xc030,
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", ECDHE, BY_RSA, AES_256_GCM, SHA384);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = aead(0xcca8,
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", ECDHE, BY_RSA, CHACHA20_POLY1305, SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = aead(0xcca9,
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", ECDHE, BY_ECDSA, CHACHA20_POLY1305, SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_128_CCM = aead(0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
            ECDHE, BY_ECDSA, AES_128_CCM, SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_256_CCM = aead(0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM",
            ECDHE, BY_ECDSA, AES_256_CCM, SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 = aead(0xc0ae,
            "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", ECDHE, BY_ECDSA, AES_128_CCM_8, SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 = aead(0xc0af,
            "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", ECDHE, BY_ECDSA, AES_256_CCM_8, SHA256);

    // RFC 5288, RFC 7905, RFC 6655 (DHE)
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 = aead(0x009e,
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", DHE, BY_RSA, AES_128_GCM, SHA256);
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 = aead(0x009f,
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", DHE, BY_RSA, AES_256_GCM, SHA384);
    public static final CipherSuite TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = aead(0xccaa,
            "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", DHE, BY_RSA, CHACHA20_POLY1305, SHA256);
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_128_CCM = aead(0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM", DHE,
            BY_RSA, AES_128_CCM, SHA256);
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_256_CCM = aead(0xc09f, "TLS_DHE_RSA_WITH_AES_256_CCM", DHE,
            BY_RSA, AES_256_CCM, SHA256);
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_128_CCM_8 = aead(0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8", DHE,
            BY_RSA, AES_128_CCM_8, SHA256);
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_256_CCM_8 = aead(0xc0a3, "TLS_DHE_RSA_WITH_AES_256_CCM_8", DHE,
            BY_RSA, AES_256_CCM_8, SHA256);

    // RFC 5289 and RFC 8422 (ECDHE with CBC)
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 = cbc(0xc024,
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", ECDHE, BY_ECDSA, AES_256_CBC, SHA384, SHA384);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 = cbc(0xc028,
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", ECDHE, BY_RSA, AES_256_CBC, SHA384, SHA384);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 = cbc(0xc023,
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", ECDHE, BY_ECDSA, AES_128_CBC, SHA256, SHA256);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 = cbc(0xc027,
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", ECDHE, BY_RSA, AES_128_CBC, SHA256, SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA = cbc(0xc00a,
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", ECDHE, BY_ECDSA, AES_256_CBC, SHA1, SHA256);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA = cbc(0xc014,
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", ECDHE, BY_RSA, AES_256_CBC, SHA1, SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA = cbc(0xc009,
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", ECDHE, BY_ECDSA, AES_128_CBC, SHA1, SHA256);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA = cbc(0xc013,
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", ECDHE, BY_RSA, AES_128_CBC, SHA1, SHA256);

    // RFC 5246 appendix A.5 (DHE with CBC)
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 = cbc(0x006b,
            "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", DHE, BY_RSA, AES_256_CBC, SHA256, SHA256);
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 = cbc(0x0067,
            "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", DHE, BY_RSA, AES_128_CBC, SHA256, SHA256);
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_256_CBC_SHA = cbc(0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
            DHE, BY_RSA, AES_256_CBC, SHA1, SHA256);
    public static final CipherSuite TLS_DHE_RSA_WITH_AES_128_CBC_SHA = cbc(0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
            DHE, BY_RSA, AES_128_CBC, SHA1, SHA256);

    // RFC 5288, RFC 6655, RFC 5246: static RSA, off by default
    public static final CipherSuite TLS_RSA_WITH_AES_256_GCM_SHA384 = aead(0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384",
            RSA, BY_RSA, AES_256_GCM, SHA384);
    public static final CipherSuite TLS_RSA_WITH_AES_128_GCM_SHA256 = aead(0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256",
            RSA, BY_RSA, AES_128_GCM, SHA256);
    public static final CipherSuite TLS_RSA_WITH_AES_256_CCM = aead(0xc09d, "TLS_RSA_WITH_AES_256_CCM", RSA, BY_RSA,
            AES_256_CCM, SHA256);
    public static final CipherSuite TLS_RSA_WITH_AES_128_CCM = aead(0xc09c, "TLS_RSA_WITH_AES_128_CCM", RSA, BY_RSA,
            AES_128_CCM, SHA256);
    public static final CipherSuite TLS_RSA_WITH_AES_256_CBC_SHA256 = cbc(0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256",
            RSA, BY_RSA, AES_256_CBC, SHA256, SHA256);
    public static final CipherSuite TLS_RSA_WITH_AES_128_CBC_SHA256 = cbc(0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256",
            RSA, BY_RSA, AES_128_CBC, SHA256, SHA256);
    public static final CipherSuite TLS_RSA_WITH_AES_256_CBC_SHA = cbc(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA", RSA,
            BY_RSA, AES_256_CBC, SHA1, SHA256);
    public static final CipherSuite TLS_RSA_WITH_AES_128_CBC_SHA = cbc(0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", RSA,
            BY_RSA, AES_128_CBC, SHA1, SHA256);

    /** RFC 5746 section 3.3: not a suite, a client's way to say renegotiation_info. */
    public static final CipherSuite TLS_EMPTY_RENEGOTIATION_INFO_SCSV = KNOWN
            .add(new CipherSuite(0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", null));
    /** RFC 7507: not a suite, a client's way to say that it retries with a lower version. */
    public static final CipherSuite TLS_FALLBACK_SCSV = KNOWN.add(new CipherSuite(0x5600, "TLS_FALLBACK_SCSV", null));

    private record Parts(KeyAgreement agreement, Authentication authentication, BulkCipher cipher,
            @Nullable HashAlgorithm mac,
            HashAlgorithm hash) {
    }

    private final @Nullable Parts parts;

    private CipherSuite(int value, @Nullable String name, @Nullable Parts parts) {
        super(value, name);
        this.parts = parts;
    }

    /** The suite with a value, known or not. */
    public static CipherSuite of(int value) {
        CipherSuite known = KNOWN.get(value);
        return known != null ? known : new CipherSuite(value, null, null);
    }

    /** The suite with IANA's name, or null if it is not known here. */
    public static @Nullable CipherSuite named(String name) {
        for (CipherSuite suite : KNOWN.all()) {
            if (suite.toString().equals(name)) {
                return suite;
            }
        }
        return null;
    }

    /** Every suite Handfast can run, by value; the signalling values are not among them. */
    public static List<CipherSuite> usable() {
        List<CipherSuite> all = new ArrayList<>();
        for (CipherSuite suite : KNOWN.all()) {
            if (suite.isUsable()) {
                all.add(suite);
            }
        }
        return List.copyOf(all);
    }

    /** Whether this is a suite (not a signalling value) that Handfast can run. */
    public boolean isUsable() {
        return parts != null;
    }

    /** Whether the suite belongs to a version: the TLS 1.3 suites to TLS 1.3 alone, all others to TLS 1.2. */
    public boolean isFor(ProtocolVersion version) {
        return parts != null && (parts.agreement == TLS13) == version.equals(ProtocolVersion.TLS_1_3);
    }

    /** Those suites, in their order, that belong to at least one of some versions. */
    public static List<CipherSuite> forAny(List<CipherSuite> suites, List<ProtocolVersion> versions) {
        List<CipherSuite> found = new ArrayList<>(suites.size());
        for (CipherSuite suite : suites) {
            for (ProtocolVersion version : versions) {
                if (suite.isFor(version)) {
                    found.add(suite);
                    break;
                }
            }
        }
        return List.copyOf(found);
    }

    /** How the secret is agreed on. */
    public KeyAgreement agreement() {
        return parts().agreement;
    }

    /** Which keys may authenticate the server. */
    public Authentication authentication() {
        return parts().authentication;
    }

    /** What protects records. */
    public BulkCipher cipher() {
        return parts().cipher;
    }

    /** The HMAC of a CBC suite; null for AEAD suites. */
    public @Nullable HashAlgorithm mac() {
        return parts().mac;
    }

    /** The hash of the transcript, HKDF and the TLS 1.2 PRF. */
    public HashAlgorithm hash() {
        return parts().hash;
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException(this + " is no suite that can be run here");
        }
        return parts;
    }

    private static CipherSuite tls13(int value, String name, BulkCipher cipher, HashAlgorithm hash) {
        return aead(value, name, TLS13, ANY, cipher, hash);
    }

    private static CipherSuite aead(int value, String name, KeyAgreement agreement, Authentication authentication,
            BulkCipher cipher, HashAlgorithm hash) {
        return cbc(value, name, agreement, authentication, cipher, null, hash);
    }

    private static CipherSuite cbc(int value, String name, KeyAgreement agreement, Authentication authentication,
            BulkCipher cipher, @Nullable HashAlgorithm mac, HashAlgorithm hash) {
        return KNOWN.add(new CipherSuite(value, name, new Parts(agreement, authentication, cipher, mac, hash)));
    }
}
