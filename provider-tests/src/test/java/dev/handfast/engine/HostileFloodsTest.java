package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.engine.TlsConnection.ReadStatus;
import dev.handfast.handshake.TestSettings;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.MessageCodecs;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What only a peer with the right keys, or none, can send: floods, wrong contents, wrong moments, other protocols. */
class HostileFloodsTest {

    private static final byte[] DATA = {1, 2, 3};

    private long now = 1_700_000_000_000L;

    @ParameterizedTest
    @EnumSource(Lane.class)
    void emptyRecordsAreTakenUpToALimit(Lane lane) throws TlsFault {
        Pair pair = pair(lane);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < Limits.EMPTY_RECORDS; i++) {
                assertEquals(0, hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA)).length);
            }
            assertArrayEquals(DATA, hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, DATA)));
        }
        for (int i = 0; i < Limits.EMPTY_RECORDS; i++) {
            hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA));
        }
        refused(pair, Fault.RECORDS_EMPTY_FLOOD, Forger.record(pair.client, ContentType.APPLICATION_DATA));
    }

    @ParameterizedTest
    @EnumSource(Lane.class)
    @PublishedAttack(id = "CVE-2016-8610", victim = "OpenSSL", kind = AttackKind.TIME,
            what = "warning alerts without end")
    void warningsAreTakenUpToALimit(Lane lane) throws TlsFault {
        Pair pair = pair(lane);
        byte[] warning = {1, (byte) Alert.USER_CANCELED.value()};
        for (int i = 0; i < Limits.WARNING_ALERTS; i++) {
            hear(pair, Forger.record(pair.client, ContentType.ALERT, warning));
        }
        assertArrayEquals(DATA, hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, DATA)));
        for (int i = 0; i < Limits.WARNING_ALERTS; i++) {
            hear(pair, Forger.record(pair.client, ContentType.ALERT, warning));
        }
        refused(pair, Fault.WARNINGS_FLOOD, Forger.record(pair.client, ContentType.ALERT, warning));
    }

    /** RFC 9846 section 6: all but two alerts are fatal, whatever their level says. */
    @Test
    void tls13HasNoWarnings() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        byte[] record = Forger.record(pair.client, ContentType.ALERT, (byte) 1, (byte) 41);
        TlsFault fault = assertThrows(TlsFault.class, () -> hear(pair, record));
        assertEquals(Fault.PEER_ALERT, fault.fault());
    }

    @Test
    @PublishedAttack(id = "CVE-2026-32283", victim = "Go", kind = AttackKind.STATES,
            what = "several messages behind the handshake in one record, KeyUpdate among them, block the connection")
    void keyUpdatesAreTakenUpToALimit() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < Limits.KEY_UPDATES; i++) {
                pair.client.requestKeyUpdate(false);
                hear(pair, write(pair.client));
            }
            assertArrayEquals(DATA, hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, DATA)));
        }
        for (int i = 0; i < Limits.KEY_UPDATES; i++) {
            pair.client.requestKeyUpdate(false);
            hear(pair, write(pair.client));
        }
        pair.client.requestKeyUpdate(false);
        refused(pair, Fault.KEY_UPDATE_FLOOD, write(pair.client));
    }

    /** Requests of the peer's count although they are answered; so do "answers" to what was never asked. */
    @Test
    void requestsToUpdateAreTakenUpToALimit() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        for (int i = 0; i < Limits.KEY_UPDATES; i++) {
            hear(pair, Forger.keyUpdate(pair.client, true));
            pair.toClient.put(write(pair.server));
            Pair.read(pair.client, pair.toClient);
        }
        refused(pair, Fault.KEY_UPDATE_FLOOD, Forger.keyUpdate(pair.client, true));
    }

    /** As an idle connection whose keys are changed now and then. */
    @Test
    void keyUpdatesThatComeSlowlyAreNoFlood() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        for (int i = 0; i < 10 * Limits.KEY_UPDATES; i++) {
            pair.client.requestKeyUpdate(false);
            hear(pair, write(pair.client));
            now += Limits.IN_A_ROW_MILLIS / 100;
        }
    }

    /** SunJSSE changes its keys for each record that it reads beyond jdk.tls.keyLimits, however late the sender listens. */
    @ParameterizedTest
    @ValueSource(ints = {1, 33, 1000})
    void aPeerMayChangeItsKeysForEachRecordThatItReads(int unread) throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        for (int i = 0; i < 3000 / unread; i++) {
            for (int j = 0; j < unread; j++) {
                pair.toClient.clear();
                ByteBuffer data = ByteBuffer.wrap(DATA);
                pair.server.write(new ByteBuffer[] {data}, 0, 1, pair.toClient);
                assertArrayEquals(DATA, Pair.read(pair.client, pair.toClient));
                pair.client.requestKeyUpdate(false);
                pair.toServer.put(write(pair.client));
            }
            hear(pair, Bytes.NONE);
        }
        for (int i = 0; i < Limits.KEY_UPDATES; i++) {
            hear(pair, Forger.keyUpdate(pair.client, false));
        }
        refused(pair, Fault.KEY_UPDATE_FLOOD, Forger.keyUpdate(pair.client, false));
    }

    /** An uploader that has its peer's keys changed often, and a peer that only answers. */
    @Test
    void answersToOwnRequestsNeverCount() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        for (int i = 0; i < 1000; i++) {
            pair.server.requestKeyUpdate(true);
            pair.toClient.put(write(pair.server));
            Pair.read(pair.client, pair.toClient);
            hear(pair, write(pair.client));
            assertArrayEquals(DATA, Pair.send(pair.server, pair.toClient, pair.client, DATA));
        }
        // The data has paid for as many as it has records, and the answers have not used that up.
        for (int i = 0; i < 1000 + Limits.KEY_UPDATES; i++) {
            hear(pair, Forger.keyUpdate(pair.client, false));
        }
        refused(pair, Fault.KEY_UPDATE_FLOOD, Forger.keyUpdate(pair.client, false));
    }

    /** RFC 9846 section 4.6.3: no second request before the peer's next KeyUpdate; own keys change all the same. */
    @Test
    void nobodyIsAskedTwice() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        pair.client.requestKeyUpdate(true);
        hear(pair, write(pair.client));
        assertEquals(Progress.NEED_WRITE, pair.server.progress());
        byte[] answer = write(pair.server);
        for (int i = 0; i < 50; i++) {
            pair.client.requestKeyUpdate(true);
            assertEquals(0, write(pair.client).length, "keys that have protected nothing need no successors");
            assertArrayEquals(DATA, hear(pair, data(pair.client)));
            pair.client.requestKeyUpdate(true);
            hear(pair, write(pair.client));
            assertEquals(0, Forger.sealedUnderKey(pair.client), "own keys change");
            assertEquals(Progress.IDLE, pair.server.progress(), "the peer is not asked again");
        }
        pair.toClient.put(answer);
        Pair.read(pair.client, pair.toClient);
        pair.client.requestKeyUpdate(true);
        hear(pair, write(pair.client));
        assertEquals(Progress.NEED_WRITE, pair.server.progress(), "asked again behind the answer");
    }

    /** RFC 9846 section 4.6.3: requests that cross are both answered. */
    @Test
    void requestsThatCrossAreBothAnswered() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        for (int i = 0; i < 100; i++) {
            pair.client.requestKeyUpdate(true);
            pair.server.requestKeyUpdate(true);
            byte[] ours = write(pair.client);
            pair.toClient.put(write(pair.server));
            hear(pair, ours);
            Pair.read(pair.client, pair.toClient);
            pair.toClient.put(write(pair.server));
            hear(pair, write(pair.client));
            Pair.read(pair.client, pair.toClient);
            assertEquals(List.of(Progress.IDLE, Progress.IDLE), List.of(pair.client.progress(), pair.server.progress()));
        }
        assertArrayEquals(DATA, hear(pair, data(pair.client)));
    }

    /** RFC 9846 section 4.6.3: a side that could not answer in between answers many requests by one KeyUpdate. */
    @Test
    void manyRequestsToUpdateGetOneAnswer() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        for (int i = 0; i < 1000; i++) {
            hear(pair, Forger.keyUpdate(pair.client, true));
            assertArrayEquals(DATA, hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, DATA)));
        }
        byte[] answer = write(pair.server);
        assertEquals(5 + MessageCodecs.write(new KeyUpdate(false)).length + 1 + 16, answer.length);
        assertEquals(Progress.IDLE, pair.server.progress());
        pair.toClient.put(answer);
        assertArrayEquals(DATA, Pair.send(pair.server, pair.toClient, pair.client, DATA));
    }

    /** The server's request may come on the heels of its Finished; the answer follows the client's Finished. */
    @Test
    void aRequestToUpdateDuringTheHandshakeIsAnsweredBehindIt() throws TlsFault {
        Pair pair = begun(Lane.TLS13_AES_GCM);
        hear(pair, write(pair.client));
        pair.server.takeTask().run();
        while (pair.server.progress() == Progress.NEED_WRITE) {
            pair.toClient.put(write(pair.server));
        }
        pair.toClient.put(Forger.record(pair.server, ContentType.HANDSHAKE, MessageCodecs.write(new KeyUpdate(true))));
        for (int i = 0; i < 20 && pair.toClient.position() > 0; i++) {
            if (pair.client.progress() == Progress.NEED_WORK) {
                pair.client.takeTask().run();
            }
            Pair.read(pair.client, pair.toClient);
        }
        assertNotNull(pair.client.session());
        while (pair.client.progress() == Progress.NEED_WRITE) {
            hear(pair, write(pair.client));
        }
        assertNotNull(pair.server.session());
        assertArrayEquals(DATA, Pair.send(pair.client, pair.toServer, pair.server, DATA));
        assertEquals(1, Forger.sealedUnderKey(pair.client), "keys changed before the data");
    }

    @Test
    @PublishedAttack(id = "CVE-2020-12457", victim = "wolfSSL", kind = AttackKind.TIME,
            what = "change_cipher_spec without end in TLS 1.3")
    @PublishedAttack(id = "CVE-2020-25648", victim = "NSS", kind = AttackKind.TIME,
            what = "many change_cipher_spec behind a ClientHello")
    @PublishedAttack(id = "JDK-8366244", victim = "Java", kind = AttackKind.STATES,
            what = "change_cipher_spec behind Finished is ignored")
    void changeCipherSpecsAreTakenUpToALimitAndNotBehindTheHandshake() throws TlsFault {
        byte[] ccs = {20, 3, 3, 0, 1, 1};
        Pair open = begun(Lane.TLS13_AES_GCM);
        hear(open, write(open.client));
        open.server.takeTask().run();
        while (open.server.progress() == Progress.NEED_WRITE) {
            open.toClient.put(write(open.server));
        }
        for (int i = 0; i < Limits.CCS_13; i++) {
            hear(open, ccs);
        }
        refused(open, Fault.CCS_UNEXPECTED, ccs);
        refused(pair(Lane.TLS13_AES_GCM), Fault.CCS_UNEXPECTED, ccs);
        refused(pair(Lane.TLS12_AES_GCM_MUTUAL), Fault.RECORD_MAC_BAD, ccs);
        refused(begun(Lane.TLS12_AES_GCM_MUTUAL), Fault.CCS_UNEXPECTED, ccs);
    }

    @Test
    void otherProtocolsAreNamed() throws TlsFault {
        refused(Fault.RECORD_NOT_TLS, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        refused(Fault.RECORD_NOT_TLS, "SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII));
        // RFC 5246 appendix E.2: an SSLv2 ClientHello.
        refused(Fault.VERSION_TOO_OLD, Bytes.concat(new byte[] {(byte) 0x80, 0x2e, 1, 0, 2, 0, 15, 0, 0, 0, 16},
                new byte[37]));
        for (int minor = 0; minor < 3; minor++) {
            refused(Fault.VERSION_TOO_OLD, oldHello(minor));
        }
    }

    @Test
    void noiseIsRefused() throws TlsFault {
        long seed = Long.getLong("handfast.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[5 + random.nextInt(200)];
            random.nextBytes(noise);
            Pair pair = begun(Lane.TLS13_AES_GCM);
            pair.toServer.put(noise);
            try {
                Pair.read(pair.server, pair.toServer);
                pair.server.closeRead();
                assertTrue(false, "believed noise of seed " + seed + ", number " + i);
            } catch (TlsFault fault) {
                assertTrue(fault.fault() != Fault.INTERNAL, () -> "seed " + seed + ": " + fault);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Lane.class)
    void recordsBehindCloseNotifyAreNotRead(Lane lane) throws TlsFault {
        Pair pair = pair(lane);
        pair.client.closeWrite();
        hear(pair, write(pair.client));
        assertTrue(pair.server.hasPeerClosed());
        ByteBuffer noise = ByteBuffer.wrap("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
        assertEquals(ReadStatus.CLOSED, pair.server.read(noise, new ByteBuffer[0], 0, 0));
        assertEquals(14, noise.remaining());
        pair.server.closeRead();
    }

    @ParameterizedTest
    @EnumSource(Lane.class)
    @PublishedAttack(id = "CVE-2020-2816", victim = "Java", kind = AttackKind.STATES,
            what = "application data before Finished is delivered")
    void applicationDataBeforeFinishedIsRefused(Lane lane) throws TlsFault {
        TestSettings client = lane.client();
        client.middleboxCompatible = false;
        Pair pair = new Pair(client, lane.server());
        pair.client.begin();
        while (!Forger.isProtected(pair.client)) {
            boolean moved = Pair.step(pair.client, pair.toServer, pair.toClient);
            while (Pair.step(pair.server, pair.toClient, pair.toServer)) {
                moved = true;
            }
            assertTrue(moved, "stuck before there were keys");
            if (pair.client.progress() == Progress.NEED_READ) {
                // Takes handshake keys of TLS 1.3 into use, which otherwise wait for company.
                assertEquals(0, write(pair.client).length);
            }
        }
        while (Pair.step(pair.server, pair.toClient, pair.toServer)) {
            assertTrue(pair.server.isHandshaking());
        }
        refused(pair, Fault.RECORD_APPLICATION_DATA_EARLY,
                Forger.record(pair.client, ContentType.APPLICATION_DATA, DATA));
    }

    /** RFC 9846 section 5: a plaintext close_notify would let anybody cut the data off unseen. */
    @Test
    void plaintextAlertsEndNothingOnceTheClientHasShownItsKeys() throws TlsFault {
        refused(pair(Lane.TLS13_AES_GCM), Fault.RECORD_NOT_PROTECTED, new byte[] {21, 3, 3, 0, 2, 1, 0});
        Pair back = pair(Lane.TLS13_AES_GCM);
        back.toClient.put(new byte[] {21, 3, 3, 0, 2, 1, 0});
        TlsFault fault = assertThrows(TlsFault.class, () -> Pair.read(back.client, back.toClient));
        assertEquals(Fault.RECORD_NOT_PROTECTED, fault.fault());
    }

    @Test
    void oversizedRecordsAreRefusedByTheirHeader() throws TlsFault {
        refused(begun(Lane.TLS13_AES_GCM), Fault.RECORD_TOO_LONG, header(22, Limits.PLAINTEXT + 1));
        refused(pair(Lane.TLS13_AES_GCM), Fault.RECORD_TOO_LONG, header(23, Limits.CIPHERTEXT_13 + 1));
        refused(pair(Lane.TLS12_AES_GCM_MUTUAL), Fault.RECORD_TOO_LONG, header(23, Limits.CIPHERTEXT_12 + 1));
    }

    /** RFC 8449 section 4. */
    @ParameterizedTest
    @EnumSource(Lane.class)
    void contentBeyondRecordSizeLimitIsRefused(Lane lane) throws TlsFault {
        TestSettings client = lane.client();
        TestSettings server = lane.server();
        client.recordSizeLimit = 1000;
        server.recordSizeLimit = 64;
        Pair pair = new Pair(client, server).handshake();
        int most = lane.isTls13() ? 63 : 64;
        assertEquals(most, hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, new byte[most])).length);
        refused(pair, Fault.RECORD_PLAINTEXT_TOO_LONG,
                Forger.record(pair.client, ContentType.APPLICATION_DATA, new byte[most + 1]));
    }

    @Test
    void paddingCountsForRecordSizeLimit() throws TlsFault {
        TestSettings client = Lane.TLS13_AES_GCM.client();
        TestSettings server = Lane.TLS13_AES_GCM.server();
        client.recordSizeLimit = 1000;
        server.recordSizeLimit = 64;
        Pair pair = new Pair(client, server).handshake();
        refused(pair, Fault.RECORD_PLAINTEXT_TOO_LONG,
                Forger.record(pair.client, ContentType.APPLICATION_DATA, 61, DATA));
    }

    @Test
    void innerTypesAreChecked() throws TlsFault {
        Pair unknown = pair(Lane.TLS13_AES_GCM);
        refused(unknown, Fault.RECORD_TYPE_UNKNOWN, Forger.record(unknown.client, ContentType.of(99), DATA));
        Pair padding = pair(Lane.TLS13_AES_GCM);
        refused(padding, Fault.RECORD_ALL_PADDING, Forger.record(padding.client, ContentType.of(0), 20));
        Pair empty = pair(Lane.TLS13_AES_GCM);
        refused(empty, Fault.RECORD_EMPTY, Forger.record(empty.client, ContentType.HANDSHAKE, 20));
        Pair alert = pair(Lane.TLS13_AES_GCM);
        refused(alert, Fault.ALERT_MALFORMED, Forger.record(alert.client, ContentType.ALERT, (byte) 1));
    }

    @ParameterizedTest
    @EnumSource(Lane.class)
    void nothingComesBetweenThePartsOfAMessage(Lane lane) throws TlsFault {
        for (ContentType type : new ContentType[] {ContentType.APPLICATION_DATA, ContentType.ALERT}) {
            Pair pair = pair(lane);
            hear(pair, Forger.record(pair.client, ContentType.HANDSHAKE, (byte) 24, (byte) 0));
            refused(pair, Fault.RECORD_INTERLEAVED, Forger.record(pair.client, type, (byte) 1, (byte) 0));
        }
    }

    @Test
    @PublishedAttack(id = "CVE-2025-61730", victim = "Go", kind = AttackKind.RECORDS,
            what = "messages of two encryption levels in one record")
    @PublishedAttack(id = "CVE-2026-32283", victim = "Go", kind = AttackKind.STATES,
            what = "several messages behind the handshake in one record, KeyUpdate among them, block the connection")
    void nothingFollowsAMessageThatChangesKeysInItsRecord() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        refused(pair, Fault.RECORD_BOUNDARY_CROSSED,
                Forger.record(pair.client, ContentType.HANDSHAKE, (byte) 24, (byte) 0, (byte) 0, (byte) 1, (byte) 0,
                        (byte) 24));
    }

    @ParameterizedTest
    @EnumSource(Lane.class)
    void longMessagesAreRefusedByTheirHeader(Lane lane) throws TlsFault {
        for (int type : new int[] {1, 2, 4, 11, 24}) {
            Pair pair = pair(lane);
            refused(pair, Fault.MESSAGE_TOO_LONG, Forger.record(pair.client, ContentType.HANDSHAKE, (byte) type,
                    (byte) 0x7f, (byte) 0, (byte) 0));
        }
    }

    /** The client cannot have keys that a ServerHello it never gets would give it. */
    @ParameterizedTest
    @EnumSource(Lane.class)
    void aFaultBehindAFlightThatWasNotSentIsUnderstood(Lane lane) throws TlsFault {
        Pair pair = begun(lane);
        hear(pair, write(pair.client));
        pair.server.takeTask().run();
        assertEquals(Progress.NEED_WRITE, pair.server.progress());
        refused(pair, lane.isTls13() && lane != Lane.TLS13_RETRY
                ? Fault.RECORD_NOT_PROTECTED : Fault.MESSAGE_UNEXPECTED, new byte[] {22, 3, 3, 0, 4, 20, 0, 0, 0});
    }

    /** What the caller lends for data keeps what does not belong to it out, whatever record came before. */
    @Test
    void aForgedRecordLeavesTheCallersBufferAlone() throws TlsFault {
        Pair pair = pair(Lane.TLS13_AES_GCM);
        hear(pair, Forger.record(pair.client, ContentType.HANDSHAKE, new byte[] {24, 0}));
        byte[] record = Forger.record(pair.client, ContentType.HANDSHAKE, new byte[] {0});
        record[record.length - 1] ^= 1;
        byte[] lent = new byte[10];
        Arrays.fill(lent, 2, 10, (byte) 7);
        ByteBuffer dst = ByteBuffer.wrap(lent, 0, 2);
        TlsFault fault = assertThrows(TlsFault.class,
                () -> pair.server.read(ByteBuffer.wrap(record), new ByteBuffer[] {dst}, 0, 1));
        assertEquals(Fault.RECORD_MAC_BAD, fault.fault());
        assertEquals(0, dst.position());
        assertArrayEquals(new byte[] {0, 0, 7, 7, 7, 7, 7, 7, 7, 7}, lent);
    }

    // Driving

    private Pair begun(Lane lane) throws TlsFault {
        Pair pair = connect(lane);
        pair.client.begin();
        pair.server.begin();
        return pair;
    }

    private Pair pair(Lane lane) throws TlsFault {
        Pair pair = connect(lane).handshake();
        assertNotNull(pair.server.session());
        return pair;
    }

    /** Two sides for which no time passes unless the test says so. */
    private Pair connect(Lane lane) {
        TestSettings client = lane.client();
        TestSettings server = lane.server();
        client.clock = () -> now;
        server.clock = () -> now;
        return new Pair(client, server);
    }

    /** A record of application data. */
    private static byte[] data(TlsConnection side) throws TlsFault {
        ByteBuffer record = ByteBuffer.allocate(17_000);
        side.write(new ByteBuffer[] {ByteBuffer.wrap(DATA)}, 0, 1, record);
        return Arrays.copyOf(record.array(), record.position());
    }

    private static byte[] write(TlsConnection side) throws TlsFault {
        ByteBuffer record = ByteBuffer.allocate(17_000);
        side.write(new ByteBuffer[0], 0, 0, record);
        side.takeFinished();
        return Arrays.copyOf(record.array(), record.position());
    }

    /** What the server makes of bytes, all of them. */
    private static byte[] hear(Pair pair, byte[] bytes) throws TlsFault {
        pair.toServer.put(bytes);
        byte[] data = Bytes.NONE;
        for (int left = -1; pair.toServer.position() != left;) {
            left = pair.toServer.position();
            data = Bytes.concat(data, Pair.read(pair.server, pair.toServer));
        }
        assertEquals(0, pair.toServer.position(), "bytes that were not read");
        return data;
    }

    private void refused(Fault expected, byte[] bytes) throws TlsFault {
        refused(begun(Lane.TLS13_AES_GCM), expected, bytes);
    }

    /** The server answers bytes with a fault, and its alert is the last the client hears. */
    private static void refused(Pair pair, Fault expected, byte[] bytes) throws TlsFault {
        TlsFault fault = assertThrows(TlsFault.class, () -> {
            hear(pair, bytes);
            while (pair.server.progress() == Progress.NEED_WORK) {
                pair.server.takeTask().run();
            }
            pair.server.read(ByteBuffer.allocate(0), new ByteBuffer[0], 0, 0);
        });
        assertEquals(expected, fault.fault(), fault::getMessage);
        assertTrue(pair.server.isReadClosed());
        assertEquals(Progress.NEED_WRITE, pair.server.progress());
        while (pair.server.progress() == Progress.NEED_WRITE) {
            pair.toClient.put(write(pair.server));
        }
        assertTrue(pair.server.isWriteClosed());
        TlsFault heard = assertThrows(TlsFault.class, () -> {
            for (int i = 0; i < 100; i++) {
                Pair.step(pair.client, pair.toServer, pair.toClient);
            }
        });
        assertEquals(Fault.PEER_ALERT, heard.fault(), heard::getMessage);
        assertTrue(heard.getMessage().contains(expected.alert().toString()), heard::getMessage);
    }

    private static byte[] header(int type, int length) {
        return new byte[] {(byte) type, 3, 3, (byte) (length >>> 8), (byte) length};
    }

    /** A ClientHello without extensions, of SSL 3.0, TLS 1.0 or TLS 1.1. */
    private static byte[] oldHello(int minor) {
        byte[] body = new byte[2 + 32 + 1 + 2 + 2 + 2];
        body[0] = 3;
        body[1] = (byte) minor;
        body[36] = 2;
        body[38] = 47;
        body[39] = 1;
        byte[] head = {22, 3, (byte) minor, 0, (byte) (4 + body.length), 1, 0, 0, (byte) body.length};
        return Bytes.concat(head, body);
    }
}
