package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What only a peer with the right keys, or none, can send: floods, wrong contents, wrong moments, other protocols. */
@Tag("unit")
class HostileFloodsTest extends Flooding {

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void emptyRecordsAreTakenUpToALimit(ConnectionProfile lane) throws TlsFault {
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
    @EnumSource(ConnectionProfile.class)
    @PublishedAttack(id = "CVE-2016-8610", victim = "OpenSSL", kind = AttackKind.TIME,
            what = "warning alerts without end")
    void warningsAreTakenUpToALimit(ConnectionProfile lane) throws TlsFault {
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
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        byte[] record = Forger.record(pair.client, ContentType.ALERT, (byte) 1, (byte) 41);
        TlsFault fault = assertThrows(TlsFault.class, () -> hear(pair, record));
        assertEquals(Fault.PEER_ALERT, fault.fault());
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
        Pair open = begun(ConnectionProfile.TLS13_AES_GCM);
        hear(open, write(open.client));
        open.server.takeTask().run();
        while (open.server.progress() == Progress.NEED_WRITE) {
            open.toClient.put(write(open.server));
        }
        for (int i = 0; i < Limits.CCS_13; i++) {
            hear(open, ccs);
        }
        refused(open, Fault.CCS_UNEXPECTED, ccs);
        refused(pair(ConnectionProfile.TLS13_AES_GCM), Fault.CCS_UNEXPECTED, ccs);
        refused(pair(ConnectionProfile.TLS12_AES_GCM_MUTUAL), Fault.RECORD_MAC_BAD, ccs);
        refused(begun(ConnectionProfile.TLS12_AES_GCM_MUTUAL), Fault.CCS_UNEXPECTED, ccs);
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

    /** RFC 5246 section 7.2.2: a warning is the answer, of which one waits at a time. What comes slowly is no flood. */
    @ParameterizedTest
    @EnumSource(names = {"TLS12_AES_GCM_MUTUAL", "TLS12_CBC"})
    void renegotiationsAreRefusedUpToALimit(ConnectionProfile lane) throws TlsFault {
        byte[] first = write(begun(lane).client);
        byte[] hello = Arrays.copyOfRange(first, Limits.RECORD_HEADER, first.length);
        Pair pair = pair(lane);
        for (int i = 0; i < 10 * Limits.RENEGOTIATIONS; i++) {
            hear(pair, Forger.record(pair.client, ContentType.HANDSHAKE, hello));
            now += Limits.IN_A_ROW_MILLIS / 10;
        }
        pair.toClient.put(write(pair.server));
        assertEquals(0, write(pair.server).length, "a second warning");
        Pair.read(pair.client, pair.toClient);
        now += 2 * Limits.IN_A_ROW_MILLIS;
        for (int i = 0; i < Limits.RENEGOTIATIONS; i++) {
            hear(pair, Forger.record(pair.client, ContentType.HANDSHAKE, hello));
            assertArrayEquals(DATA, hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, DATA)));
        }
        refused(pair, Fault.RENEGOTIATION_REFUSED, Forger.record(pair.client, ContentType.HANDSHAKE, hello));
    }

