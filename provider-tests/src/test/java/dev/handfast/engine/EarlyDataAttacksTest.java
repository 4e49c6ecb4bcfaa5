package dev.handfast.engine;

import static dev.handfast.engine.EarlyDataTest.drainClient;
import static dev.handfast.engine.EarlyDataTest.drainServer;
import static dev.handfast.engine.EarlyDataTest.flight;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.TestSettings;
import dev.handfast.message.EndOfEarlyData;
import dev.handfast.message.Finished;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.message.ext.Extensions;
import dev.handfast.session.EarlyDataUses;
import dev.handfast.session.MemoryReplayGuard;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

/**
 * What a hostile client may do with early data, and how far: floods that are taken or skipped, with printed figures,
 * and records and messages in the wrong place (RFC 9846 sections 2.3, 4.3.10, 4.6 and 8).
 */
@Tag("unit")
class EarlyDataAttacksTest {

    private static final int LIMIT = 1000;
    private static final long WINDOW = 10_000;
    private static final byte[] DATA = {1, 2, 3};

    private final TestSessions sessions = new TestSessions();
    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    @BeforeEach
    void on() throws TlsFault {
        sessions.clientEarly = new EarlyDataRules(true, 0, 0, EarlyDataUses.NONE);
        sessions.serverEarly = new EarlyDataRules(false, LIMIT, WINDOW, EarlyDataUses.of(
                new MemoryReplayGuard(JcaCryptoProvider.standard().random(), 1000, sessions.now::get)));
        connect().handshake();
    }

    private Pair connect() {
        return new Pair(sessions.client(client), sessions.server(server));
    }

    /** A pair whose server has had the hello and the first early data, and has answered. */
    private Pair early() throws TlsFault {
        if (sessions.clients.size() == 0) {
            connect().handshake();
        }
        Pair pair = connect();
        flight(pair, DATA);
        assertArrayEquals(DATA, drainServer(pair));
        return pair;
    }

    private static byte[] hear(Pair pair, byte[] record) throws TlsFault {
        pair.toServer.put(record);
        return drainServer(pair);
    }

    private static void refused(Pair pair, Fault expected, byte[]... records) throws TlsFault {
        for (byte[] record : records) {
            pair.toServer.put(record);
        }
        TlsFault fault = assertThrows(TlsFault.class, () -> drainServer(pair));
        assertEquals(expected, fault.fault(), fault::toString);
    }

    private static byte[] handshake(Pair pair, HandshakeMessage message) {
        return Forger.record(pair.client, ContentType.HANDSHAKE, MessageCodecs.write(message));
    }

    private static byte[] data(Pair pair, int length) {
        return Forger.record(pair.client, ContentType.APPLICATION_DATA, new byte[length]);
    }

    // Taken early data without end

    /** Section 4.3.10: max_early_data_size counts content; empty records are counted apart, 32 in a row. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 700})
    void earlyDataEndsAtItsLimit(int length) throws TlsFault {
        Pair pair = early();
        int records = 0;
        int bytes = DATA.length;
        for (; bytes + length <= LIMIT; bytes += length) {
            assertEquals(length, hear(pair, data(pair, length)).length);
            records++;
        }
        assertEquals(bytes, pair.server.earlyDataReceived());
        refused(pair, Fault.EARLY_DATA_TOO_MUCH, data(pair, length));
        assertEquals(bytes, pair.server.earlyDataReceived());
        System.out.println("Early data: " + records + " records of " + length + " bytes taken of a limit of " + LIMIT
                + " bytes, then " + Fault.EARLY_DATA_TOO_MUCH.alert());
    }

    @Test
    void emptyEarlyDataEndsSooner() throws TlsFault {
        Pair pair = early();
        for (int i = 0; i < Limits.EMPTY_RECORDS; i++) {
            assertEquals(0, hear(pair, data(pair, 0)).length);
        }
        refused(pair, Fault.RECORDS_EMPTY_FLOOD, data(pair, 0));
    }

    // Skipped early data without end

    /** Under handshake keys: a record costs an attempt to open it, so headers count and empty ones do not help. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_000})
    void rejectedEarlyDataIsSkippedUpToALimit(int length) throws TlsFault {
        sessions.serverEarly = EarlyDataRules.OFF;
        Pair pair = connect();
        flight(pair, DATA);
        assertEquals(0, drainServer(pair).length);
        count("opened in vain", pair, data(pair, length), length);
    }

    /** Records that are too short for any cipher. */
    @Test
    void recordsThatCannotBeEarlyDataAreCountedToo() throws TlsFault {
        sessions.serverEarly = EarlyDataRules.OFF;
        Pair pair = connect();
        flight(pair, DATA);
        drainServer(pair);
        count("too short to open", pair, new byte[] {23, 3, 3, 0, 0}, 0);
    }

