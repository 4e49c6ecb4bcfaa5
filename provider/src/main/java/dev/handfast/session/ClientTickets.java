package dev.handfast.session;

import org.jspecify.annotations.Nullable;

/** The tickets a client has for one peer and one way of identifying it. Thread-safe. */
public interface ClientTickets {

    /**
     * A session to resume, the caller's to close, or null. In TLS 1.3 nobody else gets it (RFC 9846 appendix C.4); a
     * TLS 1.2 session stays.
     *
     * @param now milliseconds since 1970
     */
    @Nullable
    ResumptionState take(long now);

    /** Keeps a session, whose owner this becomes. */
    void put(ResumptionState state);

    /**
     * Forgets all sessions, because a handshake has failed (RFC 9846 section 6.2, RFC 5246 section 7.2): what made it
     * fail may be the session that was offered, and the next attempt should not fail alike.
     */
    void discard();
}
