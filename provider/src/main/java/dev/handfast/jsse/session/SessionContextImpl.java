package dev.handfast.jsse.session;

import dev.handfast.session.SessionState;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/**
 * The sessions of one context and role that have an ID: at most so many and so many bytes, each for a limited time, the
 * oldest given up first. Thread-safe.
 */
public class SessionContextImpl implements SSLSessionContext {

    /** Sessions that the application invalidated and are remembered, so that no ticket brings one back. */
    private static final int MAX_INVALIDATED = 10_000;

    /** Sessions of connections that failed and are remembered. */
    private static final int MAX_SPOILT = 10_000;

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. Sessions are in the order they were added, hence of their age, by their own keys.
    private final Map<Opaque, Kept> sessions = new LinkedHashMap<>();
    // IDs that TLS 1.2 servers gave, to the key of the first session that has it: others cannot take its place.
    private final Map<Opaque, Opaque> given = new HashMap<>();
    private final Map<Opaque, Long> invalidated = new LinkedHashMap<>();
    private final Set<Opaque> spoilt = new LinkedHashSet<>();
    private long mostBytes;
    private long bytes;
    private long forgottenUpTo = Long.MIN_VALUE;
    private int timeoutSeconds;
    private int size;
    private @Nullable Listener listener;

    /** Is told what happens to the sessions, on the thread that does it, without the lock. */
    public interface Listener {

        /** The size of a session context was changed; 0 for no bound. */
        void resized(SessionContextImpl context, int most);

        /** A session was invalidated, or its connection failed. */
        void forgotten(SessionContextImpl context, SessionImpl session);
    }

    /** A session, and what it weighed when it was added. */
    private record Kept(SessionImpl session, long weight) {
    }

    /**
     * @param size the most sessions to keep; 0 for no bound
     * @param mostBytes the most bytes they may take, about
     * @param timeoutSeconds how long sessions last; 0 for no bound
     */
    public SessionContextImpl(int size, long mostBytes, int timeoutSeconds) {
        this.size = size;
        this.mostBytes = mostBytes;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Changes how many bytes sessions may take, about. */
    public void limit(long most) {
        lock.lock();
        try {
            mostBytes = most;
            evict();
        } finally {
            lock.unlock();
        }
    }

    /** Tells a listener, and no other; set before the first session. */
    public void tell(Listener told) {
        listener = told;
    }

    @Override
    public @Nullable SSLSession getSession(byte[] sessionId) {
        Objects.requireNonNull(sessionId, "session id cannot be null");
        Opaque id = Opaque.copyOf(sessionId);
        lock.lock();
        try {
            Kept found = sessions.get(given.getOrDefault(id, id));
            return found == null || isOver(found.session) ? null : found.session;
        } finally {
            lock.unlock();
        }
    }

    /** The session that another one resumes, if it is still there, else null. */
    public @Nullable SessionImpl original(SessionImpl resumed) {
        lock.lock();
        try {
            Kept found = sessions.get(resumed.key());
            return found == null || isOver(found.session) ? null : found.session;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Enumeration<byte[]> getIds() {
        List<byte[]> ids = new ArrayList<>();
        lock.lock();
        try {
            for (Kept kept : sessions.values()) {
                if (!isOver(kept.session)) {
                    ids.add(kept.session.getId());
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
        if (listener != null) {
            listener.resized(this, most);
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

    /** How many sessions are held. */
    public int count() {
        lock.lock();
        try {
            return sessions.size();
        } finally {
            lock.unlock();
        }
    }

    /** About how many bytes the sessions take. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a session; one without an ID cannot be found again and is not kept. */
    public void add(SessionImpl session) {
        Opaque key = session.key();
        if (key.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            Kept kept = new Kept(session, session.weight());
            remove(key);
            if (kept.weight > mostBytes) {
                // It would take the place of all others, and go itself
                return;
            }
            sessions.put(key, kept);
            bytes += kept.weight;
            Opaque givenId = session.state().givenId();
            if (!givenId.isEmpty()) {
                given.putIfAbsent(givenId, key);
            }
            evict();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a session that was invalidated, or whose connection failed, and remembers not to resume it. One whose
     * handshake has not ended is not the session that it resumes: whoever names a session has not yet proved that it is
     * his.
     *
     * @param wanted whether the application invalidated it
     */
    void forget(SessionImpl session, boolean wanted) {
        if (!session.isEstablished()) {
            return;
        }
        Opaque identity = session.state().identity();
        lock.lock();
        try {
            remove(session.key());
            if (!identity.isEmpty() && wanted) {
                refuse(identity, session.getCreationTime());
            } else if (!identity.isEmpty()) {
                refuseForAWhile(identity);
            }
        } finally {
            lock.unlock();
        }
        if (listener != null) {
            listener.forgotten(this, session);
        }
    }

    private void refuse(Opaque identity, long createdAt) {
        invalidated.put(identity, createdAt);
        if (invalidated.size() > MAX_INVALIDATED) {
            // Whoever could make us forget it could resume it: rather no session of its age is resumed any more.
            Iterator<Long> oldest = invalidated.values().iterator();
            forgottenUpTo = Math.max(forgottenUpTo, oldest.next());
            oldest.remove();
        }
    }

    /** Strangers fail as often as they like: that must not end the sessions of others, so the oldest is forgotten. */
    private void refuseForAWhile(Opaque identity) {
        spoilt.add(identity);
        if (spoilt.size() > MAX_SPOILT) {
            Iterator<Opaque> oldest = spoilt.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Whether a session may be resumed: not invalidated here, of no connection that failed, and not timed out. */
    public boolean mayResume(SessionState facts) {
        lock.lock();
        try {
            return !invalidated.containsKey(facts.identity()) && !spoilt.contains(facts.identity())
                    && facts.createdAt() > forgottenUpTo && !isOver(facts.createdAt());
        } finally {
            lock.unlock();
        }
    }

    private void remove(Opaque key) {
        Kept removed = sessions.remove(key);
        if (removed != null) {
            removed(key, removed);
        }
    }

    private void removed(Opaque key, Kept kept) {
        bytes -= kept.weight;
        given.remove(kept.session.state().givenId(), key);
    }

    private void evict() {
        Iterator<Map.Entry<Opaque, Kept>> oldestFirst = sessions.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<Opaque, Kept> oldest = oldestFirst.next();
            boolean tooMany = size > 0 && sessions.size() > size || bytes > mostBytes;
            if (!tooMany && !isOver(oldest.getValue().session)) {
                return;
            }
            oldestFirst.remove();
            removed(oldest.getKey(), oldest.getValue());
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
