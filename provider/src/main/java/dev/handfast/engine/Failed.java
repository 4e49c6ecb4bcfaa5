package dev.handfast.engine;

import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Received;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Stands where a state is being called, or where one has failed. */
final class Failed implements HandshakeState {

    static final Failed STATE = new Failed();

    private Failed() {
    }

    @Override
    public HandshakeState on(Received in, Output out) throws TlsFault {
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
