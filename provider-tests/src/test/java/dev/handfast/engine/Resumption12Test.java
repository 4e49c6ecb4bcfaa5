package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.SessionState;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Sessions of TLS 1.2 resumed by ticket and by session ID. */
@Tag("unit")
class Resumption12Test {

    private final TestSessions sessions = new TestSessions();
    private final TestSettings client = TestSettings.client();
    private TestSettings server = TestSettings.server(KeyKind.RSA);

    @BeforeEach
    void only12() {
        server.versions = List.of(ProtocolVersion.TLS_1_2);
    }

    static Stream<CipherSuite> suites12() {
        return CipherSuite.usable().stream().filter(suite -> suite.isFor(ProtocolVersion.TLS_1_2));
    }

    private Pair connect() throws TlsFault {
        Pair pair = new Pair(sessions.client(client), sessions.server(server)).handshake();
        byte[] data = "hello".getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(data, Pair.send(pair.client, pair.toServer, pair.server, data));
        assertArrayEquals(data, Pair.send(pair.server, pair.toClient, pair.client, data));
        assertEquals(ProtocolVersion.TLS_1_2, pair.client.session().version());
        assertEquals(pair.client.session().resumed(), pair.server.session().resumed());
        return pair;
    }

    private void assertResumes(boolean expected) throws TlsFault {
        assertEquals(expected, connect().client.session().resumed());
    }

    private void byId() {
        sessions.rules = new Rules(false, 1000, 2, 86_400);
    }

    @ParameterizedTest
    @MethodSource("suites12")
    void everySuiteResumesByTicketAndById(CipherSuite suite) throws TlsFault {
        if (suite.authentication() == CipherSuite.Authentication.BY_ECDSA) {
            server = TestSettings.server();
            only12();
        }
        client.suites = List.of(suite, CipherSuite.TLS_AES_128_GCM_SHA256);
        assertResumes(false);
        assertResumes(true);
        assertResumes(true);
        assertEquals(0, sessions.store.size());
        byId();
        sessions.ticketExtension = false;
        assertResumes(false);
        assertResumes(true);
        assertResumes(true);
        assertEquals(1, sessions.store.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAuthenticationSaidIsCarried(boolean stateless) throws TlsFault {
        sessions.rules = new Rules(stateless, 4000, 2, 86_400);
        server.clientAuthentication = ClientAuthentication.NEEDED;
        client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        client.applicationProtocols = List.of(Opaque.adopt(new byte[] {'a'}));
        server.applicationProtocols = client.applicationProtocols;
        Pair first = connect();
        Pair second = connect();
        for (boolean atClient : new boolean[] {true, false}) {
            SessionState before = (atClient ? first.client : first.server).session();
            SessionState after = (atClient ? second.client : second.server).session();
            assertTrue(after.resumed());
            assertEquals(before.createdAt(), after.createdAt());
            assertEquals(before.identity(), after.identity());
            assertTrue(after.peer().isKnown());
            assertEquals(before.peer(), after.peer());
            assertEquals(before.suite(), after.suite());
            assertEquals(Opaque.adopt(new byte[] {'a'}), after.applicationProtocol());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordSizesAreNegotiatedAnew(boolean stateless) throws TlsFault {
        sessions.rules = new Rules(stateless, 4000, 2, 86_400);
        assertResumes(false);
        client.recordSizeLimit = 512;
        server.recordSizeLimit = 600;
        Pair pair = connect();
        assertTrue(pair.client.session().resumed());
        assertEquals(600, pair.client.session().peerRecordLimit());
        assertEquals(512, pair.server.session().peerRecordLimit());
    }

    @Test
    void withoutExtendedMasterSecretNothingIsKept() throws TlsFault {
        client.extendedMasterSecret = false;
        assertResumes(false);
        assertResumes(false);
        assertEquals(0, sessions.clients.size());
    }

    @Test
    void aServerThatDropsExtendedMasterSecretDoesNotResume() throws TlsFault {
        assertResumes(false);
        server.extendedMasterSecret = false;
        TlsFault fault = assertThrows(TlsFault.class, this::connect);
        assertEquals(Fault.EXTENDED_MASTER_SECRET_MISSING, fault.fault());
    }

    @Test
    void aSessionOfASuiteThatIsNoLongerEnabledIsNotResumed() throws TlsFault {
        client.suites = List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);
        server.suites = List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        assertResumes(false);
        server.suites = List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);
        assertResumes(false);
        assertResumes(true);
    }

    @Test
    void anotherNameDoesNotResume() throws TlsFault {
        assertResumes(false);
        client.serverName = "other.example";
        assertResumes(false);
    }

    @Test
    void theVerdictIsRenewedWithinItsBound() throws TlsFault {
        assertResumes(false);
        sessions.now.addAndGet(sessions.verdictMillis - 1);
        assertResumes(true);
        sessions.now.addAndGet(1);
        assertResumes(false);
    }

    @Test
    void aForgottenSessionIsMadeAnew() throws TlsFault {
        byId();
        Pair first = connect();
        sessions.issuer().forget(first.server.session().sessionId());
        assertResumes(false);
        assertResumes(true);
    }

    @Test
    void withoutASecretTheAnnouncedTicketIsEmpty() throws TlsFault {
        sessions.secrets = List::of;
        assertResumes(false);
        assertResumes(false);
    }

    @Test
    void sessionsOfBothVersionsGetAlong() throws TlsFault {
        server.versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        Pair first = new Pair(sessions.client(client), sessions.server(server)).handshake();
        assertEquals(ProtocolVersion.TLS_1_3, first.client.session().version());
        only12();
        assertResumes(false);
        assertResumes(true);
        server.versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        Pair last = new Pair(sessions.client(client), sessions.server(server)).handshake();
        assertEquals(ProtocolVersion.TLS_1_3, last.client.session().version());
        assertFalse(last.client.session().resumed());
    }
}
