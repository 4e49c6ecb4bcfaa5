package dev.handfast.engine;

import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Received;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** The state before the handshake begins. */
final class NotBegun implements HandshakeState {

    static final NotBegun STATE = new NotBegun();

    private NotBegun() {
    }

    @Override
    public HandshakeState on(Received in, Output out) throws TlsFault {
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
