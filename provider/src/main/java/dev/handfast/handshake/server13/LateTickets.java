package dev.handfast.handshake.server13;

import dev.handfast.async.Eventual;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Suspension;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.spec.TlsFault;

import java.util.List;

/**
 * Makes the tickets that cannot be sent before the client's Finished, since they hold its certificate. They go with the
 * next thing that this side sends, because the client may have closed already, and its kernel would answer them by a
 * reset that destroys what it has sent.
 */
final class LateTickets implements Suspension<List<NewSessionTicket13>> {

    private final HandshakeConfig settings;

    private final IssueTickets tickets;
    private final HandshakeState next;

    /** @param next the state behind */
    LateTickets(HandshakeConfig settings, IssueTickets tickets, HandshakeState next) {
        this.settings = settings;
        this.tickets = tickets;
        this.next = next;
    }

    @Override
    public Eventual<List<NewSessionTicket13>> run() {
        return Eventual.now(tickets.make().stream()
                .filter(made -> !IssueTickets.keep(settings, tickets.sent(made)).isEmpty())
                .map(IssueTickets.Made::message).toList());
    }

    @Override
    public void drop() {
        tickets.close();
    }

    @Override
    public HandshakeState resume(List<NewSessionTicket13> made, HandshakeActions out) throws TlsFault {
        for (NewSessionTicket13 ticket : made) {
            out.sendLater(ticket);
        }
        return next;
    }
}
