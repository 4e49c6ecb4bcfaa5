package dev.handfast.jsse.context;

import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.session.SessionState;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What a connection's session is shown of its handshake, by tasks and by whoever asks for it meanwhile: never anything
 * older than what it has been shown, and nothing of the handshake once it is established. Thread-safe.
 */
final class HandshakeView {

    private final ReentrantLock lock;
    private final SessionImpl session;
    private final Supplier<@Nullable SessionState> newest;
    // Under the lock. The newest state of the handshake that was looked at; what managers are told may be newer.
    private @Nullable SessionState seen;
    private boolean established;

    /**
     * Nothing is shown yet.
     *
     * @param lock held while the session is shown something: what is read under it only gets newer
     * @param newest what the handshake in progress knows, null if there is none; waits for nothing
     */
    HandshakeView(ReentrantLock lock, SessionImpl session, Supplier<@Nullable SessionState> newest) {
        this.lock = lock;
        this.session = session;
        this.newest = newest;
    }

    /** The session, whatever it was shown. */
    SessionImpl session() {
        return session;
    }

    /** Shows what a task knows, which is newer than what the handshake knows that waits for the task. */
    SessionImpl publish(SessionState soFar) {
        lock.lock();
        try {
            seen = newest.get();
            if (!established) {
                session.update(soFar);
            }
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** The session shown what was agreed on, as from now on it stays. */
    SessionImpl establish(SessionState agreed) {
        lock.lock();
        try {
            established = true;
            session.establish(agreed);
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** The session of the handshake in progress, shown what is known, once a suite is agreed on; else null. */
    @Nullable
    SessionImpl inProgress() {
        SessionState known = known();
        return known == null || !known.hasSuite() ? null : session;
    }

    /** What the handshake in progress has let the session know so far; null if there is no handshake in progress. */
    @Nullable
    SessionState known() {
        lock.lock();
        try {
            SessionState soFar = newest.get();
            if (soFar == null || established) {
                return null;
            }
            if (soFar.hasSuite() && soFar != seen) {
                seen = soFar;
                session.update(soFar);
            }
            return session.state();
        } finally {
            lock.unlock();
        }
    }
}
