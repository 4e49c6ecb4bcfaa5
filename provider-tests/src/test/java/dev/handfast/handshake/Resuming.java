package dev.handfast.handshake;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.EarlyDataUses;
import dev.handfast.session.MemoryReplayGuard;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;

import java.util.List;

/** A session that both sides have made once, and the dialogues that resume it as often as one likes. */
final class Resuming {

    /** What is resumed, and how. */
    enum Kind {
        PSK, PSK_RETRY, EARLY, EARLY_REJECTED, TICKET, RENEWED_TICKET, SESSION_ID;

        boolean isTls13() {
            return ordinal() <= EARLY_REJECTED.ordinal();
        }
    }

    static final Opaque H2 = Opaque.adopt(new byte[] {'h', '2'});
    static final int EARLY_LIMIT = 1000;
    private static final long HOUR = 3_600_000;

    final TestSessions sessions = new TestSessions();
    private final Kind kind;
    private final ResumptionState state;

    /** Makes the session. */
    Resuming(Kind kind) {
        this.kind = kind;
        sessions.verdictMillis = Long.MAX_VALUE;
        sessions.rules = new Rules(kind != Kind.SESSION_ID, 1000, 1, 86_400);
        sessions.ticketExtension = kind != Kind.SESSION_ID;
        if (kind == Kind.EARLY || kind == Kind.EARLY_REJECTED) {
            sessions.clientEarly = new EarlyDataRules(true, 0, 0, EarlyDataUses.NONE);
            sessions.serverEarly = new EarlyDataRules(false, EARLY_LIMIT, 10_000, EarlyDataUses.of(
                    new MemoryReplayGuard(JcaCryptoProvider.standard().random(), 1_000_000, sessions.now::get)));
        }
        Dialogue first = new Dialogue(sessions.client(client()), sessions.server(server()), Tamper.NONE).run();
        if (!first.bothEstablished()) {
            throw new AssertionError("no session to resume", first.fault());
        }
        state = sessions.clients.of("peer").take(sessions.now.get());
        if (kind == Kind.RENEWED_TICKET) {
            sessions.now.addAndGet(HOUR);
        }
        if (kind == Kind.EARLY_REJECTED) {
            sessions.serverEarly = EarlyDataRules.OFF;
        }
    }

    /** The session at the client. */
    ResumptionState state() {
        return state;
    }

    /** A client that offers the session; change it before it talks. */
    TestSettings client() {
        TestSettings client = TestSettings.client();
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        client.applicationProtocols = List.of(H2);
        // Without it the session ID is empty and hellos of one handshake fit another.
        client.middleboxCompatible = false;
        if (!kind.isTls13()) {
            client.versions = List.of(ProtocolVersion.TLS_1_2);
            client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);
        }
        return client;
    }

    /** A server that knows the session. */
    TestSettings server() {
        TestSettings server = TestSettings.server();
        server.applicationProtocols = List.of(H2);
        server.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384,
                CipherSuite.TLS_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);
        if (kind == Kind.PSK_RETRY && state != null) {
            server.groups = List.of(NamedGroup.SECP256R1);
        }
        return server;
    }

    /** Talks, resuming the session. */
    Dialogue talk(Tamper tamper) {
        return talk(client(), server(), tamper);
    }

    /** Talks with settings of one's own. */
    Dialogue talk(TestSettings client, TestSettings server, Tamper tamper) {
        return talk(client, server, tamper, Dialogue.Observer.NONE);
    }

    /** As above, with one who watches. */
    Dialogue talk(TestSettings client, TestSettings server, Tamper tamper, Dialogue.Observer observer) {
        sessions.client(client);
        client.resumption = client.resumption.withTickets(again());
        return new Dialogue(client, sessions.server(server), tamper, observer).run();
    }

    /** Offers the session each time, and keeps what comes among the other tickets. */
    private ClientTickets again() {
        ClientTickets others = sessions.clients.of("other");
        return new ClientTickets() {
            @Override
            public ResumptionState take(long now) {
                return state.copy();
            }

            @Override
            public void put(ResumptionState given) {
                others.put(given);
            }

            @Override
            public void discard() {
                others.discard();
            }
        };
    }
}
