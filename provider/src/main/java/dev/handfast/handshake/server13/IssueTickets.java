package dev.handfast.handshake.server13;

import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Settings;
import dev.handfast.handshake.Suspension;
import dev.handfast.keys.ResumptionSecret;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.message.ext.EarlyDataLimit;
import dev.handfast.message.ext.Extensions;
import dev.handfast.session.Resumption;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import java.util.ArrayList;
import java.util.List;

/** Gives the client its tickets behind its Finished (RFC 9846 section 4.6.1). Slow only if sessions go to a store. */
final class IssueTickets implements Suspension<List<NewSessionTicket13>> {

    private static final int AGE_ADD = 4;

    private final Settings settings;
    private final SessionState session;
    private final ResumptionSecret secret;
    private final HandshakeState next;

    /**
     * Prepares.
     *
     * @param secret closed when the work is done
     * @param next the state behind
     */
    IssueTickets(Settings settings, SessionState session, ResumptionSecret secret, HandshakeState next) {
        this.settings = settings;
        this.session = session;
        this.secret = secret;
        this.next = next;
    }

    @Override
    public List<NewSessionTicket13> run() {
        int count = settings.resumption().issuer().rules().tickets();
        List<NewSessionTicket13> tickets = new ArrayList<>(count);
        try (secret) {
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

    @Override
    public void drop() {
        secret.close();
    }

    @Override
    public HandshakeState resume(List<NewSessionTicket13> tickets, Output out) throws TlsFault {
        for (NewSessionTicket13 ticket : tickets) {
            out.send(ticket);
        }
        return next;
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
