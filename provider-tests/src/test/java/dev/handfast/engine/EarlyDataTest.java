package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.TestSettings;
import dev.handfast.session.EarlyDataUses;
import dev.handfast.session.MemoryReplayGuard;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.EarlyData;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Early data of TLS 1.3: taken, refused, too much, replayed. */
@Tag("unit")
class EarlyDataTest {

    private static final int LIMIT = 40_000;
    private static final long WINDOW = 10_000;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final TestSessions sessions = new TestSessions();
    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    @BeforeEach
    void on() throws TlsFault {
        sessions.clientEarly = new EarlyDataRules(true, 0, 0, EarlyDataUses.NONE);
        sessions.serverEarly = new EarlyDataRules(false, LIMIT, WINDOW, guard());
        connect().handshake();
        assertEquals(2, sessions.clients.size());
    }

    private EarlyDataUses guard() {
        return EarlyDataUses.of(new MemoryReplayGuard(JcaCryptoProvider.standard().random(), 1000, sessions.now::get));
    }

    private Pair connect() {
        return new Pair(sessions.client(client), sessions.server(server));
    }

    /** Sends the hello and early data; answers both as they went over the wire. */
    static byte[] flight(Pair pair, byte[] early) throws TlsFault {
        pair.client.begin();
        ByteBuffer source = ByteBuffer.wrap(early);
        int before;
        do {
            before = pair.toServer.position();
            pair.client.write(new ByteBuffer[] {source}, 0, 1, pair.toServer);
        } while (pair.toServer.position() > before);
        assertEquals(early.length, source.position() + source.remaining());
        return Arrays.copyOf(pair.toServer.array(), pair.toServer.position());
    }

    /** Lets a side do all it can; answers the application data it got. */
    static byte[] drain(ProtocolConnection side, ByteBuffer in, ByteBuffer out) throws TlsFault {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        side.begin();
        for (boolean moved = true; moved;) {
            int before = in.position();
            switch (side.progress()) {
                case NEED_WRITE -> {
                    side.write(new ByteBuffer[0], 0, 0, out);
                    side.takeFinished();
                }
                case NEED_WORK -> side.takeTask().run();
                default -> {
                    got.writeBytes(Pair.read(side, in));
                    moved = in.position() != before;
                }
            }
        }
        return got.toByteArray();
    }

    static byte[] drainServer(Pair pair) throws TlsFault {
        return drain(pair.server, pair.toServer, pair.toClient);
    }

    static byte[] drainClient(Pair pair) throws TlsFault {
        return drain(pair.client, pair.toClient, pair.toServer);
    }

    private static void finish(Pair pair) throws TlsFault {
        // Two turns: a retry takes one more.
        for (int turn = 0; turn < 2; turn++) {
            assertEquals(0, drainClient(pair).length);
            assertEquals(0, drainServer(pair).length);
        }
        assertEquals(0, drainClient(pair).length);
        assertFalse(pair.client.isHandshaking());
        assertFalse(pair.server.isHandshaking());
        assertArrayEquals(REQUEST, Pair.send(pair.client, pair.toServer, pair.server, REQUEST));
        assertArrayEquals(ANSWER, Pair.send(pair.server, pair.toClient, pair.client, ANSWER));
    }

