package dev.handfast.jsse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/**
 * The sessions of one context and role that have an ID: at most so many, each for a limited time, the oldest given up
 * first. Thread-safe.
 */
final class SessionContextImpl implements SSLSessionContext {

    /** A day, as in SunJSSE. */
    private static final int TIMEOUT_SECONDS = 86_400;

    private final ContextImpl owner;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. Sessions are in the order they were added, hence of their age.
    private final Map<Id, SessionImpl> sessions = new LinkedHashMap<>();
    private int timeoutSeconds = TIMEOUT_SECONDS;
    private int size;

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

    /** @param size the most sessions to keep; 0 for no bound */
    SessionContextImpl(ContextImpl owner, int size) {
        this.owner = owner;
        this.size = size;
    }

    /** The context this belongs to. */
    ContextImpl owner() {
        return owner;
    }

    @Override
    public SSLSession getSession(byte[] sessionId) {
        Objects.requireNonNull(sessionId, "session id cannot be null");
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

    /** Forgets a session. */
    void remove(SessionImpl session) {
        lock.lock();
        try {
            sessions.remove(new Id(session.getId()), session);
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
        return !session.isUsable()
                || timeoutSeconds != 0 && System.currentTimeMillis() - session.getCreationTime() > timeoutSeconds * 1000L;
    }

    private static void requireNotNegative(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
    }
}
