package dev.handfast.bench;

import javax.net.ssl.SSLEngine;

/** Makes engines of one rival for one {@link Plan}; contexts, key and trust managers are already there. */
public interface Engines {

    /**
     * A new client engine; without peer host and port, so that no session can be found for it, unless one is wanted.
     */
    SSLEngine client();

    /** A new server engine. */
    SSLEngine server();

    /** Whether an engine notices that it has read the peer's Finished only in one more unwrap, of nothing. */
    default boolean finishesLate() {
        return false;
    }

    /** Gives back what an engine holds outside the heap; the engine is not used afterwards. */
    void release(SSLEngine engine);
}
