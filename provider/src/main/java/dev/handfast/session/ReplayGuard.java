package dev.handfast.session;

import dev.handfast.wire.Opaque;

/**
 * Remembers which early data has been seen (RFC 9846 section 8), for one server or all nodes that open the same tickets.
 * Thread-safe. It may block; it is asked in a task. It does not throw: a guard that is out of order refuses.
 */
@FunctionalInterface
public interface ReplayGuard {

    /** Refuses all early data. */
    ReplayGuard NONE = (use, expiresAt) -> false;

    /**
     * Whether this use is the first, which it is no more afterwards.
     *
     * @param use what is used once: derived from the binder of a ClientHello (RFC 9846 section 8.2)
     * @param expiresAt when the answer no longer matters, because the ClientHello is too old by then; milliseconds since
     *        1970
     */
    boolean firstUse(Opaque use, long expiresAt);
}
