package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.TestSettings;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.SessionState;
import dev.handfast.session.TestSessions;
import dev.handfast.session.TicketSecret;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sessions of TLS 1.3 resumed between two connections in memory: when they are, when not, and what they carry. */
@Tag("unit")
class ResumptionTest {

    private static final long HOUR = 3_600_000;

    private final TestSessions sessions = new TestSessions();
    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    static Stream<CipherSuite> suites13() {
        return CipherSuite.usable().stream().filter(suite -> suite.isFor(ProtocolVersion.TLS_1_3));
    }

    private Pair connect() throws TlsFault {
        Pair pair = new Pair(sessions.client(client), sessions.server(server)).handshake();
        byte[] data = "hello".getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(data, Pair.send(pair.client, pair.toServer, pair.server, data));
        assertArrayEquals(data, Pair.send(pair.server, pair.toClient, pair.client, data));
        assertEquals(pair.client.session().resumed(), pair.server.session().resumed());
        return pair;
    }

    private void assertResumes(boolean expected) throws TlsFault {
        assertEquals(expected, connect().client.session().resumed());
    }

    @ParameterizedTest
    @MethodSource("suites13")
    void everySuiteResumes(CipherSuite suite) throws TlsFault {
        client.suites = List.of(suite);
        assertResumes(false);
        for (int i = 0; i < 3; i++) {
            assertResumes(true);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAuthenticationSaidIsCarried(boolean stateless) throws TlsFault {
        sessions.rules = new Rules(stateless, 4000, 2, 86_400);
        mutual();
        client.applicationProtocols = List.of(Opaque.adopt(new byte[] {'a'}), Opaque.adopt(new byte[] {'b'}));
        server.applicationProtocols = List.of(Opaque.adopt(new byte[] {'b'}));
        sessions.usable = facts -> facts.peer().isKnown();
        Pair first = connect();
        sessions.now.addAndGet(1000);
        Pair second = connect();
        for (boolean atClient : new boolean[] {true, false}) {
            SessionState before = (atClient ? first.client : first.server).session();
            SessionState after = (atClient ? second.client : second.server).session();
            assertTrue(after.resumed());
            assertEquals(before.createdAt(), after.createdAt());
            assertEquals(before.identity(), after.identity());
            assertEquals(before.peer(), after.peer());
            assertEquals(before.peerScheme(), after.peerScheme());
            assertEquals(before.localScheme(), after.localScheme());
            assertEquals("localhost", after.requestedName());
            assertEquals(Opaque.adopt(new byte[] {'b'}), after.applicationProtocol());
        }
        assertTrue(second.server.session().peer().isKnown());
        assertEquals(first.client.session().local(), second.client.session().local());
        assertEquals(stateless ? 0 : 3, sessions.store.size());
    }

    @Test
    void aChainThatIsLongGoesToTheStore() throws TlsFault {
        sessions.rules = new Rules(true, 500, 2, 86_400);
        mutual();
        assertResumes(false);
        assertEquals(2, sessions.store.size());
        assertResumes(true);
        assertEquals(3, sessions.store.size());
    }

    /** Tickets go behind the server's Finished; whoever has only sent a hello by then leaves nothing behind. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsStoredBeforeTheClientsFinished(boolean storeMayBlock) throws TlsFault {
        sessions.rules = new Rules(false, 1000, 2, 86_400);
        sessions.storeMayBlock = storeMayBlock;
        Pair pair = new Pair(sessions.client(client), sessions.server(server));
        pair.client.begin();
        pair.server.begin();
        Pair.step(pair.client, pair.toServer, pair.toClient);
        while (Pair.step(pair.server, pair.toClient, pair.toServer)) {
            assertEquals(0, sessions.store.size());
        }
        while (Pair.step(pair.client, pair.toServer, pair.toClient)
                | Pair.step(pair.server, pair.toClient, pair.toServer)) {
            assertTrue(sessions.store.size() <= 2);
        }
        assertEquals(2, sessions.store.size());
        assertEquals(2, sessions.clients.size());
        assertResumes(true);
    }

    @Test
    void ticketsAreUsedOnce() throws TlsFault {
        sessions.rules = new Rules(true, 1000, 3, 86_400);
        connect();
        assertEquals(3, sessions.clients.size());
        server.groups = List.of(NamedGroup.SECP521R1);
        sessions.rules = new Rules(true, 1000, 0, 86_400);
        for (int left = 2; left >= 0; left--) {
            assertResumes(true);
            assertEquals(left, sessions.clients.size());
        }
        assertResumes(false);
    }

    @Test
    void resumesBehindARetry() throws TlsFault {
        assertResumes(false);
        server.groups = List.of(NamedGroup.SECP384R1);
        assertResumes(true);
    }

    @Test
    void aRetryForAnotherHashDropsTheOffer() throws TlsFault {
        client.suites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_AES_128_GCM_SHA256);
        server.suites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
        assertResumes(false);
        server.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
        server.groups = List.of(NamedGroup.SECP384R1);
        assertResumes(false);
    }

    @Test
    void anotherSuiteOfTheSameHashResumes() throws TlsFault {
        client.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
        server.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
        assertResumes(false);
        server.suites = List.of(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
        Pair pair = connect();
        assertTrue(pair.client.session().resumed());
        assertEquals(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, pair.client.session().suite());
    }

    @Test
    void aTicketOfAnotherHashIsNotOffered() throws TlsFault {
        client.suites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
        assertResumes(false);
        client.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
        assertResumes(false);
    }

    @Test
    void anotherNameDoesNotResume() throws TlsFault {
        assertResumes(false);
        client.serverName = "other.example";
        assertResumes(false);
    }

    @Test
    @PublishedAttack(id = "CVE-2022-37026", victim = "Erlang", kind = AttackKind.STATES,
            what = "a client that leaves its certificate out is taken for authenticated")
    void aServerThatNeedsACertificateTakesNoAnonymousSession() throws TlsFault {
        client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        assertResumes(false);
        server.clientAuthentication = ClientAuthentication.NEEDED;
        assertResumes(false);
        assertResumes(true);
    }

    @Test
    void theVerdictIsRenewedWithinItsBound() throws TlsFault {
        long begun = sessions.now.get();
        assertResumes(false);
        for (long minutes = 10; minutes < 60; minutes += 10) {
            sessions.now.set(begun + minutes * 60_000);
            assertResumes(true);
        }
        sessions.now.set(begun + HOUR);
        assertResumes(false);
        assertResumes(true);
    }

    @Test
    void anExpiredCertificateEndsTheSession() throws TlsFault {
        sessions.verdictMillis = Long.MAX_VALUE;
        sessions.rules = new Rules(true, 1000, 1, 604_800);
        sessions.now.set(Credentials.shared().server(KeyKind.P256).certificate().getNotAfter().getTime() - 1000);
        assertResumes(false);
        assertResumes(true);
        sessions.now.addAndGet(2000);
        assertResumes(false);
    }

    @Test
    void aSchemeThatIsForbiddenMeanwhileEndsTheSession() throws TlsFault {
        assertResumes(false);
        client.schemes = client.schemes.stream()
                .filter(scheme -> !scheme.equals(SignatureScheme.ECDSA_SECP256R1_SHA256)).toList();
        server.credentials = TestSettings.chooser(Credentials.shared().server(KeyKind.RSA));
        assertResumes(false);
    }

    @Test
    void ticketsExpire() throws TlsFault {
        sessions.rules = new Rules(true, 1000, 1, 60);
        assertResumes(false);
        sessions.now.addAndGet(59_999);
        assertResumes(true);
        sessions.now.addAndGet(60_000);
        assertResumes(false);
    }

    @Test
    void anInvalidatedSessionIsNotResumed() throws TlsFault {
        List<Opaque> revoked = new ArrayList<>();
        sessions.usable = facts -> !revoked.contains(facts.identity());
        Pair first = connect();
        revoked.add(first.server.session().identity());
        assertResumes(false);
        assertResumes(true);
    }

    @Test
    void nodesWithOneSecretResumeEachOthersSessionsThroughEpochs() throws TlsFault {
        byte[] shared = new byte[32];
        shared[0] = 1;
        sessions.verdictMillis = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            sessions.secrets = TestSessions.always(new TicketSecret(JcaCryptoProvider.standard(), shared));
            assertResumes(i > 0);
            sessions.now.addAndGet(HOUR);
        }
        sessions.secrets = TestSessions.always(TicketSecret.random(JcaCryptoProvider.standard()));
        assertResumes(false);
    }

    @Test
    void withoutASecretNothingIsResumedAndNothingFails() throws TlsFault {
        assertResumes(false);
        sessions.secrets = List::of;
        assertResumes(false);
        assertResumes(false);
    }

    @Test
    void aClientThatMayNotCreateASessionNeedsOneToResume() throws TlsFault {
        sessions.mayCreate = false;
        TlsFault fault = assertThrows(TlsFault.class, this::connect);
        assertEquals(Fault.SESSION_NOT_RESUMED, fault.fault());
        sessions.mayCreate = true;
        assertResumes(false);
        sessions.mayCreate = false;
        assertResumes(true);
    }

    @Test
    void aServerThatMayNotCreateASessionRefuses() throws TlsFault {
        sessions.client(client);
        sessions.mayCreate = false;
        sessions.server(server);
        Pair pair = new Pair(client, server);
        TlsFault fault = assertThrows(TlsFault.class, pair::handshake);
        assertEquals(Fault.SESSION_NOT_RESUMED, fault.fault());
    }

    private void mutual() {
        server.clientAuthentication = ClientAuthentication.NEEDED;
        client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
    }
}
