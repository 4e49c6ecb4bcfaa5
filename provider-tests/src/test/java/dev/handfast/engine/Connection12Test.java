package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.CipherSuite.Authentication;
import dev.handfast.spec.CipherSuite.KeyAgreement;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Two connections joined in memory, in TLS 1.2. */
@Tag("unit")
class Connection12Test {

    private final TestSettings client = tls12(TestSettings.client());
    private final TestSettings server = tls12(TestSettings.server());

    /** Every suite with every key that fits it, without a client certificate and with one of each kind. */
    static Stream<Arguments> everything() {
        List<Arguments> all = new ArrayList<>();
        for (CipherSuite suite : CipherSuite.usable()) {
            for (KeyKind key : KeyKind.values()) {
                if (suite.isFor(ProtocolVersion.TLS_1_2) && fits(suite, key)) {
                    all.add(Arguments.of(suite, key, null));
                    all.add(Arguments.of(suite, key, KeyKind.values()[all.size() / 2 % KeyKind.values().length]));
                }
            }
        }
        return all.stream();
    }

    private static boolean fits(CipherSuite suite, KeyKind key) {
        if (suite.agreement() == KeyAgreement.RSA) {
            return key == KeyKind.RSA;
        }
        return key.isRsa() == (suite.authentication() == Authentication.BY_RSA);
    }

