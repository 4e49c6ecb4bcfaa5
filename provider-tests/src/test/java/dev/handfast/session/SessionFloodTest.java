package dev.handfast.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.session.ResumptionState.Terms;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** What is kept of sessions stays within its bounds, whatever comes; and what is sealed opens here only. */
@Tag("unit")
class SessionFloodTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final int MANY = 1_000_000;
    private static final long BYTES = 8 << 20;
    private static final long HOUR = 3_600_000;

    private final AtomicLong now = new AtomicLong(100 * HOUR);

    private static byte[] id(int number) {
        return ByteBuffer.allocate(32).putInt(number).array();
    }

    private static ResumptionState state(long at, int lifetime) {
        SessionState facts = SessionState.begun(at).change().version(ProtocolVersion.TLS_1_3)
                .suite(CipherSuite.TLS_AES_128_GCM_SHA256).build();
        return new ResumptionState(facts, Secret.adopt(new byte[32]), Opaque.adopt(new byte[200]),
                new Terms(at, lifetime, 0, 0));
    }

    @Test
    @PublishedAttack(id = "CVE-2024-2511", victim = "OpenSSL", kind = AttackKind.MEMORY,
            what = "sessions of TLS 1.3 grow without bound")
    void aMillionSessionsStayWithinTheBytes() {
        SessionCache cache = new SessionCache(0, BYTES, now::get);
        byte[] sealed = new byte[250];
        for (int i = 0; i < MANY; i++) {
            assertTrue(cache.put(id(i), sealed, now.get() + HOUR));
        }
        assertTrue(cache.bytes() <= BYTES, "bytes " + cache.bytes());
        assertTrue(cache.size() > 10_000, "entries " + cache.size());
        assertNull(cache.get(id(0)));
        assertNotNull(cache.get(id(MANY - 1)));
    }

    @Test
    void entriesAreBoundedAndTimeOut() {
        SessionCache cache = new SessionCache(100, BYTES, now::get);
        for (int i = 0; i < 1000; i++) {
            cache.put(id(i), new byte[0], now.get() + HOUR);
        }
        assertEquals(100, cache.size());
        cache.resize(10);
        assertEquals(10, cache.size());
        assertNotNull(cache.take(id(999)));
        assertNull(cache.take(id(999)));
        now.addAndGet(HOUR);
        assertNull(cache.get(id(998)));
        cache.put(id(1), new byte[0], now.get() + HOUR);
        assertEquals(1, cache.size());
    }

    @Test
    void anEntryLargerThanTheCacheIsNotKept() {
        SessionCache cache = new SessionCache(0, 1000, now::get);
        assertTrue(!cache.put(id(1), new byte[1000], now.get() + HOUR));
        assertEquals(0, cache.bytes());
        assertTrue(cache.put(id(2), new byte[10], now.get() + HOUR));
        assertTrue(!cache.put(id(3), new byte[1000], now.get() + HOUR));
        assertNotNull(cache.get(id(2)), "it takes nobody's place");
    }

    @Test
    void aSessionLargerThanTheCacheTakesNobodysPlace() {
        ClientSessions clients = new ClientSessions(0, 5_000);
        clients.of("peer").put(state(now.get(), 60));
        ResumptionState large = new ResumptionState(state(now.get(), 60).facts(), Secret.adopt(new byte[32]),
                Opaque.adopt(new byte[5_000]), new Terms(now.get(), 60, 0, 0));
        clients.of("other").put(large);
        assertNull(clients.of("other").take(now.get()));
        assertNotNull(clients.of("peer").take(now.get()), "it takes nobody's place");
    }

    @Test
    void aMillionPeersStayWithinTheBytes() {
        ClientSessions clients = new ClientSessions(0, BYTES);
        for (int i = 0; i < MANY; i++) {
            clients.of("peer" + i).put(state(now.get(), 60));
        }
        assertTrue(clients.bytes() <= BYTES, "bytes " + clients.bytes());
        assertNull(clients.of("peer0").take(now.get()));
        assertNotNull(clients.of("peer" + (MANY - 1)).take(now.get()));
        assertNull(clients.of("peer" + (MANY - 2)).take(now.get() + 60_000));
    }

    @Test
    void onePeerGetsItsShare() {
        ClientSessions clients = new ClientSessions(100, BYTES);
        for (int i = 0; i < 1000; i++) {
            clients.of("peer").put(state(now.get(), 60));
        }
        assertEquals(8, clients.size());
    }

    @Test
    void ticketsOpenWithinGraceAndUnaltered() {
        TicketSecret secret = TicketSecret.random(CRYPTO);
        TicketSealer sealer = new TicketSealer(CRYPTO, TestSessions.always(secret), HOUR, 3 * HOUR);
        byte[] plain = {1, 2, 3};
        Opaque ticket = sealer.seal(plain, now.get());
        assertEquals(TicketSealer.overhead() + plain.length, ticket.length());
        for (int hours = -1; hours <= 3; hours++) {
            assertTrue(Arrays.equals(plain, sealer.open(ticket, now.get() + hours * HOUR)), hours + " h later");
        }
        assertNull(sealer.open(ticket, now.get() + 4 * HOUR));
        assertNull(sealer.open(ticket, now.get() - 2 * HOUR));
        for (int i = 0; i < ticket.length(); i++) {
            byte[] altered = ticket.toBytes();
            altered[i] ^= 1;
            assertNull(sealer.open(Opaque.adopt(altered), now.get()), "byte " + i);
            assertNull(sealer.open(ticket.slice(0, i), now.get()), "length " + i);
        }
        TicketSealer other = new TicketSealer(CRYPTO, TestSessions.always(TicketSecret.random(CRYPTO), secret), HOUR,
                3 * HOUR);
        assertTrue(Arrays.equals(plain, other.open(ticket, now.get())));
        assertNull(sealer.open(other.seal(plain, now.get()), now.get()));
    }
}
