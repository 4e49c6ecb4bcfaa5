package dev.handfast.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.Vectors;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.record.HandshakeReassembler;
import dev.handfast.record.ReadKeys;
import dev.handfast.record.RecordReader;
import dev.handfast.record.RecordWriter;
import dev.handfast.record.WriteKeys;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.TlsFault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The handshakes of RFC 8448 sections 3 and 4 through transcript, key schedule and record layer, byte for byte. */
@Tag("unit")
class Rfc8448Test {

    private static final BulkCipher CIPHER = BulkCipher.AES_128_GCM;

    private final Vectors rfc = new Vectors("rfc8448");
    private final CryptoProvider crypto = JcaCryptoProvider.standard();
    private final Transcript transcript = new Transcript();
    private final RecordReader server = new RecordReader();
    private final RecordWriter client = new RecordWriter();
    private final HandshakeReassembler joiner = new HandshakeReassembler();

    @Test
    void simpleHandshake() throws TlsFault {
        transcript.add(rfc.get("clientHello"));
        transcript.add(rfc.get("serverHello"));
        transcript.start(crypto.hash(HashAlgorithm.SHA256));
        assertArrayEquals(rfc.get("hellosHash"), transcript.hash());

        EarlyStage early = EarlyStage.start(crypto, HashAlgorithm.SHA256, null);
        HandshakeStage handshake = early.agree(Secret.adopt(rfc.get("shared")), transcript.hash());
        assertSecret("clientHandshakeTraffic", handshake.clientTraffic());
        assertSecret("serverHandshakeTraffic", handshake.serverTraffic());
        assertKeys("clientHandshakeKey", "clientHandshakeIv", handshake.clientTraffic());
        assertKeys("serverHandshakeKey", "serverHandshakeIv", handshake.serverTraffic());

        server.install(readKeys(handshake.serverTraffic()), joiner.boundary());
        List<byte[]> flight = messages(rfc.get("serverFlightRecord"));
        assertEquals(4, flight.size());
        for (byte[] message : flight.subList(0, 3)) {
            transcript.add(message);
        }
        byte[] finished = flight.get(3);
        byte[] verifyData = Arrays.copyOfRange(finished, 4, finished.length);
        assertArrayEquals(rfc.get("serverFinished"), verifyData);
        FinishedVerified.check(handshake.serverTraffic(), transcript.hash(), verifyData);
        verifyData[0] ^= 1;
        TlsFault wrong = assertThrows(TlsFault.class,
                () -> FinishedVerified.check(handshake.serverTraffic(), transcript.hash(), verifyData));
        assertEquals(Fault.FINISHED_WRONG, wrong.fault());
        transcript.add(finished);
        assertArrayEquals(rfc.get("serverFinishedHash"), transcript.hash());

        MasterStage master = handshake.master(transcript.hash());
        assertSecret("clientTraffic", master.clientTraffic());
        assertSecret("serverTraffic", master.serverTraffic());
        assertKeys("clientKey", "clientIv", master.clientTraffic());
        assertKeys("serverKey", "serverIv", master.serverTraffic());
        List<byte[]> exporter = new ArrayList<>();
        master.exporter().log((label, random, secret) -> exporter.add(secret.clone()), KeyLog.EXPORTER_SECRET,
                new byte[32]);
        assertArrayEquals(rfc.get("exporter"), exporter.get(0));

        byte[] clientVerifyData = handshake.clientTraffic().verifyData(transcript.hash());
        assertArrayEquals(rfc.get("clientFinished"), clientVerifyData);
        byte[] clientFinished = new byte[4 + clientVerifyData.length];
        clientFinished[0] = 20;
        clientFinished[3] = (byte) clientVerifyData.length;
        System.arraycopy(clientVerifyData, 0, clientFinished, 4, clientVerifyData.length);
        client.install(writeKeys(handshake.clientTraffic()));
        assertSealed("clientFinishedRecord", ContentType.HANDSHAKE, clientFinished);
        transcript.add(clientFinished);
        assertArrayEquals(rfc.get("clientFinishedHash"), transcript.hash());

        server.install(readKeys(master.serverTraffic()), joiner.boundary());
        client.install(writeKeys(master.clientTraffic()));
        List<byte[]> ticket = messages(rfc.get("ticketRecord"));
        assertEquals(4, ticket.get(0)[0]);
        assertSealed("clientApplicationRecord", ContentType.APPLICATION_DATA, rfc.get("application"));
        assertArrayEquals(rfc.get("application"), open(rfc.get("serverApplicationRecord")));
        assertEquals(ContentType.APPLICATION_DATA, server.type());
        assertSealed("clientAlertRecord", ContentType.ALERT, new byte[] {1, 0});
        assertArrayEquals(new byte[] {1, 0}, open(rfc.get("serverAlertRecord")));
        assertEquals(ContentType.ALERT, server.type());
        assertEquals(3, server.openedUnderKey());

        try (ResumptionSecret resumption = master.resumption(transcript.hash());
                Secret psk = resumption.psk(rfc.get("ticketNonce"))) {
            assertArrayEquals(rfc.get("psk"), psk.bytes());
        }
        assertThrows(IllegalStateException.class, () -> master.resumption(transcript.hash()));
    }

