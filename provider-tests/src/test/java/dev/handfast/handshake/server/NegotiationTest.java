package dev.handfast.handshake.server;

import static dev.handfast.spec.CipherSuite.*;
import static dev.handfast.spec.NamedGroup.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.KeyShares;
import dev.handfast.message.ext.SignatureAlgorithms;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.message.ext.SupportedVersions;
import dev.handfast.message.ext.Unknown;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** Hellos in, decisions or faults out (RFC 9846 section 4.2.1); no handshake behind them. */
@Tag("unit")
class NegotiationTest {

    private static final ProtocolVersion TLS13 = ProtocolVersion.TLS_1_3;
    private static final ProtocolVersion TLS12 = ProtocolVersion.TLS_1_2;
    private static final int GREASE = 0x3a3a;

    private final TestSettings server = TestSettings.server();

    // The hello of a modern client; tests change what they are about.
    private ProtocolVersion legacyVersion = TLS12;
    private List<ProtocolVersion> versions = List.of(TLS13, TLS12);
    private List<CipherSuite> suites = List.of(TLS_AES_128_GCM_SHA256, TLS_CHACHA20_POLY1305_SHA256,
            TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);
    private byte[] compression = {0};
    private List<NamedGroup> groups = List.of(X25519, SECP256R1);
    private List<NamedGroup> shares = List.of(X25519);
    private List<SignatureScheme> schemes = List.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
    private final List<Extension> others = new ArrayList<>();

