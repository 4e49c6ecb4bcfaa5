package dev.handfast.record;

/**
 * Shows that the peer's records end where a handshake message ends: nothing is half-read and nothing waits. Needed to
 * change read keys; only {@link HandshakeReassembler#boundary()} mints it, and it is good until the joiner takes more.
 */
public final class RecordBoundary {

    private final HandshakeReassembler joiner;
    private final long taken;

    /** As of the moment at which a joiner had taken so many fragments. */
    RecordBoundary(HandshakeReassembler joiner, long taken) {
        this.joiner = joiner;
        this.taken = taken;
    }

    /** Refuses a boundary that has been passed: a mistake of this side, not of the peer. */
    void check() {
        if (joiner.taken() != taken) {
            throw new IllegalStateException("record boundary has been passed");
        }
    }
}
