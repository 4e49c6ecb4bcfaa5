package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

/**
 * Keeps sealed sessions of servers under random IDs: those that may not be in tickets, or whose tickets would be too
 * long. Values are encrypted, and bound to the ID they are kept under: who reads the store learns nothing, who writes
 * to it can only make handshakes full. An application brings its own to have a fleet share them ({@link
 * TlsContext#keepIn}); {@code dev.handfast.jcache.JCacheStore} is one for caches of JCache.
 *
 * <p>Implementations are thread-safe. They keep no reference to an array they are given; what they give is only read.
 * One that throws, or is later than {@code handfast.session.storeMillis} milliseconds, counts as out of reach for a
 * while: handshakes are full until it answers again, and the log says so once.
 */
public interface SessionStore {

    /**
     * Keeps a value; what was kept under the same ID goes.
     *
     * @param id 1 to 32 bytes, never null
     * @param sealed the value, some hundred bytes to some ten thousand; never null
     * @param expiresAt until when it is of use, in milliseconds since 1970; it may be forgotten sooner
     * @return false if it could not be kept
     */
    boolean put(byte[] id, byte[] sealed, long expiresAt);

    /**
     * The value under an ID, which stays; null if there is none.
     *
     * @param id 1 to 32 bytes, never null
     * @return the caller's; null if there is none
     */
    byte @Nullable [] get(byte[] id);

    /**
     * The value under an ID, which is removed in the same step, for one caller of the whole fleet; null for none.
     *
     * @param id 1 to 32 bytes, never null
     * @return the caller's; null if there is none
     */
    byte @Nullable [] take(byte[] id);

    /**
     * Forgets a value: at once, or soon where that may block.
     *
     * @param id 1 to 32 bytes, never null
     */
    void remove(byte[] id);

    /**
     * Whether a call may wait, for another machine or a disk: then calls are made by threads that may be left behind,
     * with a limit in time. A store that answers from memory says false, and is called in the handshake itself.
     *
     * @return true unless it is overridden
     */
    default boolean mayBlock() {
        return true;
    }
}
