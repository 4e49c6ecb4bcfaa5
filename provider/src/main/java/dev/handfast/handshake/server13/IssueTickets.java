package dev.handfast.handshake.server13;

import dev.handfast.handshake.ServerHandshake;
import dev.handfast.handshake.Settings;
import dev.handfast.handshake.Settings.ClientAuthentication;
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

import java.util.ArrayList;
import java.util.List;

/** Makes a client's tickets (RFC 9846 section 4.6.1). Slow only if sessions go to a store. */
final class IssueTickets implements AutoCloseable {

    private static final int AGE_ADD = 4;

    private final Settings settings;
    private final SessionState session;
    private final ResumptionSecret secret;

    /** @param secret closed when the tickets are made */
    IssueTickets(Settings settings, SessionState session, ResumptionSecret secret) {
        this.settings = settings;
        this.session = session;
        this.secret = secret;
    }

    /** Whether the client is given tickets: only one that could use them (RFC 9846 section 4.2.9). */
    static boolean isDue(ServerHandshake handshake) {
        PskModes modes = handshake.hello().extensions().get(PskModes.class);
        ServerSessions issuer = handshake.settings().resumption().issuer();
        return modes != null && modes.hasDhe() && issuer != null && issuer.rules().tickets() > 0;
    }

    /**
     * Whether tickets may be given before the client's Finished has come: they cost nothing to keep, and no certificate
     * of the client belongs in them.
     */
    static boolean mayPrecedeFinished(ServerHandshake handshake, boolean resumed) {
        Settings settings = handshake.settings();
        return isDue(handshake) && settings.resumption().issuer().rules().stateless()
                && (resumed || settings.clientAuthentication() == ClientAuthentication.NONE)
                && handshake.known().peerChain().isEmpty();
    }

    /** The tickets, as many as can be made now. */
    List<NewSessionTicket13> make() {
        int count = settings.resumption().issuer().rules().tickets();
        List<NewSessionTicket13> tickets = new ArrayList<>(count);
        try (this) {
            for (int i = 0; i < count; i++) {
                NewSessionTicket13 ticket = ticket(i);
                if (ticket == null) {
                    settings.trace().chose("no ticket", "sessions can neither be sealed nor stored now");
                    return tickets;
                }
                tickets.add(ticket);
            }
        }
        return tickets;
    }

    /** Wipes the secret; no tickets can be made afterwards. */
    @Override
    public void close() {
        secret.close();
    }

    private NewSessionTicket13 ticket(int number) {
        ServerSessions issuer = settings.resumption().issuer();
        int lifetime = issuer.rules().lifetimeSeconds();
        long now = settings.clock().getAsLong();
        Resumption.EarlyDataRules rules = settings.resumption().earlyData();
        Opaque guard = rules.guard().scope();
        int early = guard.isEmpty() ? 0 : rules.limit();
        byte[] nonce = {(byte) number};
        long ageAdd = ageAdd();
        try (ResumptionState state = new ResumptionState(session, secret.psk(nonce), Opaque.EMPTY,
                new ResumptionState.Terms(now, lifetime, ageAdd, early, guard))) {
            Opaque ticket = issuer.issue(state, now);
            return ticket == null ? null : new NewSessionTicket13(lifetime, ageAdd, Opaque.adopt(nonce), ticket,
                    early == 0 ? Extensions.NONE : Extensions.of(new EarlyDataLimit(early)));
        }
    }

    private long ageAdd() {
        byte[] random = new byte[AGE_ADD];
        settings.crypto().random().nextBytes(random);
        return (random[0] & 0xffL) << 24 | (random[1] & 0xff) << 16 | (random[2] & 0xff) << 8 | random[3] & 0xff;
    }
}
