package dev.handfast.jsse;

import dev.handfast.session.SessionState;
import dev.handfast.wire.Opaque;

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
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/**
 * The sessions of one context and role that have an ID: at most so many and so many bytes, each for a limited time, the
 * oldest given up first. Thread-safe.
 */
final class SessionContextImpl implements SSLSessionContext {

    /** Invalidated sessions that are remembered, so that no ticket brings one back. */
    private static final int INVALIDATED_MOST = 10_000;

    private final ContextImpl owner;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. Sessions are in the order they were added, hence of their age.
    private final Map<Id, Kept> sessions = new LinkedHashMap<>();
    private final Map<Opaque, Long> invalidated = new LinkedHashMap<>();
    private final long mostBytes;
    private long bytes;
    private long forgottenUpTo = Long.MIN_VALUE;
    private int timeoutSeconds;
    private int size;
    private IntConsumer resized = most -> { };
    private Consumer<SessionState> forgotten = facts -> { };

    /** A session, and what it weighed when it was added. */
    private record Kept(SessionImpl session, int weight) {
    }

    /** Array content as a map's key. */
    private record Id(byte[] bytes) implements Comparable<Id> {

        @Override
        public boolean equals(Object other) {
            return other instanceof Id that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        /** TLS 1.2 servers choose IDs, and could choose many of one hash. */
        @Override
        public int compareTo(Id other) {
            return Arrays.compareUnsigned(bytes, other.bytes);
        }
    }

    /**
     * @param size the most sessions to keep; 0 for no bound
     * @param mostBytes the most bytes they may take, about
     * @param timeoutSeconds how long sessions last; 0 for no bound
     */
    SessionContextImpl(ContextImpl owner, int size, long mostBytes, int timeoutSeconds) {
        this.owner = owner;
        this.size = size;
        this.mostBytes = mostBytes;
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
            Kept found = sessions.get(new Id(sessionId));
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
            for (Map.Entry<Id, Kept> entry : sessions.entrySet()) {
                if (!isOver(entry.getValue().session)) {
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

    /** About how many bytes the sessions take. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
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
            Kept kept = new Kept(session, session.weight());
            remove(id);
            sessions.put(new Id(id), kept);
            bytes += kept.weight;
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
            remove(session.getId());
            if (session.isEstablished() && !identity.isEmpty()) {
                invalidated.put(identity, session.getCreationTime());
            }
            if (invalidated.size() > INVALIDATED_MOST) {
                // Whoever could make us forget it could resume it: rather no session of its age is resumed any more.
                Iterator<Long> oldest = invalidated.values().iterator();
                forgottenUpTo = Math.max(forgottenUpTo, oldest.next());
                oldest.remove();
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
            return !invalidated.containsKey(facts.identity()) && facts.createdAt() > forgottenUpTo
                    && !isOver(facts.createdAt());
        } finally {
            lock.unlock();
        }
    }

    private void remove(byte[] id) {
        Kept removed = sessions.remove(new Id(id));
        if (removed != null) {
            bytes -= removed.weight;
        }
    }

    private void evict() {
        Iterator<Kept> oldestFirst = sessions.values().iterator();
        while (oldestFirst.hasNext()) {
            Kept oldest = oldestFirst.next();
            boolean tooMany = size > 0 && sessions.size() > size || bytes > mostBytes;
            if (!tooMany && !isOver(oldest.session)) {
                return;
            }
            bytes -= oldest.weight;
            oldestFirst.remove();
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