    @Test
    void resumedHandshakeWithEarlyData() throws TlsFault {
        byte[] hello = rfc.get("resumingHello");
        assertEquals(512, hello.length);
        byte[] truncated = Arrays.copyOf(hello, hello.length - 2 - 1 - 32);
        byte[] truncatedHash = transcript.hashWith(crypto, HashAlgorithm.SHA256, truncated, truncated.length);
        assertArrayEquals(rfc.get("binderHash"), truncatedHash);

        try (EarlyStage early = EarlyStage.start(crypto, HashAlgorithm.SHA256, Secret.adopt(rfc.get("psk")))) {
            assertArrayEquals(rfc.get("binder"), early.binder(PskKind.RESUMPTION, truncatedHash));
            assertTrue(early.isBinder(PskKind.RESUMPTION, truncatedHash, rfc.get("binder")));
            assertFalse(early.isBinder(PskKind.EXTERNAL, truncatedHash, rfc.get("binder")));
            assertFalse(early.isBinder(PskKind.RESUMPTION, truncatedHash, Arrays.copyOf(rfc.get("binder"), 31)));

            transcript.add(hello);
            transcript.start(crypto.hash(HashAlgorithm.SHA256));
            TrafficSecret traffic = early.clientTraffic(transcript.hash());
            assertSecret("earlyTraffic", traffic);
            List<byte[]> exporter = new ArrayList<>();
            early.exporter(transcript.hash()).log((label, random, secret) -> exporter.add(secret.clone()),
                    KeyLog.EARLY_EXPORTER_SECRET, new byte[32]);
            assertArrayEquals(rfc.get("earlyExporter"), exporter.get(0));
            client.install(writeKeys(traffic));
            assertSealed("earlyDataRecord", ContentType.APPLICATION_DATA, rfc.get("earlyData"));
        }
    }

    private void assertSecret(String name, TrafficSecret traffic) {
        List<byte[]> logged = new ArrayList<>();
        traffic.log((label, random, secret) -> logged.add(secret.clone()), name, new byte[32]);
        assertArrayEquals(rfc.get(name), logged.get(0), name);
    }

    private void assertKeys(String key, String iv, TrafficSecret traffic) {
        try (TrafficKeys keys = traffic.keys(CIPHER)) {
            assertArrayEquals(rfc.get(key), keys.key(), key);
            assertArrayEquals(rfc.get(iv), keys.iv(), iv);
            assertEquals(0, keys.macKey().length);
        }
    }

    private ReadKeys readKeys(TrafficSecret traffic) {
        try (TrafficKeys keys = traffic.keys(CIPHER)) {
            return ReadKeys.tls13(crypto, CIPHER, keys.key(), keys.iv());
        }
    }

    private WriteKeys writeKeys(TrafficSecret traffic) {
        try (TrafficKeys keys = traffic.keys(CIPHER)) {
            return WriteKeys.tls13(crypto, CIPHER, keys.key(), keys.iv());
        }
    }

    private byte[] open(byte[] record) throws TlsFault {
        byte[] out = new byte[server.roomNeeded(record.length)];
        return Arrays.copyOf(out, server.open(record, 0, record.length, out, 0));
    }

    private List<byte[]> messages(byte[] record) throws TlsFault {
        byte[] content = open(record);
        assertEquals(ContentType.HANDSHAKE, server.type());
        joiner.add(content, 0, content.length);
        List<byte[]> messages = new ArrayList<>();
        for (byte[] message = joiner.next(); message != null; message = joiner.next()) {
            messages.add(message);
        }
        assertNull(joiner.next());
        return messages;
    }

    private void assertSealed(String record, ContentType type, byte[] content) throws TlsFault {
        byte[] buffer = new byte[client.headroom() + content.length + client.tailroom(content.length, 0)];
        System.arraycopy(content, 0, buffer, client.headroom(), content.length);
        assertEquals(buffer.length, client.seal(type, buffer, 0, content.length, 0));
        assertArrayEquals(rfc.get(record), buffer, record);
    }
}