    static Stream<NamedGroup> groups12() {
        return NamedGroup.usable().stream().filter(group -> group.isFor(ProtocolVersion.TLS_1_2));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everySuiteAndKeyCarriesData(CipherSuite suite, KeyKind key, KeyKind clientKey) throws TlsFault {
        TestSettings signing = tls12(TestSettings.server(key));
        client.suites = List.of(suite);
        if (clientKey != null) {
            signing.clientAuthentication = ClientAuthentication.NEEDED;
            client.credentials = TestSettings.chooser(Credentials.shared().client(clientKey));
        }
        List<String> kinds = new ArrayList<>();
        client.peerVerifier = (chain, kind, soFar) -> kinds.add(kind);
        signing.peerVerifier = (chain, kind, soFar) -> kinds.add(kind);
        Pair pair = new Pair(client, signing).handshake();
        exchange(pair);
        SessionState atClient = pair.client.session();
        SessionState atServer = pair.server.session();
        assertEquals(suite, atClient.suite());
        assertEquals(suite, atServer.suite());
        assertEquals(Credentials.shared().server(key).certificate(), atClient.peer().certificates().get(0));
        assertEquals(atServer.group(), atClient.group());
        assertEquals(atServer.sessionId(), atClient.sessionId());
        assertEquals(32, atClient.sessionId().length());
        assertEquals(atServer.localScheme(), atClient.peerScheme());
        assertTrue(atClient.extendedMasterSecret() && atServer.extendedMasterSecret());
        assertEquals(authType(suite), kinds.get(0));
        if (clientKey != null) {
            assertEquals(Credentials.shared().client(clientKey).certificate(), atServer.peer().certificates().get(0));
            assertEquals(atClient.localScheme(), atServer.peerScheme());
            String algorithm = Credentials.shared().client(clientKey).certificate().getPublicKey().getAlgorithm();
            assertEquals(algorithm.startsWith("Ed") ? "UNKNOWN" : algorithm, kinds.get(1));
        }
        assertArrayEquals(pair.server.exportKeyingMaterial("EXPERIMENTAL x", null, 40),
                pair.client.exportKeyingMaterial("EXPERIMENTAL x", null, 40));
    }

    private static String authType(CipherSuite suite) {
        String name = suite.toString();
        return name.substring("TLS_".length(), name.indexOf("_WITH_"));
    }

    @ParameterizedTest
    @MethodSource("groups12")
    void everyGroupAgrees(NamedGroup group) throws TlsFault {
        boolean field = group.kind() == NamedGroup.Kind.FFDHE;
        TestSettings signing = tls12(TestSettings.server(KeyKind.RSA));
        client.suites = List.of(field ? CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
                : CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        client.groups = List.of(group);
        Pair pair = new Pair(client, signing).handshake();
        exchange(pair);
        assertEquals(group, pair.client.session().group());
        assertEquals(group, pair.server.session().group());
    }

    @Test
    void aServerUsesItsOwnFieldForClientsThatNameNone() throws TlsFault {
        TestSettings signing = tls12(TestSettings.server(KeyKind.RSA));
        signing.dhGroup = NamedGroup.FFDHE3072;
        client.suites = List.of(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
        client.groups = List.of(NamedGroup.X25519);
        Pair pair = new Pair(client, signing).handshake();
        exchange(pair);
        assertEquals(NamedGroup.FFDHE3072, pair.client.session().group());
    }

    @Test
    void aClientWithoutGroupsGetsSecp256r1OrNothing() throws TlsFault {
        client.groups = List.of();
        client.suites = List.of(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
        Pair pair = new Pair(client, tls12(TestSettings.server(KeyKind.RSA))).handshake();
        exchange(pair);
    }

    @Test
    void aServerPicksTheSuiteItsKeyFits() throws TlsFault {
        AtomicInteger asked = new AtomicInteger();
        var chooser = TestSettings.chooser(Credentials.shared().server(KeyKind.RSA));
        server.credentials = (types, authorities, soFar, need) -> {
            asked.incrementAndGet();
            return chooser.choose(types, authorities, soFar, need);
        };
        Pair pair = new Pair(client, server).handshake();
        exchange(pair);
        assertEquals(Authentication.BY_RSA, pair.client.session().suite().authentication());
        assertTrue(asked.get() <= 2, "asked " + asked + " times");
    }

    @Test
    void aPeerWithTls13ComesDownToTls12() throws TlsFault {
        client.versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        Pair pair = new Pair(client, server).handshake();
        exchange(pair);
        assertEquals(32, pair.client.session().sessionId().length());
        TestSettings both = TestSettings.server();
        Pair other = new Pair(tls12(TestSettings.client()), both).handshake();
        exchange(other);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "P256"}, value = KeyKind.class)
    void worksWithoutExtendedMasterSecretAndEncryptThenMac(KeyKind key) throws TlsFault {
        TestSettings signing = tls12(TestSettings.server(key));
        client.suites = CipherSuite.usable().stream().filter(suite -> suite.toString().contains("_CBC_")).toList();
        client.encryptThenMac = key == KeyKind.RSA;
        signing.encryptThenMac = key != KeyKind.RSA;
        client.extendedMasterSecret = key != KeyKind.RSA;
        signing.extendedMasterSecret = key == KeyKind.RSA;
        Pair pair = new Pair(client, signing).handshake();
        exchange(pair);
        assertFalse(pair.client.session().extendedMasterSecret());
        assertFalse(pair.server.session().extendedMasterSecret());
        for (ProtocolConnection side : List.of(pair.client, pair.server)) {
            assertThrows(IllegalStateException.class, () -> side.exportKeyingMaterial("EXPERIMENTAL z", null, 32));
            assertThrows(IllegalStateException.class, side::firstFinished);
        }
    }

    @Test
    void aClientMayDoWithoutACertificateThatIsOnlyWanted() throws TlsFault {
        server.clientAuthentication = ClientAuthentication.WANTED;
        Pair pair = new Pair(client, server).handshake();
        exchange(pair);
        assertFalse(pair.server.session().peer().isKnown());
        assertFalse(pair.client.session().local().isKnown());
    }

    @Test
    void theClientLearnsTheServersAuthoritiesAndSchemes() throws TlsFault {
        server.clientAuthentication = ClientAuthentication.NEEDED;
        server.authorities = List.of(Opaque.adopt(
                Credentials.shared().root().getSubjectX500Principal().getEncoded()));
        client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        List<Object> seen = new ArrayList<>();
        var chooser = TestSettings.chooser(Credentials.shared().client(KeyKind.P384));
        client.credentials = (types, authorities, soFar, need) -> {
            seen.addAll(List.of(types, authorities, soFar.peerSchemes()));
            return chooser.choose(types, authorities, soFar, need);
        };
        exchange(new Pair(client, server).handshake());
        assertEquals(List.of(List.of("EC", "EdDSA", "RSA", "RSASSA-PSS"), server.authorities, server.schemes), seen);
    }

    @Test
    void anOcspResponseIsStapledIfAskedFor() throws TlsFault {
        Opaque response = Opaque.adopt("not judged here".getBytes(StandardCharsets.US_ASCII));
        server.credentials = TestSettings.stapling(server.credentials, response);
        client.statusRequest = true;
        List<List<Opaque>> judged = new ArrayList<>();
        client.peerVerifier = (chain, kind, soFar) -> judged.add(soFar.statusResponses());
        Pair pair = new Pair(client, server).handshake();
        exchange(pair);
        assertEquals(List.of(List.of(response)), judged);
        assertEquals(List.of(response), pair.client.session().statusResponses());
        client.statusRequest = false;
        assertTrue(new Pair(client, server).handshake().client.session().statusResponses().isEmpty());
    }

    @Test
    void applicationProtocolsAreNegotiated() throws TlsFault {
        Opaque h2 = Opaque.adopt("h2".getBytes(StandardCharsets.US_ASCII));
        Opaque http = Opaque.adopt("http/1.1".getBytes(StandardCharsets.US_ASCII));
        client.applicationProtocols = List.of(http, h2);
        server.applicationProtocols = List.of(h2, http);
        Pair pair = new Pair(client, server).handshake();
        assertEquals(h2, pair.client.session().applicationProtocol());
        assertEquals(h2, pair.server.session().applicationProtocol());
        server.applicationProtocols = List.of();
        assertNull(new Pair(client, server).handshake().client.session().applicationProtocol());
    }

    @Test
    void recordSizeLimitsHoldBothWays() throws TlsFault {
        client.recordSizeLimit = 200;
        server.recordSizeLimit = 300;
        Pair pair = new Pair(client, server).handshake();
        exchange(pair);
        assertEquals(300, pair.client.session().peerRecordLimit());
        assertEquals(200, pair.server.session().peerRecordLimit());
    }

    @Test
    void maxFragmentLengthHoldsBothWays() throws TlsFault {
        client.maxFragmentLength = 512;
        Pair pair = new Pair(client, server).handshake();
        exchange(pair);
        assertEquals(512, pair.client.session().peerRecordLimit());
        assertEquals(512, pair.server.session().peerRecordLimit());
    }

    @Test
    void theMasterSecretIsLoggedOnce() throws TlsFault {
        List<String> lines = new ArrayList<>();
        client.keyLog = (label, random, secret) -> lines.add(label + " " + Bytes.hex(random) + " " + Bytes.hex(secret));
        server.keyLog = client.keyLog;
        exchange(new Pair(client, server).handshake());
        assertEquals(2, lines.size());
        assertEquals(lines.get(0), lines.get(1));
        assertTrue(lines.get(0).matches("CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}"), lines.get(0));
    }

    @Test
    void exportersTellNoContextFromAnEmptyOne() throws TlsFault {
        Pair pair = new Pair(client, server).handshake();
        byte[] none = pair.client.exportKeyingMaterial("EXPERIMENTAL y", null, 32);
        byte[] empty = pair.client.exportKeyingMaterial("EXPERIMENTAL y", new byte[0], 32);
        assertArrayEquals(empty, pair.server.exportKeyingMaterial("EXPERIMENTAL y", new byte[0], 32));
        assertNotEquals(Bytes.hex(none), Bytes.hex(empty));
    }

    @Test
    void aLegacySchemeWorksWhereItIsEnabled() throws TlsFault {
        TestSettings signing = tls12(TestSettings.server(KeyKind.RSA));
        signing.schemes = List.of(SignatureScheme.RSA_PKCS1_SHA1);
        client.schemes = signing.schemes;
        client.suites = List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        Pair pair = new Pair(client, signing).handshake();
        exchange(pair);
        assertEquals(SignatureScheme.RSA_PKCS1_SHA1, pair.client.session().peerScheme());
    }

    private static TestSettings tls12(TestSettings settings) {
        settings.versions = List.of(ProtocolVersion.TLS_1_2);
        return settings;
    }

    private static void exchange(Pair pair) throws TlsFault {
        SessionState session = pair.client.session();
        assertNotNull(session, "client established");
        assertNotNull(pair.server.session(), "server established");
        assertEquals(ProtocolVersion.TLS_1_2, session.version());
        Random random = new Random(1);
        for (int length : new int[] {1, 100, 16384, 40_000}) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            assertArrayEquals(data, Pair.send(pair.client, pair.toServer, pair.server, data));
            assertArrayEquals(data, Pair.send(pair.server, pair.toClient, pair.client, data));
        }
    }
}
