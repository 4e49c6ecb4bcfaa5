package dev.handfast.engine;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Stands where a state is being called, or where one has failed. */
final class FailedState implements HandshakeState {

    static final FailedState STATE = new FailedState();

    private FailedState() {
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        throw new TlsFault(Fault.INTERNAL, "input behind the end of the connection");
    }

    @Override
    public boolean takes(HandshakeType type) {
        return false;
    }

    @Override
    public String waitingFor() {
        return "nothing: the connection has failed";
    }
}
