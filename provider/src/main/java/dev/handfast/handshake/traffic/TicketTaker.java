package dev.handfast.handshake.traffic;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.keys.ResumptionSecret;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.message.ext.EarlyDataLimit;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Limits;

/** Makes sessions to resume of the tickets that a server sends (RFC 9846 section 4.7.1). Not thread-safe. */
public final class TicketTaker implements AutoCloseable {

    private final HandshakeConfig settings;
    private final ClientTickets tickets;
    private final SessionState session;
    private final ResumptionSecret secret;
    private int taken;

    /**
     * Takes tickets of an established session.
     *
     * @param tickets keeps them
     * @param secret closed with this
     */
    public TicketTaker(HandshakeConfig settings, ClientTickets tickets, SessionState session,
            ResumptionSecret secret) {
        this.settings = settings;
        this.tickets = tickets;
        this.session = session;
        this.secret = secret;
    }

    /** Keeps a ticket, unless it is of no use or one too many. */
    void take(NewSessionTicket13 ticket) {
        // RFC 9846 section 4.7.1: a lifetime of zero says to discard the ticket immediately.
        if (ticket.lifetime() == 0 || taken == Limits.TICKETS || !settings.resumption().usable().test(session)) {
            return;
        }
        taken++;
        EarlyDataLimit early = ticket.extensions().get(EarlyDataLimit.class);
        // RFC 9846 section 4.7.1: never kept for longer than seven days, whatever the server says.
        int lifetime = (int) Math.min(ticket.lifetime(), ResumptionState.MAX_LIFETIME);
        tickets.put(new ResumptionState(session, secret.psk(ticket.nonce().toBytes()), ticket.ticket(),
                new ResumptionState.Terms(settings.clock().getAsLong(), lifetime, ticket.ageAdd(),
                        early == null ? 0 : early.maxSize()),
                settings.algorithms().suites()));
    }

    /** Forgets the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
