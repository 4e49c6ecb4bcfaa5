package dev.handfast.handshake;

import dev.handfast.message.Dialect;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

/** The state between the message that asked for slow work and the work's result. It takes no input. */
public final class Suspended implements HandshakeState {

    private final Suspension<?> work;
    private final String doing;

    /** Waits for {@code work}; {@code doing} says in a few words what it is. */
    public Suspended(Suspension<?> work, String doing) {
        this.work = work;
        this.doing = doing;
    }

    @Override
    public HandshakeState on(Received in, Output out) throws TlsFault {
        throw new TlsFault(Fault.INTERNAL, "input while " + doing);
    }

    @Override
    public Suspension<?> suspended() {
        return work;
    }

    @Override
    public Dialect dialect() {
        throw new IllegalStateException("input while " + doing);
    }

    @Override
    public String waitingFor() {
        return doing;
    }
}
