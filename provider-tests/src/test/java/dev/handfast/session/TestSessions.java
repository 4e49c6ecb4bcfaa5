package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.TestSettings;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.tls.SessionStore;
import dev.handfast.wire.Opaque;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A client's and a server's sessions with a clock of their own. Change the fields, then apply. */
public final class TestSessions {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final long HOUR = 3_600_000;

    public final AtomicLong now = new AtomicLong(System.currentTimeMillis());
    public final ClientSessions clients = new ClientSessions(100, 1 << 20);
    public final SessionCache store = new SessionCache(100, 1 << 20, now::get);
    public TicketSecrets secrets = always(TicketSecret.random(CRYPTO));
    public Rules rules = new Rules(true, 1000, 2, 86_400);
    public long verdictMillis = HOUR;
    public boolean mayCreate = true;
    public boolean ticketExtension = true;
    public boolean storeMayBlock;
    public Predicate<SessionState> usable = facts -> true;
    public EarlyDataRules clientEarly = EarlyDataRules.OFF;
    public EarlyDataRules serverEarly = EarlyDataRules.OFF;
    private int connections;

    /** Lets a client's next connection resume. */
    public TestSettings client(TestSettings settings) {
        settings.clock = now::get;
        settings.resumption = Resumption.ofClient(clients.of("peer"), identity()).withCreation(mayCreate)
                .withUsable(usable, verdictMillis).withTicketExtension(ticketExtension).withEarlyData(clientEarly);
        return settings;
    }

    /** Lets a server's next connection resume. */
    public TestSettings server(TestSettings settings) {
        settings.clock = now::get;
        settings.resumption = Resumption.ofServer(issuer(), identity()).withCreation(mayCreate)
                .withUsable(usable, verdictMillis).withEarlyData(serverEarly);
        return settings;
    }

    /** What a server issues and opens tickets with. */
    public ServerSessions issuer() {
        TicketSealer sealer = new TicketSealer(CRYPTO, secrets, HOUR, rules.lifetimeSeconds() * 1000L);
        return new ServerSessions(CRYPTO, sealer, KeptSessions.of(storeMayBlock ? new Blocking(store) : store),
                new ShownIdentities(CRYPTO), rules);
    }

    /** Secrets that do not change, the one to seal with first. */
    public static TicketSecrets always(TicketSecret... secrets) {
        List<TicketSecret> all = List.of(secrets);
        return () -> all;
    }

    /** A store that says it may block, so that it is asked in tasks. */
    private record Blocking(SessionStore store) implements SessionStore {

        @Override
        public boolean put(byte[] id, byte[] sealed, long expiresAt) {
            return store.put(id, sealed, expiresAt);
        }

        @Override
        public byte[] get(byte[] id) {
            return store.get(id);
        }

        @Override
        public byte[] take(byte[] id) {
            return store.take(id);
        }

        @Override
        public void remove(byte[] id) {
            store.remove(id);
        }

        @Override
        public boolean mayBlock() {
            return true;
        }
    }

    private Opaque identity() {
        return Opaque.copyOf(new byte[] {(byte) ++connections});
    }
}
