package dev.handfast.tls;

import java.util.concurrent.CompletionStage;

/**
 * A {@link ReplayGuard} that answers later. What holds for the answers of an {@link AsyncSessionStore} holds for its
 * own: without an answer in time early data is refused, and the handshake goes on. Given to a context by {@link
 * TlsContext#keepIn(AsyncSessionStore, AsyncReplayGuard)}.
 */
public interface AsyncReplayGuard {

    /**
     * What tickets name this guard by, as {@link ReplayGuard#scope}. It must not wait.
     *
     * @return 1 to 255 bytes, the caller's; empty while early data cannot be taken; never null
     */
    byte[] scope();

    /**
     * Whether this use is the first, which it is no more afterwards; true for one caller of all that share the guard.
     *
     * @param scope what the ticket names; another scope than this guard's has no uses
     * @param use what is used once: the binder of a ClientHello (RFC 9846 section 8.2), 32 to 64 bytes
     * @param expiresAt when the answer no longer matters, because the ClientHello is too old by then; milliseconds
     *        since 1970
     * @return never null; of false if it was used before, or that cannot be told
     */
    CompletionStage<Boolean> firstUse(byte[] scope, byte[] use, long expiresAt);
}
