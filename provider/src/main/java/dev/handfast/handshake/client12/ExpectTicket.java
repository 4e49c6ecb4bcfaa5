package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for the NewSessionTicket that ServerHello announced (RFC 5077 section 3.3). */
final class ExpectTicket extends ClientState12 {

    private final ClientFlightSent answered;

    ExpectTicket(ClientFlightSent answered) {
        this.answered = answered;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (answered.agreed().passesOver(in)) {
            return this;
        }
        NewSessionTicket12 ticket = StateChecks.message(NewSessionTicket12.class, in, this);
        answered.agreed().add(in);
        return new ExpectChangeCipherSpec(answered.with(ticket));
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.NEW_SESSION_TICKET) || type.equals(HandshakeType.HELLO_REQUEST);
    }

    @Override
    public String waitingFor() {
        return "NewSessionTicket";
    }

    @Override
    public void close() {
        answered.close();
    }
}