    @BeforeEach
    void serverOfThreeGroups() {
        server.groups = List.of(X25519, SECP256R1, SECP384R1);
        server.suites = List.of(TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256,
                TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    }

    // Versions

    @Test
    void theHighestCommonVersionIsUsed() throws TlsFault {
        assertUse13(TLS_CHACHA20_POLY1305_SHA256, X25519);
        versions = List.of(TLS12, TLS13);
        assertUse13(TLS_CHACHA20_POLY1305_SHA256, X25519);
    }

    @Test
    void supportedVersionsCountsAlone() throws TlsFault {
        versions = List.of(TLS12);
        assertUse12(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        versions = List.of(ProtocolVersion.of(0x0302), ProtocolVersion.of(0x0305));
        assertRefuse(Fault.VERSION_UNSUPPORTED);
    }

    @Test
    void withoutSupportedVersionsTheLegacyVersionIsTheHighest() throws TlsFault {
        versions = null;
        assertUse12(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        // RFC 9846 section 4.3.1: TLS 1.3 is negotiated by the extension alone.
        legacyVersion = TLS13;
        assertUse12(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        for (int old = 0x0300; old < 0x0303; old++) {
            legacyVersion = ProtocolVersion.of(old);
            assertRefuse(Fault.VERSION_TOO_OLD);
        }
    }

    /** RFC 9846 section 4.2.2: every value but 0x0303, whatever the extension says and whatever is enabled. */
    @PublishedAttack(id = "CVE-2014-3566", victim = "TLS", kind = AttackKind.RECORDS,
            what = "POODLE: padding of SSL 3.0 that nobody checks")
    @ParameterizedTest
    @ValueSource(ints = {0x0000, 0x0002, 0x0200, 0x0300, 0x0301, 0x0302, 0x0304, 0x0305, 0x03ff, 0x7f1c, 0x3a3a, 0xfefd,
        0xffff})
    void aHelloWithSupportedVersionsHasThePlaceholderInTheLegacyVersion(int legacy) {
        legacyVersion = ProtocolVersion.of(legacy);
        for (List<ProtocolVersion> enabled : List.of(List.of(TLS13, TLS12), List.of(TLS13), List.of(TLS12))) {
            server.versions = enabled;
            for (List<ProtocolVersion> offered : List.of(List.of(TLS13, TLS12), List.of(TLS13), List.of(TLS12))) {
                versions = offered;
                assertRefuse(Fault.VERSION_LEGACY_WRONG);
            }
        }
    }

    @Test
    void onlyEnabledVersionsAreUsed() throws TlsFault {
        server.versions = List.of(TLS12);
        assertUse12(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        server.versions = List.of(TLS13);
        assertUse13(TLS_CHACHA20_POLY1305_SHA256, X25519);
        versions = List.of(TLS12);
        assertRefuse(Fault.VERSION_UNSUPPORTED);
        versions = null;
        assertRefuse(Fault.VERSION_UNSUPPORTED);
    }

    /** RFC 7507 section 3. */
    @Test
    void aNeedlessFallbackIsRefused() throws TlsFault {
        suites = List.of(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_FALLBACK_SCSV);
        versions = null;
        assertRefuse(Fault.FALLBACK_INAPPROPRIATE);
        server.versions = List.of(TLS12);
        assertUse12(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        server.versions = List.of(TLS13, TLS12);
        versions = List.of(TLS13);
        suites = List.of(TLS_AES_128_GCM_SHA256, TLS_FALLBACK_SCSV);
        assertUse13(TLS_AES_128_GCM_SHA256, X25519);
    }

    // Suites and compression

    @Test
    void suitesFollowThePreferenceOfWhoIsConfiguredToHaveIt() throws TlsFault {
        server.preferLocalSuites = false;
        assertUse13(TLS_AES_128_GCM_SHA256, X25519);
        server.versions = List.of(TLS12);
        assertUse12(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);
    }

    @Test
    void suitesOfTheOtherVersionDoNotCount() {
        suites = List.of(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        assertRefuse(Fault.NO_COMMON_SUITE);
        suites = List.of(TLS_AES_128_GCM_SHA256);
        versions = List.of(TLS12);
        assertRefuse(Fault.NO_COMMON_SUITE);
    }

    @Test
    void compressionMustBeNullAndInTls13NothingElse() throws TlsFault {
        compression = new byte[] {1};
        assertRefuse(Fault.COMPRESSION_NOT_NULL);
        compression = new byte[] {1, 0};
        assertRefuse(Fault.COMPRESSION_NOT_NULL);
        versions = List.of(TLS12);
        assertUse12(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        compression = new byte[] {1};
        assertRefuse(Fault.COMPRESSION_NOT_NULL);
    }

    // Groups and key shares

    @Test
    void anEnabledGroupWithAShareSavesTheRoundTrip() throws TlsFault {
        groups = List.of(SECP384R1, X25519);
        shares = List.of(SECP384R1);
        assertUse13(TLS_CHACHA20_POLY1305_SHA256, SECP384R1);
    }

    @Test
    void theServersOrderOfGroupsCountsAmongShares() throws TlsFault {
        shares = List.of(SECP256R1, X25519);
        assertUse13(TLS_CHACHA20_POLY1305_SHA256, X25519);
    }

    @Test
    void withoutAUsableShareTheServersBestGroupIsAskedFor() throws TlsFault {
        shares = List.of();
        assertRetry(X25519);
        groups = List.of(X448, SECP384R1, SECP256R1);
        shares = List.of(X448);
        assertRetry(SECP256R1);
    }

    @Test
    void aHybridThatBothHaveIsWorthARoundTrip() throws TlsFault {
        server.groups = List.of(X25519_MLKEM768, X25519);
        groups = List.of(X25519, X25519_MLKEM768);
        assertRetry(X25519_MLKEM768);
        server.groups = List.of(X25519, X25519_MLKEM768);
        assertUse13(TLS_CHACHA20_POLY1305_SHA256, X25519);
    }

    /** A share for another hybrid is as safe as the best one, and there. */
    @Test
    void aHybridThatIsThereIsWorthNoRoundTrip() throws TlsFault {
        server.groups = List.of(X25519_MLKEM768, NamedGroup.SECP384R1_MLKEM1024, X25519);
        groups = List.of(X25519_MLKEM768, NamedGroup.SECP384R1_MLKEM1024, X25519);
        shares = List.of(NamedGroup.SECP384R1_MLKEM1024);
        assertUse13(TLS_CHACHA20_POLY1305_SHA256, NamedGroup.SECP384R1_MLKEM1024);
    }

    @Test
    void noGroupInCommonIsRefused() {
        groups = List.of(X448);
        shares = List.of(X448);
        assertRefuse(Fault.NO_COMMON_GROUP);
    }

    @Test
    void aShareIsForAnOfferedGroup() {
        shares = List.of(X25519, SECP384R1);
        assertRefuse(Fault.GROUP_NOT_OFFERED);
    }

    /** RFC 9846 section 9.2. */
    @Test
    void tls13NeedsThreeExtensions() {
        groups = null;
        assertMissing("supported_groups");
        groups = List.of(X25519);
        shares = null;
        assertMissing("key_share");
        shares = List.of(X25519);
        schemes = null;
        assertMissing("signature_algorithms");
    }

    // What is not known

    /** RFC 8701: in every list, and among extensions. */
    @Test
    void greaseIsPassedOver() throws TlsFault {
        versions = List.of(ProtocolVersion.of(GREASE), TLS13, TLS12);
        suites = List.of(CipherSuite.of(GREASE), TLS_AES_128_GCM_SHA256);
        groups = List.of(NamedGroup.of(GREASE), X25519);
        shares = List.of(NamedGroup.of(GREASE), X25519);
        schemes = List.of(SignatureScheme.of(GREASE), SignatureScheme.ECDSA_SECP256R1_SHA256);
        others.add(new Unknown(ExtensionType.of(GREASE), Opaque.EMPTY));
        others.add(new Unknown(ExtensionType.of(0xfafa), Opaque.copyOf(new byte[] {0})));
        assertUse13(TLS_AES_128_GCM_SHA256, X25519);
        server.preferLocalSuites = false;
        assertUse13(TLS_AES_128_GCM_SHA256, X25519);
    }

    @Test
    void unknownExtensionsAreTolerated() throws TlsFault {
        for (int type = 60_000; type < 60_100; type++) {
            others.add(new Unknown(ExtensionType.of(type), Opaque.copyOf(new byte[3])));
        }
        assertUse13(TLS_CHACHA20_POLY1305_SHA256, X25519);
    }

    // Asking

    private Decision decide() throws TlsFault {
        List<Extension> extensions = new ArrayList<>(others);
        if (versions != null) {
            extensions.add(new SupportedVersions(versions));
        }
        if (groups != null) {
            extensions.add(new SupportedGroups(groups));
        }
        if (shares != null) {
            extensions.add(new KeyShares(shares.stream()
                    .map(group -> new KeyShareEntry(group, Opaque.copyOf(new byte[32]))).toList()));
        }
        if (schemes != null) {
            extensions.add(new SignatureAlgorithms(schemes));
        }
        return Negotiation.decide(new ClientHello(legacyVersion, Opaque.copyOf(new byte[32]), Opaque.EMPTY, suites,
                Opaque.copyOf(compression), Extensions.of(extensions)), server.build());
    }

    private void assertUse13(CipherSuite suite, NamedGroup group) throws TlsFault {
        assertEquals(new Decision.Use13(suite, new KeyShareEntry(group, Opaque.copyOf(new byte[32]))), decide());
    }

    private void assertRetry(NamedGroup group) throws TlsFault {
        assertEquals(new Decision.Retry(TLS_CHACHA20_POLY1305_SHA256, group), decide());
    }

    private void assertUse12(CipherSuite... common) throws TlsFault {
        assertEquals(new Decision.Use12(List.of(common)), decide());
    }

    private void assertMissing(String extension) {
        assertRefuse(Fault.EXTENSION_MISSING);
        String message = assertThrows(TlsFault.class, this::decide).getMessage();
        assertTrue(message.contains("needs " + extension), message);
    }

    private void assertRefuse(Fault expected) {
        TlsFault fault = assertThrows(TlsFault.class, this::decide);
        assertEquals(expected, fault.fault(), fault::getMessage);
    }
}
