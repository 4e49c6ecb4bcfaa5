package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.message.ext.Extensions;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Floods of tickets and cookies between two connections, with the figures printed. */
@Tag("unit")
class ResumptionFloodsTest {

    private static final byte[] DATA = {1, 2, 3};

    private final TestSessions sessions = new TestSessions();
    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    private Pair connect() throws TlsFault {
        return new Pair(sessions.client(client), sessions.server(server));
    }

    private static byte[] read(Pair pair, byte[] record) throws TlsFault {
        pair.toClient.put(record);
        return Pair.read(pair.client, pair.toClient);
    }

    /** Messages of a size in as many records as they need. */
    private static void ticket(Pair pair, int number, int size) throws TlsFault {
        byte[] nonce = ByteBuffer.allocate(4).putInt(number).array();
        byte[] raw = MessageCodecs.write(new NewSessionTicket13(86_400, number, Opaque.adopt(nonce),
                Opaque.adopt(new byte[size]), Extensions.NONE));
        for (int at = 0; at < raw.length; at += Limits.PLAINTEXT) {
            read(pair, Forger.record(pair.server, ContentType.HANDSHAKE, Arrays.copyOfRange(raw, at,
                    Math.min(raw.length, at + Limits.PLAINTEXT))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 32_000})
    void ticketsInARowAreTakenUpToALimit(int size) throws TlsFault {
        sessions.rules = new Rules(true, 1000, 0, 86_400);
        Pair pair = connect().handshake();
        int sent = 0;
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < Limits.TICKET_MESSAGES; i++) {
                ticket(pair, sent++, size);
            }
            assertArrayEquals(DATA, Pair.send(pair.server, pair.toClient, pair.client, DATA));
        }
        int kept = sessions.clients.size();
        long bytes = sessions.clients.bytes();
        for (int i = 0; i < Limits.TICKET_MESSAGES; i++) {
            ticket(pair, sent++, size);
        }
        int last = sent;
        TlsFault fault = assertThrows(TlsFault.class, () -> ticket(pair, last, size));
        assertEquals(Fault.TICKET_FLOOD, fault.fault());
        assertTrue(kept <= 8 && kept > 0);
        assertEquals(kept, sessions.clients.size());
        System.out.println("Tickets: of " + sent + " with " + size + " bytes " + Limits.TICKETS + " were taken and "
                + kept + " are kept, about " + bytes + " bytes; number " + (Limits.TICKET_MESSAGES + 1)
                + " in a row ends the connection");
    }

    /** RFC 9846 section 4.3.2: a cookie is good for the hello it was given to, on any connection, for ten minutes. */
    @Test
    void cookiesAreOfNoUseElsewhereOrLater() throws TlsFault {
        server.groups = List.of(NamedGroup.SECP384R1);
        byte[] second = secondHello(connect());
        int replays = 500;
        long nanos = 0;
        for (int i = 0; i < replays; i++) {
            Pair other = connect();
            secondHello(other);
            other.toServer.clear();
            long begun = System.nanoTime();
            refused(other, Fault.COOKIE_INVALID, second);
            nanos += System.nanoTime() - begun;
        }
        System.out.printf("Cookies: %d replays to other connections refused, %.0f us each, no key exchange made,"
                + " nothing kept%n", replays, nanos / 1e3 / replays);
        // Without a HelloRetryRequest before it, a hello with a cookie is a first hello like any other.
        Pair first = connect();
        first.toServer.put(second);
        first.server.begin();
        Pair.read(first.server, first.toServer);
        first.server.takeTask().run();
        assertEquals(Progress.NEED_WRITE, first.server.progress());
        // The same connection, too late.
        Pair late = connect();
        byte[] own = secondHello(late);
        late.toServer.clear();
        sessions.now.addAndGet(600_001);
        refused(late, Fault.COOKIE_INVALID, own);
    }

    /** The second hello of a connection, in its record; the server has answered the first and waits. */
    private static byte[] secondHello(Pair pair) throws TlsFault {
        pair.client.begin();
        while (pair.client.progress() == Progress.NEED_WRITE) {
            Pair.step(pair.client, pair.toServer, pair.toClient);
        }
        while (pair.toServer.position() > 0 || pair.server.progress() != Progress.NEED_READ) {
            Pair.step(pair.server, pair.toClient, pair.toServer);
        }
        while (pair.client.progress() != Progress.NEED_READ || pair.toClient.position() > 0) {
            Pair.step(pair.client, pair.toServer, pair.toClient);
        }
        byte[] all = Arrays.copyOf(pair.toServer.array(), pair.toServer.position());
        int skip = all[0] == 20 ? 6 : 0;
        assertEquals(22, all[skip]);
        return Arrays.copyOfRange(all, skip, all.length);
    }

    private static void refused(Pair pair, Fault expected, byte[] record) {
        pair.toServer.put(record);
        TlsFault fault = assertThrows(TlsFault.class, () -> Pair.read(pair.server, pair.toServer));
        assertEquals(expected, fault.fault(), fault::toString);
    }
}