    @Test
    void noiseIsRefused() throws TlsFault {
        long seed = Long.getLong("handfast.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[5 + random.nextInt(200)];
            random.nextBytes(noise);
            Pair pair = begun(ConnectionProfile.TLS13_AES_GCM);
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
    @EnumSource(ConnectionProfile.class)
    void recordsBehindCloseNotifyAreNotRead(ConnectionProfile lane) throws TlsFault {
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
    @EnumSource(ConnectionProfile.class)
    @PublishedAttack(id = "CVE-2020-2816", victim = "Java", kind = AttackKind.STATES,
            what = "application data before Finished is delivered")
    void applicationDataBeforeFinishedIsRefused(ConnectionProfile lane) throws TlsFault {
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
        refused(pair(ConnectionProfile.TLS13_AES_GCM), Fault.RECORD_NOT_PROTECTED, new byte[] {21, 3, 3, 0, 2, 1, 0});
        Pair back = pair(ConnectionProfile.TLS13_AES_GCM);
        back.toClient.put(new byte[] {21, 3, 3, 0, 2, 1, 0});
        TlsFault fault = assertThrows(TlsFault.class, () -> Pair.read(back.client, back.toClient));
        assertEquals(Fault.RECORD_NOT_PROTECTED, fault.fault());
    }

    @Test
    void oversizedRecordsAreRefusedByTheirHeader() throws TlsFault {
        refused(begun(ConnectionProfile.TLS13_AES_GCM), Fault.RECORD_TOO_LONG, header(22, Limits.PLAINTEXT + 1));
        refused(pair(ConnectionProfile.TLS13_AES_GCM), Fault.RECORD_TOO_LONG, header(23, Limits.CIPHERTEXT_13 + 1));
        refused(pair(ConnectionProfile.TLS12_AES_GCM_MUTUAL), Fault.RECORD_TOO_LONG,
                header(23, Limits.CIPHERTEXT_12 + 1));
    }

    /** RFC 8449 section 4. */
    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void contentBeyondRecordSizeLimitIsRefused(ConnectionProfile lane) throws TlsFault {
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
        TestSettings client = ConnectionProfile.TLS13_AES_GCM.client();
        TestSettings server = ConnectionProfile.TLS13_AES_GCM.server();
        client.recordSizeLimit = 1000;
        server.recordSizeLimit = 64;
        Pair pair = new Pair(client, server).handshake();
        refused(pair, Fault.RECORD_PLAINTEXT_TOO_LONG,
                Forger.record(pair.client, ContentType.APPLICATION_DATA, 61, DATA));
    }

    @Test
    void innerTypesAreChecked() throws TlsFault {
        Pair unknown = pair(ConnectionProfile.TLS13_AES_GCM);
        refused(unknown, Fault.RECORD_TYPE_UNKNOWN, Forger.record(unknown.client, ContentType.of(99), DATA));
        Pair padding = pair(ConnectionProfile.TLS13_AES_GCM);
        refused(padding, Fault.RECORD_ALL_PADDING, Forger.record(padding.client, ContentType.of(0), 20));
        Pair empty = pair(ConnectionProfile.TLS13_AES_GCM);
        refused(empty, Fault.RECORD_EMPTY, Forger.record(empty.client, ContentType.HANDSHAKE, 20));
        Pair alert = pair(ConnectionProfile.TLS13_AES_GCM);
        refused(alert, Fault.ALERT_MALFORMED, Forger.record(alert.client, ContentType.ALERT, (byte) 1));
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void nothingComesBetweenThePartsOfAMessage(ConnectionProfile lane) throws TlsFault {
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
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        refused(pair, Fault.RECORD_BOUNDARY_CROSSED,
                Forger.record(pair.client, ContentType.HANDSHAKE, (byte) 24, (byte) 0, (byte) 0, (byte) 1, (byte) 0,
                        (byte) 24));
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void longMessagesAreRefusedByTheirHeader(ConnectionProfile lane) throws TlsFault {
        for (int type : new int[] {1, 2, 4, 11, 24}) {
            Pair pair = pair(lane);
            refused(pair, Fault.MESSAGE_TOO_LONG, Forger.record(pair.client, ContentType.HANDSHAKE, (byte) type,
                    (byte) 0x7f, (byte) 0, (byte) 0));
        }
    }

    /** The client cannot have keys that a ServerHello it never gets would give it. */
    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void aFaultBehindAFlightThatWasNotSentIsUnderstood(ConnectionProfile lane) throws TlsFault {
        Pair pair = begun(lane);
        hear(pair, write(pair.client));
        pair.server.takeTask().run();
        assertEquals(Progress.NEED_WRITE, pair.server.progress());
        refused(pair, lane.isTls13() && lane != ConnectionProfile.TLS13_RETRY
                ? Fault.RECORD_NOT_PROTECTED : Fault.MESSAGE_UNEXPECTED, new byte[] {22, 3, 3, 0, 4, 20, 0, 0, 0});
    }

    /** What the caller lends for data keeps what does not belong to it out, whatever record came before. */
    @Test
    void aForgedRecordLeavesTheCallersBufferAlone() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
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

    // Bytes

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
