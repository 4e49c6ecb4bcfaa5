package dev.handfast.pki.path;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongBiFunction;

/**
 * A map that forgets the entries longest unused when it is full, counted in bytes where a peer has a say in what an
 * entry takes. Thread-safe; the lock is held for lookups only. Keys that a peer can choose must be comparable, or it
 * chooses many of one hash.
 */
public final class LruCache<K, V> {

    /** Bytes of an entry beside key and value: the map's node, its place in the table, what it weighs. */
    private static final int ENTRY = 150;

    private record Kept<V>(V value, long weight) {
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Kept<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final @Nullable ToLongBiFunction<? super K, ? super V> weigher;
    private final long most;
    private long weight;

    /** A memory of at most {@code capacity} entries, for what this side's configuration bounds in size. */
    public LruCache(int capacity) {
        this.most = capacity;
        this.weigher = null;
    }

    /**
     * A memory of at most so many bytes. What alone weighs more is not kept.
     *
     * @param weigher how many bytes of memory key and value take, rather too many than too few
     */
    public LruCache(long mostBytes, ToLongBiFunction<? super K, ? super V> weigher) {
        this.most = mostBytes;
        this.weigher = weigher;
    }

    /** The value, or null. */
    public @Nullable V get(K key) {
        lock.lock();
        try {
            Kept<V> kept = entries.get(key);
            return kept == null ? null : kept.value;
        } finally {
            lock.unlock();
        }
    }

    private Kept<V> kept(K key, V value) {
        return new Kept<>(value, weigher == null ? 1 : ENTRY + weigher.applyAsLong(key, value));
    }

    /** Remembers a value. */
    public void put(K key, V value) {
        Kept<V> kept = kept(key, value);
        lock.lock();
        try {
            putLocked(key, kept);
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a value unless there is one, and returns the one that there is now. */
    public V putIfAbsent(K key, V value) {
        return replace(key, null, value);
    }

    /**
     * Remembers a value if there is still the one that it is to replace, and returns the one that there is now.
     *
     * @param before null for none
     */
    public V replace(K key, @Nullable V before, V value) {
        Kept<V> kept = kept(key, value);
        lock.lock();
        try {
            Kept<V> known = entries.get(key);
            if (known == null || known.value == before) {
                putLocked(key, kept);
                return value;
            }
            return known.value;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets one. */
    public void remove(K key) {
        lock.lock();
        try {
            removeLocked(key);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all. */
    public void clear() {
        lock.lock();
        try {
            entries.clear();
            weight = 0;
        } finally {
            lock.unlock();
        }
    }

    /** What all entries weigh now. */
    long weight() {
        lock.lock();
        try {
            return weight;
        } finally {
            lock.unlock();
        }
    }

    private void putLocked(K key, Kept<V> kept) {
        removeLocked(key);
        if (kept.weight > most) {
            return;
        }
        entries.put(key, kept);
        weight += kept.weight;
        Iterator<Kept<V>> longestUnusedFirst = entries.values().iterator();
        while (weight > most) {
            weight -= longestUnusedFirst.next().weight;
            longestUnusedFirst.remove();
        }
    }

    private void removeLocked(K key) {
        Kept<V> removed = entries.remove(key);
        if (removed != null) {
            weight -= removed.weight;
        }
    }
}