    /** Behind HelloRetryRequest there are no keys yet. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void behindARetryToo(int length) throws TlsFault {
        server.groups = List.of(NamedGroup.SECP384R1);
        Pair pair = connect();
        flight(pair, DATA);
        drainServer(pair);
        byte[] record = Bytes.concat(new byte[] {23, 3, 3, 0, (byte) length}, new byte[length]);
        count("dropped behind HelloRetryRequest", pair, record, length);
    }

    private static void count(String how, Pair pair, byte[] record, int length) throws TlsFault {
        int records = 0;
        long begun = System.nanoTime();
        TlsFault fault = null;
        while (fault == null) {
            try {
                assertEquals(0, hear(pair, record).length);
                records++;
            } catch (TlsFault e) {
                fault = e;
            }
            assertTrue(records <= Limits.EARLY_DATA_SKIPPED, "no end of " + how);
        }
        assertEquals(Fault.EARLY_DATA_TOO_MUCH, fault.fault());
        assertTrue(records * record.length <= Limits.EARLY_DATA_SKIPPED);
        System.out.printf("Early data rejected: %d records with %d bytes of content %s, %d bytes in all, %.1f ms%n",
                records, length, how, records * record.length, (System.nanoTime() - begun) / 1e6);
    }

    /** Section 5.1: nothing comes between the parts of a handshake message, not even what is skipped. */
    @Test
    void skippedRecordsDoNotInterleave() throws TlsFault {
        server.groups = List.of(NamedGroup.SECP384R1);
        Pair pair = connect();
        flight(pair, DATA);
        drainServer(pair);
        refused(pair, Fault.RECORD_INTERLEAVED, new byte[] {22, 3, 3, 0, 2, 1, 0}, new byte[] {23, 3, 3, 0, 1, 0});
    }

    /** Section 4.3.10: the second hello is the end of early data. */
    @Test
    void noEarlyDataBehindTheSecondHello() throws TlsFault {
        server.groups = List.of(NamedGroup.SECP384R1);
        Pair pair = connect();
        flight(pair, DATA);
        drainServer(pair);
        drainClient(pair);
        drainServer(pair);
        assertNull(pair.server.failure());
        refused(pair, Fault.RECORD_MAC_BAD, Bytes.concat(new byte[] {23, 3, 3, 0, 20}, new byte[20]));
    }

    // Messages and alerts under the keys of early data

    @Test
    void nothingButEndOfEarlyDataComesUnderItsKeys() throws TlsFault {
        for (HandshakeMessage message : List.of(new KeyUpdate(false), new KeyUpdate(true),
                new Finished(Opaque.copyOf(new byte[32])),
                new NewSessionTicket13(1, 2, Opaque.EMPTY, Opaque.copyOf(new byte[9]), Extensions.NONE))) {
            Pair pair = early();
            refused(pair, Fault.MESSAGE_UNEXPECTED, handshake(pair, message));
        }
    }

    @Test
    void aSecondHelloDoesNotComeUnderItsKeys() throws TlsFault {
        Pair other = connect();
        byte[] hello = flight(other, DATA);
        int length = (hello[3] & 0xff) << 8 | hello[4] & 0xff;
        Pair pair = early();
        refused(pair, Fault.MESSAGE_UNEXPECTED, Forger.record(pair.client, ContentType.HANDSHAKE,
                Arrays.copyOfRange(hello, 5, 5 + length)));
    }

    /** Section 5.1: a key change lies between EndOfEarlyData and Finished, so they share no record. */
    @Test
    void nothingSharesARecordWithEndOfEarlyData() throws TlsFault {
        Pair pair = early();
        byte[] end = MessageCodecs.write(new EndOfEarlyData());
        refused(pair, Fault.RECORD_BOUNDARY_CROSSED, Forger.record(pair.client, ContentType.HANDSHAKE, Bytes.concat(end,
                MessageCodecs.write(new Finished(Opaque.copyOf(new byte[32]))))));
    }

    @Test
    void behindEndOfEarlyDataItsKeysAreGone() throws TlsFault {
        Pair pair = early();
        hear(pair, handshake(pair, new EndOfEarlyData()));
        refused(pair, Fault.RECORD_MAC_BAD, data(pair, 3));
        Pair again = early();
        hear(again, handshake(again, new EndOfEarlyData()));
        refused(again, Fault.RECORD_MAC_BAD, handshake(again, new EndOfEarlyData()));
    }

