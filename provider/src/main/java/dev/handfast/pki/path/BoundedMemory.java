package dev.handfast.pki.path;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** A map that forgets the entry longest unused when it is full. Thread-safe; the lock is held for lookups only. */
public final class BoundedMemory<K, V> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, V> entries;

    /** A memory of at most {@code capacity} entries. */
    public BoundedMemory(int capacity) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The value, or null. */
    public V get(K key) {
        lock.lock();
        try {
            return entries.get(key);
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a value. */
    public void put(K key, V value) {
        lock.lock();
        try {
            entries.put(key, value);
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a value unless there is one, and answers the one that there is now. */
    public V putIfAbsent(K key, V value) {
        lock.lock();
        try {
            V known = entries.putIfAbsent(key, value);
            return known == null ? value : known;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets one. */
    public void remove(K key) {
        lock.lock();
        try {
            entries.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all. */
    public void clear() {
        lock.lock();
        try {
            entries.clear();
        } finally {
            lock.unlock();
        }
    }
}
