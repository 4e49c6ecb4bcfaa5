package dev.handfast.handshake.server13;

import dev.handfast.async.Eventual;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Suspension;


/**
 * Keeps the sessions of tickets that were sent before the client's Finished. A client that never gets so far leaves
 * nothing in the store.
 */
final class KeepSessions implements Suspension<Void> {

    private final HandshakeConfig settings;
    private final SentTickets tickets;
    private final HandshakeState next;

    /** @param next the state behind */
    KeepSessions(HandshakeConfig settings, SentTickets tickets, HandshakeState next) {
        this.settings = settings;
        this.tickets = tickets;
        this.next = next;
    }

    @Override
    public Eventual<Void> run() {
        IssueTickets.keep(settings, tickets);
        return Eventual.done();
    }

    @Override
    public HandshakeState resume(Void nothing, HandshakeActions out) {
        return next;
    }
}
