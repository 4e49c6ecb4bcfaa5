package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A session never lowers what a full handshake would agree on: the suite is that of the preferences of now. */
@Tag("unit")
class SuiteOfSessionsTest {

    private static final CipherSuite AES_256 = CipherSuite.TLS_AES_256_GCM_SHA384;
    private static final CipherSuite AES_128 = CipherSuite.TLS_AES_128_GCM_SHA256;
    private static final CipherSuite CHACHA = CipherSuite.TLS_CHACHA20_POLY1305_SHA256;
    private static final CipherSuite ECDHE_256 = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
    private static final CipherSuite ECDHE_128 = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    private static final CipherSuite ECDHE_CBC = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA;
    private static final CipherSuite ECDHE_RSA_128 = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    private static final CipherSuite DHE_RSA_256 = CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384;
    private static final CipherSuite RSA_256 = CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384;

    private final TestSessions sessions = new TestSessions();
    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    /** One side's suites first, and then, what the other side enables, and which is agreed on first and then. */
    private record Change(List<CipherSuite> first, List<CipherSuite> then, List<CipherSuite> other, CipherSuite agreed,
            CipherSuite agreedThen, boolean resumes) {
    }

    static List<Arguments> changes() {
        List<Change> changes = List.of(
                // The hashes differ, so TLS 1.3 cannot resume.
                new Change(List.of(AES_128), List.of(AES_256, AES_128), List.of(AES_256, AES_128), AES_128,
                        AES_256, false),
                new Change(List.of(CHACHA), List.of(AES_256, CHACHA), List.of(AES_256, CHACHA), CHACHA, AES_256, false),
                // The hash is the same: the suite is negotiated anew.
                new Change(List.of(CHACHA), List.of(AES_128, CHACHA), List.of(AES_128, CHACHA), CHACHA, AES_128, true),
                new Change(List.of(AES_128), List.of(CHACHA, AES_128), List.of(CHACHA, AES_128), AES_128, CHACHA, true),
                // Nothing better has come.
                new Change(List.of(AES_256), List.of(AES_256, AES_128), List.of(AES_256, AES_128), AES_256,
                        AES_256, true),
                new Change(List.of(AES_256, AES_128), List.of(AES_256, AES_128), List.of(AES_128), AES_128,
                        AES_128, true),
                new Change(List.of(ECDHE_128), List.of(ECDHE_256, ECDHE_128), List.of(ECDHE_256, ECDHE_128), ECDHE_128,
                        ECDHE_256, false),
                new Change(List.of(ECDHE_CBC), List.of(ECDHE_128, ECDHE_CBC), List.of(ECDHE_128, ECDHE_CBC), ECDHE_CBC,
                        ECDHE_128, false),
                new Change(List.of(ECDHE_256), List.of(ECDHE_256, ECDHE_128), List.of(ECDHE_256, ECDHE_128), ECDHE_256,
                        ECDHE_256, true),
                new Change(List.of(ECDHE_256, ECDHE_128), List.of(ECDHE_256, ECDHE_128), List.of(ECDHE_128), ECDHE_128,
                        ECDHE_128, true));
        List<Arguments> all = new ArrayList<>();
        for (Change change : changes) {
            for (boolean ofClient : new boolean[] {true, false}) {
                for (boolean stateless : new boolean[] {true, false}) {
                    all.add(Arguments.of(change, ofClient, stateless));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void theSuiteIsThatOfNow(Change change, boolean ofClient, boolean stateless) throws TlsFault {
        sessions.rules = new Rules(stateless, 1000, 1, 86_400);
        sessions.ticketExtension = stateless;
        versionOf(change.agreed);
        (ofClient ? client : server).suites = change.first;
        (ofClient ? server : client).suites = change.other;
        connect(change.agreed, false);
        connect(change.agreed, true);
        (ofClient ? client : server).suites = change.then;
        connect(change.agreedThen, change.resumes);
        connect(change.agreedThen, true);
    }

    /** Suites that the server has no key or no group for do not count. */
    @Test
    void whatCannotBeAgreedOnKeepsNothingFromResuming() throws TlsFault {
        TestSettings rsa = TestSettings.server(KeyKind.RSA);
        server.credentials = rsa.credentials;
        client.groups = List.of(NamedGroup.X25519);
        server.groups = List.of(NamedGroup.SECP256R1);
        List<CipherSuite> suites = List.of(ECDHE_256, ECDHE_RSA_128, RSA_256, DHE_RSA_256);
        client.versions = List.of(ProtocolVersion.TLS_1_2);
        client.suites = suites;
        server.suites = List.of(ECDHE_256, ECDHE_RSA_128, DHE_RSA_256, RSA_256);
        connect(DHE_RSA_256, false);
        connect(DHE_RSA_256, true);
        // A group in common by now: the handshake would agree on another suite.
        server.groups = List.of(NamedGroup.X25519);
        connect(ECDHE_RSA_128, false);
        connect(ECDHE_RSA_128, true);
    }

    /** A server that keeps to the session's suite has nothing to keep to where the client prefers others by now. */
    @Test
    void aClientDoesNotOfferWhatWouldLowerIt() throws TlsFault {
        for (List<CipherSuite> strength : List.of(List.of(AES_256, AES_128), List.of(ECDHE_256, ECDHE_128))) {
            versionOf(strength.get(0));
            client.suites = List.of(strength.get(1));
            server.suites = strength;
            connect(strength.get(1), false);
            client.suites = strength;
            assertFalse(offersSession());
            client.suites = List.of(strength.get(1));
            assertTrue(offersSession());
            client.suites = List.of(strength.get(1), strength.get(0));
            assertTrue(offersSession(), "the other suite comes behind the session's");
            sessions.clients.of("peer").discard();
        }
    }

    /** Whether the hello is longer than one that offers nothing; the session stays. */
    private boolean offersSession() throws TlsFault {
        ResumptionState taken = sessions.clients.of("peer").take(sessions.now.get());
        ResumptionState copy = taken.copy();
        if (sessions.clients.size() == 0) {
            sessions.clients.of("peer").put(taken);
        }
        int with = hello();
        sessions.clients.of("peer").discard();
        int without = hello();
        sessions.clients.of("peer").put(copy);
        return with > without;
    }

    private void versionOf(CipherSuite suite) {
        client.versions = List.of(suite.isFor(ProtocolVersion.TLS_1_3) ? ProtocolVersion.TLS_1_3
                : ProtocolVersion.TLS_1_2);
        server.versions = client.versions;
    }

    private int hello() throws TlsFault {
        ProtocolConnection connection = new ProtocolConnection(sessions.client(client).build());
        connection.begin();
        ByteBuffer out = ByteBuffer.allocate(1 << 14);
        connection.write(new ByteBuffer[0], 0, 0, out);
        return out.position();
    }

    private void connect(CipherSuite expected, boolean resumed) throws TlsFault {
        Pair pair = new Pair(sessions.client(client), sessions.server(server)).handshake();
        byte[] data = {1, 2, 3};
        Pair.send(pair.client, pair.toServer, pair.server, data);
        Pair.send(pair.server, pair.toClient, pair.client, data);
        assertEquals(expected, pair.client.session().suite());
        assertEquals(expected, pair.server.session().suite());
        assertEquals(resumed, pair.client.session().resumed());
        assertEquals(resumed, pair.server.session().resumed());
    }
}