    private void assertRejected(Pair pair) throws TlsFault {
        assertEquals(EarlyData.Status.OFFERED, pair.client.earlyData());
        assertEquals(0, drainServer(pair).length);
        finish(pair);
        assertEquals(EarlyData.Status.REJECTED, pair.client.earlyData());
        assertArrayEquals(REQUEST, pair.client.takeRejectedEarlyData());
        assertEquals(0, pair.client.takeRejectedEarlyData().length);
        assertEquals(0, pair.server.earlyDataReceived());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestIsAnsweredBeforeTheHandshakeEnds(boolean compatible) throws TlsFault {
        client.middleboxCompatible = compatible;
        Pair pair = connect();
        flight(pair, REQUEST);
        assertEquals(EarlyData.Status.OFFERED, pair.client.earlyData());
        assertTrue(pair.client.mayWrite());
        assertArrayEquals(REQUEST, drainServer(pair));
        assertEquals(REQUEST.length, pair.server.earlyDataReceived());
        assertTrue(pair.server.isHandshaking());
        assertTrue(pair.server.mayWrite());
        ByteBuffer answer = ByteBuffer.wrap(ANSWER);
        pair.server.write(new ByteBuffer[] {answer}, 0, 1, pair.toClient);
        assertFalse(answer.hasRemaining());
        assertArrayEquals(ANSWER, drainClient(pair));
        assertEquals(EarlyData.Status.ACCEPTED, pair.client.earlyData());
        assertEquals(0, pair.client.takeRejectedEarlyData().length);
        finish(pair);
        assertEquals(REQUEST.length, pair.server.earlyDataReceived());
    }

    @Test
    void asMuchAsTheTicketAllowsAndNoMore() throws TlsFault {
        Pair pair = connect();
        byte[] much = new byte[LIMIT + 5000];
        flight(pair, much);
        assertFalse(pair.client.mayWrite());
        assertEquals(LIMIT, drainServer(pair).length);
        finish(pair);
    }

    @Test
    void aTicketForMoreThanIsTakenNowHasNoEarlyData() throws TlsFault {
        sessions.serverEarly = new EarlyDataRules(false, LIMIT - 1, WINDOW, sessions.serverEarly.guard());
        Pair pair = connect();
        flight(pair, REQUEST);
        assertRejected(pair);
    }

    @Test
    void rejectedDataIsHandedBack() throws TlsFault {
        sessions.serverEarly = EarlyDataRules.OFF;
        Pair pair = connect();
        flight(pair, REQUEST);
        assertRejected(pair);
        assertTrue(pair.client.session().resumed());
    }

    @Test
    void rejectedWithTheSession() throws TlsFault {
        sessions.usable = facts -> facts.peer().isKnown();
        Pair pair = connect();
        flight(pair, REQUEST);
        assertRejected(pair);
        assertFalse(pair.client.session().resumed());
    }

    @Test
    void rejectedByARetry() throws TlsFault {
        server.groups = List.of(NamedGroup.SECP384R1);
        Pair pair = connect();
        flight(pair, REQUEST);
        assertRejected(pair);
        assertTrue(pair.client.session().resumed());
    }

    @Test
    void rejectedForAnotherSuiteOfTheSameHash() throws TlsFault {
        client.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
        server.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
        connect().handshake();
        server.suites = List.of(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
        Pair pair = connect();
        flight(pair, REQUEST);
        assertRejected(pair);
    }

    @Test
    void rejectedForAnotherApplicationProtocol() throws TlsFault {
        Opaque a = Opaque.adopt(new byte[] {'a'});
        Opaque b = Opaque.adopt(new byte[] {'b'});
        client.applicationProtocols = List.of(a, b);
        server.applicationProtocols = List.of(a);
        connect().handshake();
        server.applicationProtocols = List.of(b);
        Pair pair = connect();
        flight(pair, REQUEST);
        assertRejected(pair);
    }

    /** RFC 9846 section 4.2.10: early data is of the protocol that the ticket was given for. */
    @Test
    void noneIsOfferedForAProtocolThatTheClientNoLongerSpeaks() throws TlsFault {
        Opaque a = Opaque.adopt(new byte[] {'a'});
        Opaque b = Opaque.adopt(new byte[] {'b'});
        server.applicationProtocols = List.of(a, b);
        for (List<Opaque> now : List.of(List.of(b), List.<Opaque>of())) {
            client.applicationProtocols = List.of(a);
            connect().handshake();
            client.applicationProtocols = now;
            Pair pair = connect();
            drainClient(pair);
            assertFalse(pair.client.mayWrite());
            finish(pair);
            assertTrue(pair.client.session().resumed(), "the session itself may be resumed");
            assertEquals(0, pair.server.earlyDataReceived());
        }
    }

    @Test
    void tooMuchRejectedDataEndsTheConnection() throws TlsFault {
        sessions.serverEarly = new EarlyDataRules(false, 100_000, WINDOW, sessions.serverEarly.guard());
        connect().handshake();
        Pair pair = connect();
        flight(pair, new byte[90_000]);
        sessions.serverEarly = EarlyDataRules.OFF;
        Pair off = connect();
        off.toServer.put(pair.toServer.flip());
        TlsFault fault = assertThrows(TlsFault.class, () -> drainServer(off));
        assertEquals(Fault.EARLY_DATA_TOO_MUCH, fault.fault());
    }

    @Test
    void aReplayIsNotTaken() throws TlsFault {
        Pair pair = connect();
        byte[] recorded = flight(pair, REQUEST);
        assertArrayEquals(REQUEST, drainServer(pair));
        for (int i = 0; i < 20; i++) {
            Pair replay = connect();
            replay.toServer.put(recorded);
            assertEquals(0, drainServer(replay).length);
            assertEquals(0, replay.server.earlyDataReceived());
            sessions.now.addAndGet(1500);
        }
    }

    @Test
    void anotherNodeTakesNoneThatItsGuardDoesNotKnow() throws TlsFault {
        Pair pair = connect();
        byte[] recorded = flight(pair, REQUEST);
        sessions.serverEarly = new EarlyDataRules(false, LIMIT, WINDOW, guard());
        Pair replay = connect();
        replay.toServer.put(recorded);
        assertEquals(0, drainServer(replay).length);
        assertNull(replay.server.failure());
    }

    @ParameterizedTest
    @ValueSource(longs = {WINDOW + 1, -WINDOW - 1})
    void dataThatIsLateOrEarlyIsNotTaken(long shift) throws TlsFault {
        sessions.now.addAndGet(60_000);
        Pair pair = connect();
        flight(pair, REQUEST);
        sessions.now.addAndGet(shift);
        assertRejected(pair);
    }

    @Test
    void aGuardThatIsFullRefuses() throws TlsFault {
        sessions.serverEarly = new EarlyDataRules(false, LIMIT, WINDOW, EarlyDataUses.of(
                new MemoryReplayGuard(JcaCryptoProvider.standard().random(), 2, sessions.now::get)));
        connect().handshake();
        for (int i = 0; i < 4; i++) {
            Pair pair = connect();
            flight(pair, REQUEST);
            assertEquals(i < 2 ? REQUEST.length : 0, drainServer(pair).length, "connection " + i);
            finishQuietly(pair);
        }
        sessions.now.addAndGet(2 * WINDOW + 1);
        Pair pair = connect();
        flight(pair, REQUEST);
        assertArrayEquals(REQUEST, drainServer(pair));
    }

    private static void finishQuietly(Pair pair) throws TlsFault {
        drainClient(pair);
        drainServer(pair);
        drainClient(pair);
    }

    @Test
    void withoutPermissionNoneIsSent() throws TlsFault {
        sessions.clientEarly = EarlyDataRules.OFF;
        Pair pair = connect();
        flight(pair, REQUEST);
        assertEquals(EarlyData.Status.NONE, pair.client.earlyData());
        assertFalse(pair.client.mayWrite());
        assertEquals(0, drainServer(pair).length);
        finish(pair);
    }

    @Test
    void anAlteredRecordEndsTheConnection() throws TlsFault {
        Pair pair = connect();
        byte[] recorded = flight(pair, REQUEST);
        Pair altered = connect();
        recorded[recorded.length - 1] ^= 1;
        altered.toServer.put(recorded);
        TlsFault fault = assertThrows(TlsFault.class, () -> drainServer(altered));
        assertEquals(Fault.RECORD_MAC_BAD, fault.fault());
    }
}
