package dev.handfast.pki.path;

import java.util.function.ToLongBiFunction;

/**
 * What one cache of a {@link SharedCaches} holds, declared by the class that uses it: keys and values by their types,
 * its share, and what an entry takes. Compared by identity: each share has one kind. Immutable.
 */
public final class CacheKind<K, V> {

    private final CacheShare share;
    private final ToLongBiFunction<? super K, ? super V> weigher;

    /**
     * A kind of cache.
     *
     * @param weigher how many bytes of memory key and value take, rather too many than too few
     */
    public CacheKind(CacheShare share, ToLongBiFunction<? super K, ? super V> weigher) {
        this.share = share;
        this.weigher = weigher;
    }

    CacheShare share() {
        return share;
    }

    LruCache<K, V> of(long bytes) {
        return new LruCache<>(bytes, weigher);
    }
}
