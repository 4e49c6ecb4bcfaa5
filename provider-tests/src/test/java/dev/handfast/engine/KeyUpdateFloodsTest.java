package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.MessageCodecs;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.record.KeyLimits;
import dev.handfast.record.PeerAbuseLimits;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.List;

/** KeyUpdates (RFC 9846 section 4.7.3): how many are taken, which are answered, and when the peer is asked. */
@Tag("unit")
class KeyUpdateFloodsTest extends Flooding {

    @Test
    @PublishedAttack(id = "CVE-2026-32283", victim = "Go", kind = AttackKind.STATES,
            what = "several messages behind the handshake in one record, KeyUpdate among them, block the connection")
    void keyUpdatesAreTakenUpToALimit() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        for (int i = 0; i < Limits.KEY_UPDATES; i++) {
            pair.client.requestKeyUpdate(false);
            hear(pair, write(pair.client));
        }
        pair.client.requestKeyUpdate(false);
        refused(pair, Fault.KEY_UPDATE_FLOOD, write(pair.client));
    }

    /** A byte of data between two is no reason to derive keys for ever, but full records are. */
    @Test
    void dataPaysForKeyUpdatesByItsBytes() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        byte[] full = new byte[Limits.PLAINTEXT];
        for (int i = 0; i < 10 * Limits.KEY_UPDATES; i++) {
            hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, full));
            hear(pair, Forger.keyUpdate(pair.client, false));
        }
        for (int i = 0; i < Limits.KEY_UPDATES; i++) {
            hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, new byte[1]));
            hear(pair, Forger.keyUpdate(pair.client, false));
        }
        hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, new byte[1]));
        refused(pair, Fault.KEY_UPDATE_FLOOD, Forger.keyUpdate(pair.client, false));
    }

    /** Requests of the peer's count although they are answered; so do "answers" to what was never asked. */
    @Test
    void requestsToUpdateAreTakenUpToALimit() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
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
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        for (int i = 0; i < 10 * Limits.KEY_UPDATES; i++) {
            pair.client.requestKeyUpdate(false);
            hear(pair, write(pair.client));
            now += Limits.IN_A_ROW_MILLIS / 100;
        }
    }

    /** SunJSSE changes its keys for each record that it reads beyond jdk.tls.keyLimits, whoever listens how late. */
    @ParameterizedTest
    @ValueSource(ints = {1, 33, 1000})
    void aPeerMayChangeItsKeysForEachRecordThatItReads(int unread) throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
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
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        for (int i = 0; i < 1000; i++) {
            pair.server.requestKeyUpdate(true);
            pair.toClient.put(write(pair.server));
            Pair.read(pair.client, pair.toClient);
            hear(pair, write(pair.client));
            assertArrayEquals(DATA, Pair.send(pair.server, pair.toClient, pair.client, DATA));
            // To the client they are requests, and they do.
            now += Limits.IN_A_ROW_MILLIS / 100;
        }
        // The data has paid for as many as it has records, and the answers have not used that up.
        for (int i = 0; i < 1000 + Limits.KEY_UPDATES; i++) {
            hear(pair, Forger.keyUpdate(pair.client, false));
        }
        refused(pair, Fault.KEY_UPDATE_FLOOD, Forger.keyUpdate(pair.client, false));
    }

    /** What was sent long ago has been read long ago: who is quiet for years is owed no flood. */
    @Test
    void whatWasSentLongAgoPaysForNothing() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        for (int i = 0; i < 3 * Limits.ON_THEIR_WAY; i++) {
            pair.toClient.clear();
            pair.server.write(new ByteBuffer[] {ByteBuffer.wrap(DATA)}, 0, 1, pair.toClient);
            Pair.read(pair.client, pair.toClient);
        }
        for (int i = 0; i < Limits.ON_THEIR_WAY + Limits.KEY_UPDATES; i++) {
            hear(pair, Forger.keyUpdate(pair.client, false));
        }
        refused(pair, Fault.KEY_UPDATE_FLOOD, Forger.keyUpdate(pair.client, false));
    }

    /** Nor does what the peer sent long ago itself. */
    @Test
    void whatCameLongAgoPaysForNothing() throws TlsFault {
        PeerAbuseLimits limits = new PeerAbuseLimits(() -> now);
        for (int i = 0; i < 3 * Limits.ON_THEIR_WAY; i++) {
            limits.applicationData(Limits.PLAINTEXT);
        }
        for (int i = 0; i < Limits.ON_THEIR_WAY + Limits.KEY_UPDATES; i++) {
            limits.keyUpdate(0);
        }
        assertEquals(Fault.KEY_UPDATE_FLOOD, assertThrows(TlsFault.class, () -> limits.keyUpdate(0)).fault());
    }

    /** Tickets are paid for in the same way. */
    @Test
    void ticketsAreNotPaidForByWhatWasSentLongAgo() throws TlsFault {
        PeerAbuseLimits limits = new PeerAbuseLimits(() -> now);
        for (int i = 0; i < Limits.ON_THEIR_WAY + Limits.TICKET_MESSAGES; i++) {
            limits.ticket(1_000_000);
        }
        assertEquals(Fault.TICKET_FLOOD, assertThrows(TlsFault.class, () -> limits.ticket(1_000_000)).fault());
    }

    /** A request of the peer's is no answer, and lets this side ask again: answers do not add up meanwhile. */
    @Test
    void answersThatWereNotGivenDoNotAddUp() {
        AskedUpdates asked = new AskedUpdates();
        for (int i = 0; i < 1000; i++) {
            asked.add();
            assertFalse(asked.takeAnswer(new KeyUpdate(true)));
        }
        for (int i = 0; i < Limits.KEY_UPDATES; i++) {
            assertTrue(asked.takeAnswer(new KeyUpdate(false)), "answer " + i);
        }
        assertFalse(asked.takeAnswer(new KeyUpdate(false)));
    }

    /** RFC 9846 section 4.7.3: who loses a KeyUpdate, which went under the old keys, takes nothing under the next. */
    @Test
    void theNextKeysCountBehindTheirUpdateOnly() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        assertArrayEquals(DATA, hear(pair, data(pair.client)));
        pair.client.requestKeyUpdate(false);
        byte[] update = write(pair.client);
        byte[] behind = data(pair.client);
        hear(pair, update);
        assertArrayEquals(DATA, hear(pair, behind));
        pair.client.requestKeyUpdate(false);
        write(pair.client);
        refused(pair, Fault.RECORD_MAC_BAD, data(pair.client));
    }

    /** RFC 9846 section 4.7.3: no second request before the peer's next KeyUpdate; own keys change all the same. */
    @Test
    void nobodyIsAskedTwice() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
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

    /** RFC 9846 section 4.7.3: requests that cross are both answered. */
    @Test
    void requestsThatCrossAreBothAnswered() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
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
            assertEquals(List.of(Progress.IDLE, Progress.IDLE),
                    List.of(pair.client.progress(), pair.server.progress()));
        }
        assertArrayEquals(DATA, hear(pair, data(pair.client)));
    }

    /**
     * RFC 9846 section 4.7.3: a side changes its keys 2^48 - 1 times at most, leaves requests unanswered then, and does
     * not hold its peer to it.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noSideChangesItsKeysBeyondTheLimit(boolean client) throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        ProtocolConnection side = client ? pair.client : pair.server;
        ProtocolConnection peer = client ? pair.server : pair.client;
        ByteBuffer toSide = client ? pair.toClient : pair.toServer;
        ByteBuffer toPeer = client ? pair.toServer : pair.toClient;
        Forger.generation(side, Limits.OWN_KEY_UPDATES - 1);
        Forger.generation(peer, Limits.OWN_KEY_UPDATES);
        toSide.put(Forger.keyUpdate(peer, true));
        Pair.read(side, toSide);
        assertEquals(Progress.NEED_WRITE, side.progress());
        toPeer.put(write(side));
        Pair.read(peer, toPeer);
        toSide.put(Forger.keyUpdate(peer, true));
        Pair.read(side, toSide);
        assertEquals(Progress.IDLE, side.progress(), "an answer would be one too many");
        assertArrayEquals(DATA, Pair.send(side, toPeer, peer, DATA));
        assertEquals(1, Forger.sealedUnderKey(side), "keys are the last ones");
        side.requestKeyUpdate(true);
        assertEquals(0, write(side).length, "nobody can be asked by what may not be sent");
        side.requestKeyUpdate(false);
        assertEquals(0, write(side).length);
        assertArrayEquals(DATA, Pair.send(peer, toSide, side, DATA));
        assertArrayEquals(DATA, Pair.send(side, toPeer, peer, DATA));
    }

    /** RFC 9846 section 4.7.3: the last keys are used until section 5.5 forbids it, and then the connection ends. */
    @Test
    void theLastKeysEndTheConnectionAtTheirLimit() throws TlsFault {
        TestSettings client = ConnectionProfile.TLS13_AES_GCM.client();
        client.keyLimits = KeyLimits.parse("AES/GCM/NoPadding KeyUpdate 1000");
        Pair pair = new Pair(client, ConnectionProfile.TLS13_AES_GCM.server()).handshake();
        Forger.generation(pair.client, Limits.OWN_KEY_UPDATES);
        for (int i = 0; i < 100; i++) {
            assertArrayEquals(DATA, hear(pair, data(pair.client)));
        }
        assertEquals(100, Forger.sealedUnderKey(pair.client), "beyond jdk.tls.keyLimits");
        Forger.sealedBytes(pair.client, 1L << 60);
        assertEquals(Fault.KEY_LIMIT_REACHED,
                assertThrows(TlsFault.class, () -> data(pair.client)).fault());
    }

    /** RFC 9846 section 4.7.3: a side that could not answer in between answers many requests by one KeyUpdate. */
    @Test
    void manyRequestsToUpdateGetOneAnswer() throws TlsFault {
        Pair pair = pair(ConnectionProfile.TLS13_AES_GCM);
        for (int i = 0; i < 1000; i++) {
            hear(pair, Forger.keyUpdate(pair.client, true));
            assertArrayEquals(DATA, hear(pair, Forger.record(pair.client, ContentType.APPLICATION_DATA, DATA)));
            now += Limits.IN_A_ROW_MILLIS / 100;
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
        Pair pair = begun(ConnectionProfile.TLS13_AES_GCM);
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
}
