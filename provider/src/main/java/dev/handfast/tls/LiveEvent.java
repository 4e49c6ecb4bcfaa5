package dev.handfast.tls;

import java.util.Objects;

/**
 * What became of files that are followed.
 *
 * @param kind what has happened; never null
 * @param source whose files they are; never null
 * @param generation the state that is used now: 1 for what was read first, and one more for each that was taken since
 * @param text one line that says so: the file, what is wrong with it, and what to do; never a secret; never null
 */
public record LiveEvent(Kind kind, LiveSource source, long generation, String text) {

    /** What has happened. */
    public enum Kind {
        /** A new state is used from now on. */
        TAKEN,
        /** A new state cannot be used, and the last good one stays. Told once for one content. */
        REFUSED,
        /** Of what is used, a certificate ends soon, or has ended. Told once for one certificate and each of both. */
        EXPIRING
    }

    /**
     * Refuses null.
     *
     * @param kind what has happened; never null
     * @param source whose files they are; never null
     * @param generation the state that is used now
     * @param text one line that says so; never null
     */
    public LiveEvent {
        Objects.requireNonNull(kind, "no kind");
        Objects.requireNonNull(source, "no source");
        Objects.requireNonNull(text, "no text");
    }
}
