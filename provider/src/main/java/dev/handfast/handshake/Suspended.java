package dev.handfast.handshake;

import dev.handfast.message.MessageVersion;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** The state between the message that asked for slow work and the work's result. It takes no input. */
public final class Suspended implements HandshakeState {

    private final Suspension<?> work;
    private final String doing;
    private final HandshakeState from;

    /**
     * Waits.
     *
     * @param doing what the work is, in a few words
     * @param from the state that suspended, which holds the secrets to be wiped if the connection ends meanwhile
     */
    public Suspended(Suspension<?> work, String doing, HandshakeState from) {
        this.work = work;
        this.doing = doing;
        this.from = from;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        throw new TlsFault(Fault.INTERNAL, "input while " + doing);
    }

    @Override
    public Suspension<?> suspended() {
        return work;
    }

    @Override
    public MessageVersion dialect() {
        throw new IllegalStateException("input while " + doing);
    }

    @Override
    public boolean takes(HandshakeType type) {
        return false;
    }

    @Override
    public String waitingFor() {
        return doing;
    }

    @Override
    public void close() {
        from.close();
    }
}
