package dev.handfast.jsse.fetch;

import java.io.IOException;

/**
 * A server was not asked, for a reason of this process: it lacks a socket, a thread, room, or something of its own
 * failed. That says nothing of the server: no memory of failures keeps others from asking it at once, and soft failure,
 * which is for what the network lacks, does not forgive it. Else whoever exhausts a process would have revoked
 * certificates accepted.
 */
public final class NotAsked extends IOException {

    private static final long serialVersionUID = 1L;

    /** For a reason that is part of a sentence. */
    NotAsked(String why) {
        super("not asked: " + why);
    }

    /** As above, with what shows it. */
    NotAsked(String why, Throwable cause) {
        super("not asked: " + why, cause);
    }
}
