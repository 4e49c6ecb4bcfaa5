package dev.handfast.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.Secret;
import dev.handfast.pki.TestPki;
import dev.handfast.session.ResumptionState.Terms;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.tls.PeerIdentity;
import dev.handfast.wire.Opaque;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.security.KeyPair;
import java.util.List;

/** A server that shows a fat chain takes no more of a client's cache than that, and not the places of others. */
@Tag("unit")
class FatPeersTest {

    private static final long NOW = 1_000_000;
    private static final int OTHERS = 400;
    private static final KeyPair KEYS = TestPki.keys("EC", 256);

    private final PeerIdentity fat = chain(0);
    private final long weight = facts(fat).weight();
    /** Its eighth has room for one chain and some tickets, and eight chains leave no room for the others. */
    private final long most = 8 * weight + 250_000;
    private final ClientSessions clients = new ClientSessions(0, most);

    /** Of some 60 kB. */
    private static PeerIdentity chain(int number) {
        return PeerIdentity.ofChain(List.of(TestPki.root("CN=fat " + number, c -> c.keys(KEYS)
                .extension(new ASN1ObjectIdentifier("1.2.3.4"), false, new DEROctetString(new byte[60_000])))
                .certificate()));
    }

    private static SessionState facts(PeerIdentity peer) {
        return SessionState.begun(NOW).change().version(ProtocolVersion.TLS_1_3)
                .suite(CipherSuite.TLS_AES_128_GCM_SHA256).peer(peer).build();
    }

    private static ResumptionState ticket(SessionState facts) {
        return new ResumptionState(facts, Secret.adopt(new byte[32]), Opaque.adopt(new byte[200]),
                new Terms(NOW, 60, 0, 0));
    }

    private void fillWithOthers() {
        for (int i = 0; i < OTHERS; i++) {
            clients.of("other " + i).put(ticket(facts(PeerIdentity.none())));
        }
    }

    private void assertOthersAreThere() {
        for (int i = 0; i < OTHERS; i++) {
            assertNotNull(clients.of("other " + i).take(NOW), "other " + i);
        }
    }

    @Test
    void aChainWeighsOnceWhateverTicketsItHas() {
        ClientSessions.Peer peer = clients.of("fat");
        SessionState connection = facts(fat);
        for (int i = 0; i < 4; i++) {
            peer.put(ticket(connection));
        }
        long ofOne = clients.bytes();
        assertTrue(weight < ofOne && ofOne < weight + 3_000, ofOne + " bytes, the chain " + weight);
        // As resumed sessions have it, which know something of their own.
        for (int i = 0; i < 4; i++) {
            peer.put(ticket(facts(fat).change().requestedName("fat.example").build()));
        }
        assertTrue(clients.bytes() < weight + 9_000, clients.bytes() + " bytes, the chain " + weight);
        assertEquals(8, clients.size());
        for (int i = 0; i < 8; i++) {
            assertTrue(clients.bytes() > weight, "as long as one of them is there");
            assertNotNull(peer.take(NOW));
        }
        assertNull(peer.take(NOW));
        assertEquals(0, clients.bytes());
    }

    @Test
    void severalTicketsTakeNobodysPlace() {
        fillWithOthers();
        SessionState connection = facts(fat);
        for (int i = 0; i < 8; i++) {
            clients.of("fat").put(ticket(connection));
        }
        assertEquals(OTHERS + 8, clients.size());
        assertOthersAreThere();
    }

    /** One more chain on each connection: only the newest is kept beyond the peer's share. */
    @Test
    void otherChainsEachTimeTakeNobodysPlace() {
        fillWithOthers();
        long others = clients.bytes();
        for (int i = 0; i < 8; i++) {
            clients.of("fat").put(ticket(facts(chain(i))));
        }
        long more = clients.bytes() - others;
        assertTrue(more < 2 * weight, more + " bytes, a chain " + weight);
        assertOthersAreThere();
        assertNotNull(clients.of("fat").take(NOW));
        assertNull(clients.of("fat").take(NOW));
    }

    /** Forgetting is the reverse of keeping, however tickets go. */
    @Test
    void whatGoesIsCountedAsItWas() {
        Opaque identity = Opaque.copyOf(new byte[] {1});
        SessionState one = facts(fat).change().identity(identity).build();
        SessionState two = facts(fat);
        ClientSessions.Peer peer = clients.of("fat");
        for (SessionState facts : List.of(one, two, one, two, one)) {
            peer.put(ticket(facts));
        }
        peer.discard(identity);
        assertEquals(2, clients.size());
        assertTrue(clients.bytes() > weight);
        peer.put(ticket(one));
        clients.resize(1);
        assertEquals(1, clients.size());
        peer.discard();
        assertEquals(0, clients.bytes());
        peer.put(ticket(one));
        clients.limit(0);
        assertEquals(0, clients.bytes());
    }
}
