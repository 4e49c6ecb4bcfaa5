package dev.handfast.session;

import dev.handfast.tls.SessionStore;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A {@link SessionStore} in memory, bounded in entries and bytes. The oldest goes first, in constant time; what has
 * expired is never answered, and goes when it is the oldest. There is no thread behind it. Thread-safe.
 */
public final class SessionCache implements SessionStore {

    /**
     * Bytes that an entry takes beyond its ID and value: the map's node and its place in the table, the objects, the
     * arrays' headers, without compressed pointers (SessionMemoryTest).
     */
    private static final int OVERHEAD = 250;

    private record Entry(Opaque sealed, long expiresAt) {
    }

    private final LongSupplier clock;
    private long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Opaque, Entry> entries = new LinkedHashMap<>();
    private int mostEntries;
    private long bytes;

    /**
     * An empty cache.
     *
     * @param mostEntries 0 for no bound but that of bytes
     * @param clock milliseconds since 1970
     */
    public SessionCache(int mostEntries, long mostBytes, LongSupplier clock) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /** Changes how many bytes are kept, about. */
    public void limit(long most) {
        lock.lock();
        try {
            mostBytes = most;
            evict();
        } finally {
            lock.unlock();
        }
    }

    /** Changes how many entries are kept; 0 for no bound but that of bytes. */
    public void resize(int most) {
        lock.lock();
        try {
            mostEntries = most;
            evict();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean put(byte[] id, byte[] sealed, long expiresAt) {
        Opaque key = Opaque.copyOf(id);
        Opaque value = Opaque.copyOf(sealed);
        lock.lock();
        try {
            removeLocked(key);
            if (weight(key, value) > mostBytes) {
                // It would take the place of all others, and go itself
                return false;
            }
            entries.put(key, new Entry(value, expiresAt));
            bytes += weight(key, value);
            evict();
            return entries.containsKey(key);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte @Nullable [] get(byte[] id) {
        Opaque key = Opaque.copyOf(id);
        lock.lock();
        try {
            Entry entry = entries.get(key);
            if (entry != null && isOver(entry)) {
                removeLocked(key);
                return null;
            }
            return entry == null ? null : entry.sealed.toBytes();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte @Nullable [] take(byte[] id) {
        Opaque key = Opaque.copyOf(id);
        lock.lock();
        try {
            Entry entry = removeLocked(key);
            return entry == null || isOver(entry) ? null : entry.sealed.toBytes();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(byte[] id) {
        Opaque key = Opaque.copyOf(id);
        lock.lock();
        try {
            removeLocked(key);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    /** How many entries there are. */
    public int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** About how many bytes of memory they take. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entry removeLocked(Opaque id) {
        Entry removed = entries.remove(id);
        if (removed != null) {
            bytes -= weight(id, removed.sealed);
        }
        return removed;
    }

    private void evict() {
        Iterator<Map.Entry<Opaque, Entry>> oldestFirst = entries.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<Opaque, Entry> oldest = oldestFirst.next();
            boolean tooMany = mostEntries > 0 && entries.size() > mostEntries || bytes > mostBytes;
            if (!tooMany && !isOver(oldest.getValue())) {
                return;
            }
            bytes -= weight(oldest.getKey(), oldest.getValue().sealed);
            oldestFirst.remove();
        }
    }

    private boolean isOver(Entry entry) {
        return clock.getAsLong() >= entry.expiresAt;
    }

    private static int weight(Opaque id, Opaque sealed) {
        return OVERHEAD + id.length() + sealed.length();
    }
}
