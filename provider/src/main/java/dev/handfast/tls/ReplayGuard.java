package dev.handfast.tls;

/**
 * Remembers which early data has been taken (RFC 9846 section 8), for one server or all that share it. An application
 * brings its own for a fleet ({@link TlsContext#keepIn}); {@code dev.handfast.jcache.JCacheStore} has one.
 *
 * <p>Implementations are thread-safe and keep no reference to an array they are given. {@link #firstUse} may block: it
 * is called with a limit in time, {@code handfast.session.storeMillis} milliseconds, and early data is refused if it
 * throws or is later.
 */
public interface ReplayGuard {

    /** Refuses all early data. */
    ReplayGuard NONE = new ReplayGuard() {
        @Override
        public byte[] scope() {
            return new byte[0];
        }

        @Override
        public boolean firstUse(byte[] scope, byte[] use, long expiresAt) {
            return false;
        }
    };

    /**
     * What tickets name this guard by, 1 to 255 bytes, from memory, without waiting; empty while early data cannot be
     * taken. Early data is taken only with tickets that name the guard which is asked: one that has forgotten what it
     * knew, or that another server does not ask, must have another scope.
     *
     * @return the caller's; never null
     */
    byte[] scope();

    /**
     * Whether this use is the first, which it is no more afterwards; true for one caller of all that share the guard.
     *
     * @param scope what the ticket names; another scope than this guard's has no uses
     * @param use what is used once: the binder of a ClientHello (RFC 9846 section 8.2), 32 to 64 bytes
     * @param expiresAt when the answer no longer matters, because the ClientHello is too old by then; milliseconds
     *        since 1970
     * @return false if it was used before, or that cannot be told
     */
    boolean firstUse(byte[] scope, byte[] use, long expiresAt);
}
