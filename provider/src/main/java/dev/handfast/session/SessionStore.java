package dev.handfast.session;

import dev.handfast.wire.Opaque;

/**
 * Keeps sealed session states under random IDs: those of a server that may not use tickets, or whose tickets would be
 * too long. Values are encrypted, keys and values are safe with strangers. Thread-safe; no method throws: a store that is
 * out of order answers as if it were empty.
 */
public interface SessionStore {

    /**
     * Keeps a value.
     *
     * @param expiresAt until when, in milliseconds since 1970
     * @return false if it could not be kept
     */
    boolean put(Opaque id, Opaque sealed, long expiresAt);

    /** The value, or null. */
    Opaque get(Opaque id);

    /** The value, which is removed in the same step, or null. */
    Opaque take(Opaque id);

    /** Forgets a value: at once, or soon where that may block. */
    void remove(Opaque id);

    /** Whether a call may wait for another machine, so that it belongs in a task. */
    boolean mayBlock();
}
