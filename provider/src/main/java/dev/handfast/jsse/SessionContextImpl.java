package dev.handfast.jsse;

import dev.handfast.session.SessionState;
import dev.handfast.wire.Opaque;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/**
 * The sessions of one context and role that have an ID: at most so many, each for a limited time, the oldest given up
 * first. Thread-safe.
 */
final class SessionContextImpl implements SSLSessionContext {

    /** Invalidated sessions that are remembered, so that no ticket brings one back. */
    private static final int INVALIDATED_MOST = 10_000;

    private final ContextImpl owner;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. Sessions are in the order they were added, hence of their age.
    private final Map<Id, SessionImpl> sessions = new LinkedHashMap<>();
    private final Set<Opaque> invalidated = new LinkedHashSet<>();
    private int timeoutSeconds;
    private int size;
    private IntConsumer resized = most -> { };
    private Consumer<SessionState> forgotten = facts -> { };

    /** Array content as a map's key. */
    private record Id(byte[] bytes) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Id that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /**
     * @param size the most sessions to keep; 0 for no bound
     * @param timeoutSeconds how long sessions last; 0 for no bound
     */
    SessionContextImpl(ContextImpl owner, int size, int timeoutSeconds) {
        this.owner = owner;
        this.size = size;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Tells {@code listener} when the size is changed. */
    void onResize(IntConsumer listener) {
        resized = listener;
    }

    /** Tells {@code listener} of sessions that were invalidated. */
    void onForget(Consumer<SessionState> listener) {
        forgotten = listener;
    }

    /** The context this belongs to. */
    ContextImpl owner() {
        return owner;
    }

    @Override
    public SSLSession getSession(byte[] sessionId) {
        Objects.requireNonNull(sessionId, "session id cannot be null");
        return find(sessionId);
    }

    /** The session with an ID, or null. */
    SessionImpl find(byte[] sessionId) {
        lock.lock();
        try {
            SessionImpl found = sessions.get(new Id(sessionId));
            return found == null || isOver(found) ? null : found;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Enumeration<byte[]> getIds() {
        List<byte[]> ids = new ArrayList<>();
        lock.lock();
        try {
            for (Map.Entry<Id, SessionImpl> entry : sessions.entrySet()) {
                if (!isOver(entry.getValue())) {
                    ids.add(entry.getKey().bytes.clone());
                }
            }
        } finally {
            lock.unlock();
        }
        return Collections.enumeration(ids);
    }

    @Override
    public void setSessionTimeout(int seconds) {
        requireNotNegative(seconds);
        lock.lock();
        try {
            timeoutSeconds = seconds;
            evict();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int getSessionTimeout() {
        lock.lock();
        try {
            return timeoutSeconds;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setSessionCacheSize(int most) {
        requireNotNegative(most);
        lock.lock();
        try {
            size = most;
            evict();
        } finally {
            lock.unlock();
        }
        resized.accept(most);
    }

    @Override
    public int getSessionCacheSize() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a session; one without an ID cannot be found again and is not kept. */
    void add(SessionImpl session) {
        byte[] id = session.getId();
        if (id.length == 0) {
            return;
        }
        lock.lock();
        try {
            sessions.remove(new Id(id));
            sessions.put(new Id(id), session);
            evict();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a session that was invalidated, and remembers not to resume it. */
    void forget(SessionImpl session) {
        Opaque identity = session.state().identity();
        lock.lock();
        try {
            sessions.remove(new Id(session.getId()));
            if (session.isEstablished() && !identity.isEmpty() && invalidated.add(identity) && invalidated.size() > INVALIDATED_MOST) {
                invalidated.remove(invalidated.iterator().next());
            }
        } finally {
            lock.unlock();
        }
        forgotten.accept(session.state());
    }

    /** Whether a session may be resumed: not invalidated here, and not timed out. */
    boolean mayResume(SessionState facts) {
        lock.lock();
        try {
            return !invalidated.contains(facts.identity()) && !isOver(facts.createdAt());
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        Iterator<SessionImpl> oldestFirst = sessions.values().iterator();
        int surplus = size == 0 ? 0 : sessions.size() - size;
        while (oldestFirst.hasNext()) {
            SessionImpl session = oldestFirst.next();
            if (surplus > 0 || isOver(session)) {
                oldestFirst.remove();
                surplus--;
            } else {
                return;
            }
        }
    }

    private boolean isOver(SessionImpl session) {
        return !session.isUsable() || isOver(session.getCreationTime());
    }

    private boolean isOver(long createdAt) {
        return timeoutSeconds != 0 && System.currentTimeMillis() - createdAt > timeoutSeconds * 1000L;
    }

    private static void requireNotNegative(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
    }
}
