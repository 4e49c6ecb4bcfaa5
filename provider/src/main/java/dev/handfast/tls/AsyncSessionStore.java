package dev.handfast.tls;

import java.util.concurrent.CompletionStage;

/**
 * A {@link SessionStore} that answers later, such as a client of a database whose calls do not block. What is kept in
 * it, and what it may do to that, is said there. Given to a context by {@link TlsContext#keepIn(AsyncSessionStore,
 * AsyncReplayGuard)}.
 *
 * <p>Implementations are thread-safe. They are called without a lock held, keep no reference to an array they are
 * given, and what they give is copied. No thread is held meanwhile where an engine's application has called {@link
 * TlsConnection#whenReady}; else the task that the engine gave out waits, and a socket's thread. What of the handshake
 * is left to do is done by the thread that completes the stage, as for an {@link AsyncSigner}.
 *
 * <p>Unlike a signer it is waited for no longer than {@code handfast.session.storeMillis} milliseconds: a session that
 * is not found in time costs a full handshake, which a thread of the common pool goes on with. A stage that is later,
 * fails, is cancelled or gives something else counts as that, and so do null in place of a stage and what is thrown
 * here. The store counts as out of reach for a while then, and the log says so once. A connection that is closed lets
 * go of the stage, and does not cancel it.
 */
public interface AsyncSessionStore {

    /**
     * Keeps a value; what was kept under the same ID goes. Handshakes do not wait for it: who comes back before it is
     * done has a full handshake.
     *
     * @param id 1 to 32 bytes, never null
     * @param sealed the value, some hundred bytes to some ten thousand; never null
     * @param expiresAt until when it is of use, in milliseconds since 1970; it may be forgotten sooner
     * @return never null; fails if the value could not be kept
     */
    CompletionStage<Void> put(byte[] id, byte[] sealed, long expiresAt);

    /**
     * The value under an ID, which stays; null if there is none.
     *
     * @param id 1 to 32 bytes, never null
     * @return never null; of null if there is none
     */
    CompletionStage<byte[]> get(byte[] id);

    /**
     * The value under an ID, which is removed in the same step, for one caller of the whole fleet; null for none.
     *
     * @param id 1 to 32 bytes, never null
     * @return never null; of null if there is none
     */
    CompletionStage<byte[]> take(byte[] id);

    /**
     * Forgets a value. Nobody waits for it.
     *
     * @param id 1 to 32 bytes, never null
     * @return never null
     */
    CompletionStage<Void> remove(byte[] id);
}
