package dev.handfast.jsse.fetch;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * A server was not asked, for a reason of this process: it lacks a socket, a thread, room, or something of its own
 * failed. That says nothing of the server: no memory of failures keeps others from asking it at once, and soft failure,
 * which is for what the network lacks, does not forgive it. Else whoever exhausts a process would have revoked
 * certificates accepted.
 */
public final class NotAsked extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean outOfTime;

    /** For a reason that is part of a sentence. */
    NotAsked(String why) {
        super("not asked: " + why);
        this.outOfTime = false;
    }

    /** As above, with what shows it. */
    NotAsked(String why, Throwable cause) {
        super("not asked: " + why, cause);
        this.outOfTime = false;
    }

    private NotAsked(@Nullable Throwable cause) {
        super("not asked: the time for this chain's fetches is over", cause);
        this.outOfTime = true;
    }

    /** The search has no more time; {@code cause} is null if it does not begin. */
    static NotAsked outOfTime(@Nullable Throwable cause) {
        return new NotAsked(cause);
    }

    /** Whether the search has no more time, which is for what another server has failed to say where one was asked. */
    public boolean isOutOfTime() {
        return outOfTime;
    }
}
