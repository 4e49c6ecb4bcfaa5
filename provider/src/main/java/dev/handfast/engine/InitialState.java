package dev.handfast.engine;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** The state before the handshake begins. */
final class InitialState implements HandshakeState {

    static final InitialState STATE = new InitialState();

    private InitialState() {
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        throw new TlsFault(Fault.INTERNAL, "input before the handshake began");
    }

    @Override
    public boolean takes(HandshakeType type) {
        return false;
    }

    @Override
    public String waitingFor() {
        return "the handshake to begin";
    }
}
