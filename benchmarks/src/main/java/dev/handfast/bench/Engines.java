package dev.handfast.bench;

import javax.net.ssl.SSLEngine;

/** Makes engines of one rival for one {@link Plan}; contexts, key and trust managers are already there. */
public interface Engines {

    /** A new client engine with no peer host or port, so that no cached session can be found for it. */
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
