package dev.handfast.session;

import dev.handfast.wire.Opaque;

/**
 * Remembers which early data has been seen (RFC 9846 section 8), for one server or all that share it. Thread-safe. It
 * may block; it is asked in a task. It does not throw: a guard that is out of order refuses.
 */
public interface ReplayGuard {

    /** Refuses all early data. */
    ReplayGuard NONE = new ReplayGuard() {
        @Override
        public Opaque scope() {
            return Opaque.EMPTY;
        }

        @Override
        public boolean firstUse(Opaque scope, Opaque use, long expiresAt) {
            return false;
        }
    };

    /**
     * What tickets name this guard by, 1 to 255 bytes, from memory; empty while early data cannot be taken. Early data
     * is taken only with tickets that name the guard which is asked: one that has forgotten what it knew, or that
     * another server does not ask, has another scope.
     */
    Opaque scope();

    /**
     * Whether this use is the first, which it is no more afterwards.
     *
     * @param scope what the ticket names; another scope than this guard's has no uses
     * @param use what is used once: the binder of a ClientHello (RFC 9846 section 8.2)
     * @param expiresAt when the answer no longer matters, because the ClientHello is too old by then; milliseconds
     *        since 1970
     */
    boolean firstUse(Opaque scope, Opaque use, long expiresAt);
}
