package dev.handfast.jsse.config;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.handshake.SharedParts;
import dev.handfast.jsse.certs.TransparencyPolicy;
import dev.handfast.jsse.props.DisabledTlsAlgorithms;
import dev.handfast.jsse.props.PropertyReader;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.jsse.staple.StapleRules;
import dev.handfast.record.KeyLimits;
import dev.handfast.record.MessageSizes;
import dev.handfast.session.ResumptionState;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.tls.SessionLimits;
import dev.handfast.wire.Printable;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What properties say about every connection of a context, read when the context is made. Immutable.
 * {@code provider/docs/PROPERTIES.md} lists the properties.
 */
public final class Policy {

    private static final List<ProtocolVersion> VERSIONS = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);

    /** What {@code disableExtensions} can take away; the rest is needed or not there. */
    private static final Set<String> EXTENSIONS = Set.of("server_name", "max_fragment_length", "status_request",
            "status_request_v2", "signed_certificate_timestamp", "application_layer_protocol_negotiation",
            "encrypt_then_mac", "extended_master_secret", "certificate_authorities");

    private final CryptoProvider crypto;
    private final DisabledTlsAlgorithms disabled = DisabledTlsAlgorithms.ofProperty("jdk.tls.disabledAlgorithms");
    private final DisabledTlsAlgorithms disabledInCertificates = DisabledTlsAlgorithms
            .ofProperty("jdk.certpath.disabledAlgorithms");
    private final List<ProtocolVersion> supportedVersions;
    private final List<CipherSuite> supportedSuites;
    private final List<NamedGroup> groups;
    private final Role client;
    private final Role server;
    private final Switches switches = new Switches();
    private final NegotiableAlgorithms.Cache negotiables = new NegotiableAlgorithms.Cache();

    /** What differs between clients and servers. */
    private record Role(List<ProtocolVersion> versions, List<CipherSuite> suites, List<SignatureScheme> schemes,
            int maxCertificates, Set<String> disabledExtensions, SharedParts parts) {
    }

    private Policy(CryptoProvider crypto) {
        this.crypto = crypto;
        Constraints permitted = Constraints.of(this);
        // In loops, here and below: a JVM links each lambda of a stream for its first context.
        List<ProtocolVersion> versions = new ArrayList<>();
        for (ProtocolVersion version : VERSIONS) {
            if (permitted.permitsNegotiating(version.toString())) {
                versions.add(version);
            }
        }
        supportedVersions = List.copyOf(versions);
        List<CipherSuite> suites = new ArrayList<>();
        for (CipherSuite suite : DefaultLists.SUITES) {
            if (crypto.supports(suite.cipher()) && permitted.permitsNegotiating(suite.toString())) {
                suites.add(suite);
            }
        }
        supportedSuites = List.copyOf(suites);
        groups = groups();
        client = role("client", 10);
        server = role("server", 8);
    }

    /** The policy that the properties make now. */
    public static Policy current(CryptoProvider crypto) {
        return new Policy(crypto);
    }

    /** What connections of this policy have been found to be able to negotiate. */
    NegotiableAlgorithms.Cache negotiables() {
        return negotiables;
    }

    /** What configurations of connections of this policy have alike. */
    public SharedParts sharedParts(boolean ofClient) {
        return of(ofClient).parts;
    }

    /** Every primitive. */
    public CryptoProvider crypto() {
        return crypto;
    }

    /** {@code jdk.tls.disabledAlgorithms} */
    DisabledTlsAlgorithms disabled() {
        return disabled;
    }

    /** {@code jdk.certpath.disabledAlgorithms} */
    DisabledTlsAlgorithms disabledInCertificates() {
        return disabledInCertificates;
    }

    /** Versions that can be enabled, the highest first. */
    public List<ProtocolVersion> supportedVersions() {
        return supportedVersions;
    }

    /** Versions that are enabled if nothing else is asked for. */
    public List<ProtocolVersion> versions(boolean ofClient) {
        return of(ofClient).versions;
    }

    /** Suites that can be enabled, the preferred first. */
    List<CipherSuite> supportedSuites() {
        return supportedSuites;
    }

    /** The names of {@link #supportedVersions}, for JSSE. */
    public String[] supportedVersionNames() {
        return Configuration.names(supportedVersions).toArray(new String[0]);
    }

    /** The names of {@link #supportedSuites}, for JSSE. */
    public String[] supportedSuiteNames() {
        return Configuration.names(supportedSuites).toArray(new String[0]);
    }

    /** Suites that are enabled by default for versions. */
    List<CipherSuite> suites(boolean ofClient, List<ProtocolVersion> versions) {
        return CipherSuite.forAny(of(ofClient).suites, versions);
    }

    /** Groups, the preferred first. */
    List<NamedGroup> namedGroups() {
        return groups;
    }

    /** Signature schemes, the preferred first. */
    List<SignatureScheme> schemes(boolean ofClient) {
        return of(ofClient).schemes;
    }

    /** The most certificates the peer of a client (or server) may send. */
    public int maxCertificates(boolean ofClient) {
        return of(ofClient).maxCertificates;
    }

    /** Whether an extension, by IANA's name, has not been disabled. */
    public boolean usesExtension(boolean ofClient, String name) {
        return !of(ofClient).disabledExtensions.contains(name);
    }

    /** The values that are one for clients and servers. */
    public Switches switches() {
        return switches;
    }

    private Role of(boolean ofClient) {
        return ofClient ? client : server;
    }

    private Role role(String name, int maxCertificates) {
        String prefix = "jdk.tls." + name + ".";
        List<String> extensions = PropertyReader.list(prefix + "disableExtensions");
        if (extensions != null && !EXTENSIONS.containsAll(extensions)) {
            WarnOnce.once("property " + prefix + "disableExtensions: no effect have "
                    + Printable.list(extensions.stream().filter(one -> !EXTENSIONS.contains(one)).toList()));
        }
        int chain = PropertyReader.number("jdk.tls.maxCertificateChainLength", maxCertificates, 0);
        return new Role(versions(prefix + "protocols"), suites(prefix + "cipherSuites"),
                schemes(prefix + "SignatureSchemes"),
                PropertyReader.number(prefix + "maxInboundCertificateChainLength", chain, 0),
                extensions == null ? Set.of() : Set.copyOf(extensions), new SharedParts());
    }

    private List<ProtocolVersion> versions(String property) {
        List<String> names = PropertyReader.list(property);
        if (names == null) {
            return supportedVersions;
        }
        Set<ProtocolVersion> versions = new LinkedHashSet<>();
        for (String name : names) {
            ProtocolVersion version = ProtocolVersion.named(name);
            if (version == null) {
                throw new IllegalArgumentException("property " + property + ": " + Printable.text(name)
                        + " is not a protocol; known are " + VERSIONS + " and, to be refused, older ones");
            }
            if (supportedVersions.contains(version)) {
                versions.add(version);
            }
        }
        List<ProtocolVersion> ordered = new ArrayList<>(supportedVersions);
        ordered.retainAll(versions);
        return List.copyOf(ordered);
    }

    private List<CipherSuite> suites(String property) {
        if (PropertyReader.list(property) != null) {
            return chosen(property, CipherSuite::named, supportedSuites::contains);
        }
        List<CipherSuite> enabled = new ArrayList<>();
        for (CipherSuite suite : supportedSuites) {
            if (DefaultLists.isEnabled(suite)) {
                enabled.add(suite);
            }
        }
        return List.copyOf(enabled);
    }

    private List<NamedGroup> groups() {
        boolean ffdhe = PropertyReader.flag("jsse.enableFFDHE", true);
        if (PropertyReader.list("jdk.tls.namedGroups") != null) {
            return chosen("jdk.tls.namedGroups", NamedGroup::named, group -> isUsable(group, ffdhe));
        }
        List<NamedGroup> usable = new ArrayList<>();
        for (NamedGroup group : DefaultLists.GROUPS) {
            if (isUsable(group, ffdhe)) {
                usable.add(group);
            }
        }
        return List.copyOf(usable);
    }

    private boolean isUsable(NamedGroup group, boolean ffdhe) {
        return crypto.supports(group) && (ffdhe || group.kind() != NamedGroup.Kind.FFDHE);
    }

    private List<SignatureScheme> schemes(String property) {
        if (PropertyReader.list(property) != null) {
            return chosen(property, SignatureScheme::named, crypto::supports);
        }
        List<SignatureScheme> usable = new ArrayList<>();
        for (SignatureScheme scheme : DefaultLists.SCHEMES) {
            if (crypto.supports(scheme)) {
                usable.add(scheme);
            }
        }
        return List.copyOf(usable);
    }

    /**
     * What a property lists, which is set, without what is not known or usable, which is told once.
     *
     * @throws IllegalArgumentException if nothing is left: the defaults would not be what was asked for
     */
    private static <T> List<T> chosen(String property, Function<String, T> byName, Function<T, Boolean> usable) {
        List<T> chosen = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (String name : PropertyReader.list(property)) {
            T item = byName.apply(name);
            if (item != null && usable.apply(item)) {
                chosen.add(item);
            } else {
                leftOut.add(name);
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(WarnOnce.named(property, PropertyReader.text(property))
                    + " names nothing that is supported here");
        }
        if (!leftOut.isEmpty()) {
            WarnOnce.once("property " + property + ": not supported and left out are " + Printable.list(leftOut));
        }
        return List.copyOf(new LinkedHashSet<>(chosen));
    }

    /** Values that clients and servers have in common, each named for its property in PROPERTIES.md. */
    public static final class Switches {

        public final boolean serverName = PropertyReader.flag("jsse.enableSNIExtension", true);
        public final boolean maxFragmentLength = PropertyReader.flag("jsse.enableMFLNExtension",
                PropertyReader.flag("jsse.enableMFLExtension", false));
        public final boolean statusRequest = PropertyReader.flag("jdk.tls.client.enableStatusRequestExtension", true);
        public final boolean timestampRequest = TransparencyPolicy.isOn();
        public final StapleRules stapling = StapleProperties.read();
        public final boolean certificateAuthorities = PropertyReader.flag("jdk.tls.client.enableCAExtension", false);
        public final boolean middleboxCompatible = PropertyReader.flag("jdk.tls.client.useCompatibilityMode", true);
        public final boolean extendedMasterSecret = PropertyReader.flag("jdk.tls.useExtendedMasterSecret", true);
        public final boolean legacyMasterSecret = PropertyReader.strictFlag("jdk.tls.allowLegacyMasterSecret", true);
        public final boolean legacyHello = PropertyReader.strictFlag("sun.security.ssl.allowLegacyHelloMessages", true);
        public final boolean acknowledgeCloseNotify = PropertyReader.flag("jdk.tls.acknowledgeCloseNotify", false);
        public final boolean requireCloseNotify = PropertyReader
                .strictFlag("com.sun.net.ssl.requireCloseNotify", false);
        public final boolean trustNameService = PropertyReader.flag("jdk.tls.trustNameService", false);
        public final MessageSizes messageSizes = MessageSizes
                .of(PropertyReader.number("jdk.tls.maxHandshakeMessageSize", 0, 1024));
        public final int sessionCacheSize = PropertyReader.number("javax.net.ssl.sessionCacheSize", 20_480, 0);
        public final SessionLimits sessionLimits = new SessionLimits(
                PropertyReader.number("handfast.session.cacheBytes", 64 << 20, 0),
                Math.min(SessionLimits.MOST_TICKET_BYTES,
                        PropertyReader.number("handfast.session.ticketBytes", 1000, 0)),
                PropertyReader.number("handfast.session.verdictSeconds", 3600, 0),
                PropertyReader.number("handfast.session.storeMillis", 1000, 1));
        public final boolean serverTickets = PropertyReader.flag("jdk.tls.server.enableSessionTicketExtension", true);
        public final boolean clientTickets = PropertyReader.flag("jdk.tls.client.enableSessionTicketExtension", true);
        public final int ticketCount = Math.min(10,
                PropertyReader.number("jdk.tls.server.newSessionTicketCount", 1, 0));
        public final int ticketTimeoutSeconds = Math.min(ResumptionState.MAX_LIFETIME,
                PropertyReader.number("jdk.tls.server.sessionTicketTimeout", 86_400, 0));
        public final long ticketEpochMillis = PropertyReader.number("jdk.tls.server.statelessKeyTimeout", 3600, 1)
                * 1000L;
        public final String sessionContext = PropertyReader.text("handfast.session.label") == null ? ""
                : PropertyReader.text("handfast.session.label");
        public final Path ticketSecretFile = PropertyReader.text("handfast.session.ticketSecretFile") == null ? null
                : parsed("handfast.session.ticketSecretFile", Path::of);
        public final String jcacheName = PropertyReader.text("handfast.session.jcache");
        public final URI jcacheUri = PropertyReader.text("handfast.session.jcacheUri") == null ? null
                : parsed("handfast.session.jcacheUri", URI::create);
        public final NamedGroup dhGroup = dhGroup(PropertyReader.text("jdk.tls.ephemeralDHKeySize"));
        public final KeyLimits keyLimits = KeyLimits.parse(PropertyReader.security("jdk.tls.keyLimits"),
                entry -> WarnOnce.once(
                        "security property jdk.tls.keyLimits: \"" + entry + "\" has no effect; entries are such as"
                                + " AES/GCM/NoPadding KeyUpdate 2^37"));
        public final Charset alpnCharset = alpnCharset(PropertyReader.security("jdk.tls.alpnCharset"));

        private static <T> T parsed(String property, Function<String, T> reading) {
            return PropertyReader.parsed(property, PropertyReader.text(property), reading);
        }

        private static NamedGroup dhGroup(String size) {
            if (size == null || size.equals("matched") || size.equals("legacy")) {
                return NamedGroup.FFDHE2048;
            }
            int bits = PropertyReader.number("jdk.tls.ephemeralDHKeySize", Limits.MIN_DH_BITS, 1024);
            return bits > 3072 ? NamedGroup.FFDHE4096 : bits > 2048 ? NamedGroup.FFDHE3072 : NamedGroup.FFDHE2048;
        }

        private static Charset alpnCharset(String name) {
            return name == null ? StandardCharsets.ISO_8859_1
                    : PropertyReader.parsed("jdk.tls.alpnCharset", name, Charset::forName);
        }
    }

    /** The lists of preference where no property changes them. */
    private static final class DefaultLists {

        /** Hybrids and x25519 first (they are fastest and safest), then what NIST and older peers know. */
        static final List<NamedGroup> GROUPS = List.of(NamedGroup.X25519_MLKEM768, NamedGroup.X25519,
                NamedGroup.SECP256R1, NamedGroup.SECP384R1, NamedGroup.SECP521R1, NamedGroup.X448,
                NamedGroup.SECP256R1_MLKEM768, NamedGroup.SECP384R1_MLKEM1024,
                NamedGroup.FFDHE2048, NamedGroup.FFDHE3072, NamedGroup.FFDHE4096);

        /** SunJSSE's order without its SHA-1 and DSA schemes. */
        static final List<SignatureScheme> SCHEMES = List.of(
                SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.ECDSA_SECP384R1_SHA384,
                SignatureScheme.ECDSA_SECP521R1_SHA512, SignatureScheme.ED25519, SignatureScheme.ED448,
                SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.RSA_PSS_RSAE_SHA384,
                SignatureScheme.RSA_PSS_RSAE_SHA512, SignatureScheme.RSA_PSS_PSS_SHA256,
                SignatureScheme.RSA_PSS_PSS_SHA384, SignatureScheme.RSA_PSS_PSS_SHA512,
                SignatureScheme.RSA_PKCS1_SHA256, SignatureScheme.RSA_PKCS1_SHA384, SignatureScheme.RSA_PKCS1_SHA512);

        /** SunJSSE's order; CCM, which it lacks, behind GCM and ChaCha20; what is off by default last. */
        static final List<CipherSuite> SUITES = List.of(
                CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_AES_128_GCM_SHA256,
                CipherSuite.TLS_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_AES_128_CCM_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
                CipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CCM, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM,
                CipherSuite.TLS_DHE_RSA_WITH_AES_256_CCM, CipherSuite.TLS_DHE_RSA_WITH_AES_128_CCM,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
                CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256, CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
                CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
                CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384, CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_RSA_WITH_AES_256_CCM, CipherSuite.TLS_RSA_WITH_AES_128_CCM,
                CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
                CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
                CipherSuite.TLS_AES_128_CCM_8_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
                CipherSuite.TLS_DHE_RSA_WITH_AES_256_CCM_8, CipherSuite.TLS_DHE_RSA_WITH_AES_128_CCM_8);

        /** Not static RSA, which lacks forward secrecy, nor CCM_8 with its short tag (RFC 9325 section 4.1). */
        static boolean isEnabled(CipherSuite suite) {
            return suite.agreement() != CipherSuite.KeyAgreement.RSA
                    && suite.cipher() != BulkCipher.AES_128_CCM_8 && suite.cipher() != BulkCipher.AES_256_CCM_8;
        }
    }
}
