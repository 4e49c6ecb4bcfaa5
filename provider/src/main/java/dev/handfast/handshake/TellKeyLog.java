package dev.handfast.handshake;

import dev.handfast.async.Eventual;

/** Tells the key log secrets that a state has made while locks were held: a log may be a file (RFC 9850). */
public final class TellKeyLog implements Suspension<HandshakeState> {

    private final Runnable telling;
    private final HandshakeState next;

    private TellKeyLog(Runnable telling, HandshakeState next) {
        this.telling = telling;
        this.next = next;
    }

    /** The state that comes next, once the key log has been told if there is one. */
    public static HandshakeState before(HandshakeState next, HandshakeConfig settings, Runnable telling) {
        return settings.keyLog() == null ? next
                : new Suspended(new TellKeyLog(telling, next), "telling the key log", next);
    }

    @Override
    public Eventual<HandshakeState> run() {
        telling.run();
        return Eventual.now(next);
    }

    @Override
    public HandshakeState resume(HandshakeState told, HandshakeActions out) {
        return told;
    }
}
