package dev.handfast.engine;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.spec.Alert;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * How a connection ends (RFC 9846 section 6, RFC 5246 section 7.2): the first fault counts. Changed under the inbound
 * lock, read without.
 */
final class ConnectionTermination {

    private final HandshakeConfig settings;
    private final Inbound inbound;
    private final Outbound outbound;
    private final HandshakeDriver steps;

    private volatile boolean readClosed;
    private volatile @Nullable TlsFault failure;
    private volatile @Nullable TlsFault deferred;

    ConnectionTermination(HandshakeConfig settings, Inbound inbound, Outbound outbound, HandshakeDriver steps) {
        this.settings = settings;
        this.inbound = inbound;
        this.outbound = outbound;
        this.steps = steps;
    }

    /** Whether nothing more can come: the peer closed, or the connection failed. */
    boolean isReadClosed() {
        return readClosed;
    }

    /** Whether a handshake goes on that can send nothing any more, and so has no use for answers that come later. */
    boolean isHopeless() {
        return steps.isHandshaking() && outbound.isClosing();
    }

    /** Takes nothing more. */
    void closeRead() {
        readClosed = true;
    }

    /** As {@link #closeRead}, without the peer's close_notify, by which a handshake ends. Returns what to throw. */
    TlsFault truncate() {
        if (steps.isHandshaking()) {
            return fail(new TlsFault(Fault.PEER_CLOSED_EARLY,
                    "the peer ended the connection while this side waited for " + steps.state().waitingFor()));
        }
        closeRead();
        return new TlsFault(Fault.TRUNCATED, "data that the peer had sent may be missing; an attacker can cause this");
    }

    /** Why the connection failed, or null. */
    @Nullable
    TlsFault failure() {
        return failure;
    }

    /** Ends the connection by a fault, the first of which counts, and returns it to be thrown. */
    TlsFault fail(TlsFault fault) {
        if (failure == null) {
            failure = fault;
            steps.giveUpSessions();
            steps.forgetFinished();
            end();
            Alert alert = fault.alert();
            if (alert != null) {
                outbound.fail(alert);
            } else if (fault.fault() == Fault.PEER_ALERT) {
                outbound.abandon();
            } else {
                outbound.close(false);
            }
            settings.trace().ended(fault.getMessage());
        }
        return fault;
    }

    /**
     * As {@link #fail}, where nobody is there to throw to: the next read or write does, before one produces the alert;
     * a writer asks without the lock.
     */
    void defer(TlsFault fault) {
        deferred = fault;
        fail(fault);
    }

    /** Whether a fault waits to be thrown. */
    boolean isDeferred() {
        return deferred != null;
    }

    /**
     * Null if a fault waits to be thrown. Its alert is queued under the outbound lock, and is not to be produced by who
     * does not know of the fault, for that looks like an end in good order.
     */
    @Nullable
    WriteStatus writeUnlessDeferred(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) throws TlsFault {
        outbound.lock();
        try {
            return isDeferred() ? null : outbound.write(srcs, offset, length, dst);
        } finally {
            outbound.unlock();
        }
    }

    /** Throws the fault that waits, once. */
    void throwDeferred() throws TlsFault {
        TlsFault waiting = deferred;
        if (waiting != null) {
            deferred = null;
            throw waiting;
        }
    }

    /** Takes nothing more and wipes what reading and the handshake held. */
    void end() {
        steps.end();
        readClosed = true;
        inbound.close();
    }
}
