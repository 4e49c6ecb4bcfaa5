package dev.handfast.pki.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The caches that judgements of certificates share, each within its {@link CacheShare}: certificates, signatures,
 * paths, revocation, what was fetched. A process has one; who wants to share nothing makes another and gives it to the
 * services that are to use it. Thread-safe.
 */
public final class SharedCaches {

    private static final SharedCaches OF_PROCESS = new SharedCaches(Runtime.getRuntime().maxMemory());

    /** Made for the first warning. */
    private static final class Warnings {
        static final CacheKind<String, Boolean> KIND = new CacheKind<>(CacheShare.WARNINGS,
                (text, told) -> 2L * text.length());
    }

    private record Cache(CacheKind<?, ?> kind, LruCache<?, ?> entries) {
    }

    /**
     * What a cache takes.
     *
     * @param share which one
     * @param bytes what its entries weigh
     * @param most bytes that they may weigh
     */
    public record Usage(CacheShare share, long bytes, long most) {
    }

    private final Map<CacheShare, Cache> caches = new ConcurrentHashMap<>();
    private final long heap;

    /**
     * Empty caches.
     *
     * @param heap bytes of a heap, of which they may have their parts
     */
    public SharedCaches(long heap) {
        this.heap = heap;
    }

    /** Those of this process. For who makes services; services are given theirs. */
    public static SharedCaches ofProcess() {
        return OF_PROCESS;
    }

    /**
     * The cache of a kind, made when it is first asked for.
     *
     * @throws IllegalStateException if its share belongs to another kind
     */
    @SuppressWarnings("unchecked") // entries are of the kind that they stand beside
    public <K, V> LruCache<K, V> get(CacheKind<K, V> kind) {
        CacheShare share = kind.share();
        Cache cache = caches.get(share);
        if (cache == null) {
            Cache made = new Cache(kind, kind.of(share.of(heap)));
            Cache other = caches.putIfAbsent(share, made);
            cache = other != null ? other : made;
        }
        if (cache.kind != kind) {
            throw new IllegalStateException("the share " + share + " is taken by another kind of cache");
        }
        return (LruCache<K, V>) cache.entries;
    }

    /** Whether a warning has not been asked about before, or so long ago that it is forgotten: each is said once. */
    public boolean isFirst(String warning) {
        LruCache<String, Boolean> told = get(Warnings.KIND);
        boolean first = told.get(warning) == null;
        if (first) {
            told.put(warning, Boolean.TRUE);
        }
        return first;
    }

    /** What each takes now: all shares, in their order. */
    public List<Usage> usage() {
        List<Usage> all = new ArrayList<>();
        for (CacheShare share : CacheShare.values()) {
            Cache cache = caches.get(share);
            all.add(new Usage(share, cache == null ? 0 : cache.entries.weight(), share.of(heap)));
        }
        return all;
    }
}