    /** A client that leaves its Finished out, or whose Finished an attacker drops, is not heard any more. */
    @Test
    void behindEndOfEarlyDataNothingComesBeforeFinished() throws TlsFault {
        Pair pair = early();
        drainClient(pair);
        byte[] flight = Arrays.copyOf(pair.toServer.array(), pair.toServer.position());
        int endOfEarlyData = 5 + ((flight[3] & 0xff) << 8 | flight[4] & 0xff);
        assertTrue(flight.length > endOfEarlyData);
        pair.toServer.clear();
        hear(pair, Arrays.copyOf(flight, endOfEarlyData));
        refused(pair, Fault.RECORD_MAC_BAD, data(pair, 3));
    }

    @Test
    void alertsAreCountedAndEndAsEver() throws TlsFault {
        Pair flood = early();
        byte[] warning = {1, (byte) Alert.USER_CANCELED.value()};
        for (int i = 0; i < Limits.WARNING_ALERTS; i++) {
            hear(flood, Forger.record(flood.client, ContentType.ALERT, warning));
        }
        refused(flood, Fault.WARNINGS_FLOOD, Forger.record(flood.client, ContentType.ALERT, warning));
        Pair fatal = early();
        refused(fatal, Fault.PEER_ALERT, Forger.record(fatal.client, ContentType.ALERT, (byte) 2,
                (byte) Alert.INTERNAL_ERROR.value()));
        // Section 5: in clear nothing ends a connection whose client has keys.
        refused(early(), Fault.RECORD_NOT_PROTECTED, new byte[] {21, 3, 3, 0, 2, 2, 80});
    }

    /** Section 6.1: a close in the middle of a handshake is no end of data that the application may take for one. */
    @Test
    void aCloseDuringEarlyDataIsNoEnd() throws TlsFault {
        Pair pair = early();
        refused(pair, Fault.PEER_CLOSED_EARLY, Forger.record(pair.client, ContentType.ALERT, (byte) 1, (byte) 0));
        assertNull(pair.server.session());
        Pair gone = early();
        TlsFault fault = assertThrows(TlsFault.class, gone.server::closeRead);
        assertEquals(Fault.PEER_CLOSED_EARLY, fault.fault());
    }

    /** Section 7.5: nothing is exported before the handshake is proved, the early exporter included. */
    @Test
    void nothingIsExportedEarly() throws TlsFault {
        Pair pair = early();
        assertThrows(IllegalStateException.class, () -> pair.server.exportKeyingMaterial("label", null, 16));
        assertThrows(IllegalStateException.class, () -> pair.client.exportKeyingMaterial("label", null, 16));
        assertThrows(IllegalStateException.class, () -> pair.server.requestKeyUpdate(true));
    }

    // Replays at the edges of the window (section 8.2)

    /** Whatever the moment, a flight is taken once: the guard remembers it as long as it looks fresh. */
    @ParameterizedTest
    @ValueSource(longs = {-WINDOW, -WINDOW + 1, 0, WINDOW})
    void aFlightIsTakenOnceWheneverItComes(long off) throws TlsFault {
        sessions.now.addAndGet(60_000);
        Pair pair = connect();
        byte[] recorded = flight(pair, DATA);
        long begun = sessions.now.addAndGet(off);
        assertArrayEquals(DATA, drainServer(pair));
        int tried = 0;
        for (long later = 0; later <= 3 * WINDOW; later += later > 2 * WINDOW - 5 && later < 2 * WINDOW + 5 ? 1 : 500) {
            sessions.now.set(begun + later);
            Pair replay = connect();
            replay.toServer.put(recorded);
            assertEquals(0, drainServer(replay).length, "replayed " + later + " ms later");
            tried++;
        }
        assertTrue(tried > 50);
    }

    @Test
    void aClockThatIsSetBackBringsNothingBack() throws TlsFault {
        Pair pair = connect();
        byte[] recorded = flight(pair, DATA);
        long then = sessions.now.get();
        assertArrayEquals(DATA, drainServer(pair));
        sessions.now.set(then + 100 * WINDOW);
        Pair late = connect();
        late.toServer.put(recorded);
        assertEquals(0, drainServer(late).length);
        connect().handshake();
        Pair fresh = connect();
        flight(fresh, DATA);
        assertArrayEquals(DATA, drainServer(fresh));
        sessions.now.set(then);
        Pair replay = connect();
        replay.toServer.put(recorded);
        assertEquals(0, drainServer(replay).length);
        assertFalse(replay.server.earlyDataReceived() > 0);
    }
}
