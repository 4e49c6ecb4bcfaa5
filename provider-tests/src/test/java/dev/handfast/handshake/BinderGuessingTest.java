package dev.handfast.handshake;

import static dev.handfast.spec.ExtensionType.PRE_SHARED_KEY;
import static dev.handfast.spec.ExtensionType.PSK_KEY_EXCHANGE_MODES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.Resuming.Kind;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.TestSessions;
import dev.handfast.session.TicketSecrets;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody has seen a ticket go by and guesses at what only its owner can prove (RFC 9846 section 4.3.11.2): each guess
 * costs a connection, little work, and never the session.
 */
@Tag("unit")
class BinderGuessingTest {

    private static final int GUESSES = 1000;
    private static final int BINDER = 32;

    private final Random random = new Random(Long.getLong("handfast.seed", 42));
    private final Resuming like = new Resuming(Kind.PSK);
    private final TestSessions sessions = new TestSessions();

    private Dialogue talk(Tamper tamper) {
        return new Dialogue(sessions.client(like.client()), sessions.server(like.server()), tamper).run();
    }

    /** One ticket of the server's, which this client holds again and again. */
    private Dialogue offer(byte[] hello, Tamper tamper) {
        return talk((fromClient, index, raw) -> fromClient && index == 0 ? List.of(hello)
                : tamper.pass(fromClient, index, raw));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void guessingCostsTheSessionNothing(boolean stateless) {
        sessions.rules = new Rules(stateless, 1000, 1, 86_400);
        assertTrue(talk(Tamper.NONE).bothEstablished());
        int stored = sessions.store.size();
        byte[][] genuine = new byte[1][];
        // The owner's hello is seen and held back.
        talk((fromClient, index, raw) -> {
            genuine[0] = fromClient ? raw : genuine[0];
            return List.of();
        });
        long begun = System.nanoTime();
        for (int i = 0; i < GUESSES; i++) {
            byte[] guess = RawExtensions.change(genuine[0], all -> all.set(PRE_SHARED_KEY, body -> {
                byte[] binder = new byte[BINDER];
                random.nextBytes(binder);
                return ByteBuffer.wrap(body).put(body.length - BINDER, binder).array();
            }));
            Dialogue guessed = offer(guess, Tamper.NONE);
            assertEquals(Fault.BINDER_WRONG, guessed.fault().fault());
            assertEquals(stored, sessions.store.size());
        }
        System.out.printf("Binders: %d wrong guesses at a %s session, %.0f us each with the guesser's own hello; the"
                + " session stays%n", GUESSES, stateless ? "sealed" : "stored",
                (System.nanoTime() - begun) / 1e3 / GUESSES);
        // The owner's hello arrives after all: the server takes it.
        Dialogue owner = offer(genuine[0], Tamper.NONE);
        assertTrue(resumes(owner));
        // What was stored is good for one connection, and the same hello again only for a full handshake.
        Dialogue again = offer(genuine[0], Tamper.NONE);
        assertEquals(stateless, resumes(again));
    }

    /** Whether the server answers with a PSK; what the client makes of a foreign answer does not matter here. */
    private static boolean resumes(Dialogue dialogue) {
        return dialogue.said().stream().anyMatch(said -> RawExtensions.isOf(HandshakeType.SERVER_HELLO, said.raw())
                && RawExtensions.bodyIn(said.raw(), PRE_SHARED_KEY) != null);
    }

    /** However many identities a hello names, few are opened, even if all of them look like tickets of this server. */
    @Test
    void fewIdentitiesAreLookedAt() {
        TicketSecrets secrets = sessions.secrets;
        assertTrue(talk(Tamper.NONE).bothEstablished());
        AtomicInteger asked = new AtomicInteger();
        sessions.secrets = () -> {
            asked.incrementAndGet();
            return secrets.current();
        };
        int identities = 300;
        Dialogue dialogue = talk(RawExtensions.in(HandshakeType.CLIENT_HELLO, true, all -> all.set(PRE_SHARED_KEY,
                body -> many(body, identities))));
        assertFalse(resumes(dialogue));
        int opened = asked.get() - sessions.rules.tickets();
        assertTrue(opened <= Limits.PSK_IDENTITIES, "opened " + opened);
        System.out.println("Binders: of " + identities + " identities in one hello at most " + Limits.PSK_IDENTITIES
                + " are opened");
    }

    /** The genuine identity, altered so that it does not open, many times over, each with a binder. */
    private static byte[] many(byte[] body, int count) {
        int length = ByteBuffer.wrap(body).getShort() & 0xffff;
        body[2 + length - 5] ^= 1;
        ByteBuffer out = ByteBuffer.allocate(4 + count * (length + 1 + BINDER)).putShort((short) (count * length));
        for (int i = 0; i < count; i++) {
            out.put(body, 2, length);
        }
        out.putShort((short) (count * (1 + BINDER)));
        for (int i = 0; i < count; i++) {
            out.put((byte) BINDER).put(new byte[BINDER]);
        }
        return out.array();
    }

    /** A TLS 1.2 session ID goes over the wire in clear; naming it as a PSK, or a ticket, takes nothing away. */
    @Test
    void whatIsSeenInClearTakesNothingAway() {
        sessions.rules = new Rules(false, 1000, 1, 86_400);
        sessions.ticketExtension = false;
        TestSettings client = like.client();
        client.versions = List.of(ProtocolVersion.TLS_1_2);
        assertTrue(new Dialogue(sessions.client(client), sessions.server(like.server()), Tamper.NONE).run()
                .bothEstablished());
        byte[] id = sessions.clients.of("peer").take(sessions.now.get()).facts().sessionId().toBytes();
        assertEquals(1, sessions.store.size());
        byte[] extension = ByteBuffer.allocate(2 + 2 + id.length + 4 + 2 + 1 + BINDER)
                .putShort((short) (2 + id.length + 4)).putShort((short) id.length).put(id).putInt(0)
                .putShort((short) (1 + BINDER)).put((byte) BINDER).array();
        TestSettings attacker = like.client();
        Dialogue attack = new Dialogue(attacker, sessions.server(like.server()), RawExtensions.in(
                HandshakeType.CLIENT_HELLO, true, all -> all.add(PSK_KEY_EXCHANGE_MODES,
                        (byte) 1, (byte) 1).add(PRE_SHARED_KEY, extension)))
                .run();
        assertFalse(resumes(attack));
        assertTrue(sessions.store.size() >= 1);
        Dialogue owner = new Dialogue(sessions.client(client), sessions.server(like.server()), Tamper.NONE).run();
        assertNull(owner.fault());
        assertTrue(owner.serverSession().resumed());
    }
}
