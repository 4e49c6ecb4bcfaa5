package dev.handfast.handshake.server13;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.keys.ResumptionSecret;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.message.ext.EarlyDataLimit;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.PskModes;
import dev.handfast.session.Resumption;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionState;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Makes a client's tickets (RFC 9846 section 4.7.1). Slow only where ticket secrets are to be read. */
final class IssueTickets implements AutoCloseable {

    private static final int AGE_ADD = 4;

    private final HandshakeConfig settings;
    private final ServerSessions issuer;
    private final SessionState session;
    private final ResumptionSecret secret;

    /** @param secret closed when the tickets are made */
    IssueTickets(HandshakeConfig settings, ServerSessions issuer, SessionState session, ResumptionSecret secret) {
        this.settings = settings;
        this.issuer = issuer;
        this.session = session;
        this.secret = secret;
    }

    /** What gives the client tickets: only one that could use them (RFC 9846 section 4.3.9). Null: none are given. */
    static @Nullable ServerSessions due(ServerHandshake handshake) {
        PskModes modes = handshake.hello().extensions().get(PskModes.class);
        ServerSessions issuer = handshake.settings().resumption().issuer();
        return modes != null && modes.hasDhe() && issuer != null && issuer.rules().tickets() > 0 ? issuer : null;
    }

    /**
     * What gives tickets before the client's Finished has come, with no certificate of the client in them; null if they
     * have to wait, or none are given.
     */
    static @Nullable ServerSessions dueBeforeFinished(ServerHandshake handshake, boolean resumed) {
        boolean may = !handshake.known().peer().isKnown() && (resumed
                || handshake.settings().authentication().clientAuthentication() == ClientAuthentication.NONE);
        return may ? due(handshake) : null;
    }

    /**
     * One of them.
     *
     * @param prepared its session, which is not kept yet
     */
    record Made(NewSessionTicket13 message, ServerSessions.Prepared prepared) {
    }

    /** The tickets, as many as can be made now. Their sessions are not kept yet. */
    List<Made> make() {
        int count = issuer.rules().tickets();
        List<Made> tickets = new ArrayList<>(count);
        try (this) {
            for (int i = 0; i < count; i++) {
                Made ticket = ticket(i);
                if (ticket == null) {
                    settings.trace().chose("no ticket", "sessions cannot be sealed now");
                    return tickets;
                }
                tickets.add(ticket);
            }
        }
        return tickets;
    }

    /** Makes tickets usable, those at least whose sessions can be kept now; may block. */
    static List<ServerSessions.Prepared> keep(HandshakeConfig settings, SentTickets tickets) {
        List<ServerSessions.Prepared> kept = tickets.prepared().stream().filter(tickets.issuer()::keep).toList();
        if (kept.size() < tickets.prepared().size()) {
            settings.trace().chose("tickets of no use", "their sessions cannot be stored now");
        }
        return kept;
    }

    /** One that was made, as sent. */
    SentTickets sent(Made made) {
        return new SentTickets(issuer, List.of(made.prepared()));
    }

    /** Wipes the secret; no tickets can be made afterwards. */
    @Override
    public void close() {
        secret.close();
    }

    private @Nullable Made ticket(int number) {
        int lifetime = issuer.rules().lifetimeSeconds();
        long now = settings.clock().getAsLong();
        Resumption.EarlyDataRules rules = settings.resumption().earlyData();
        Opaque guard = Opaque.copyOf(rules.guard().scope());
        int early = guard.isEmpty() ? 0 : rules.limit();
        byte[] nonce = {(byte) number};
        long ageAdd = ageAdd();
        try (ResumptionState state = new ResumptionState(session, secret.psk(nonce), Opaque.EMPTY,
                new ResumptionState.Terms(now, lifetime, ageAdd, early, guard))) {
            ServerSessions.Prepared prepared = issuer.prepare(state, now);
            return prepared == null ? null : new Made(new NewSessionTicket13(lifetime, ageAdd, Opaque.adopt(nonce),
                    prepared.ticket(), early == 0 ? Extensions.NONE : Extensions.of(new EarlyDataLimit(early))),
                    prepared);
        }
    }

    private long ageAdd() {
        byte[] random = new byte[AGE_ADD];
        settings.crypto().random().nextBytes(random);
        return (random[0] & 0xffL) << 24 | (random[1] & 0xff) << 16 | (random[2] & 0xff) << 8 | random[3] & 0xff;
    }
}
