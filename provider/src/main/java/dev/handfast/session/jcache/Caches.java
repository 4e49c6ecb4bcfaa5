package dev.handfast.session.jcache;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import java.net.URI;
import java.util.concurrent.TimeUnit;

import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;

/**
 * The two caches of a store: they expire differently, and JCache sets that for a whole cache.
 *
 * @param sessions sealed sessions, and the scope of the replay guard; entries may be evicted at any time
 * @param uses what was used once; an entry must stay for {@link SharedStore#USE_SECONDS}, and no longer
 */
record Caches(Cache<String, byte[]> sessions, Cache<String, byte[]> uses) {

    /** Opens both, and makes those that are missing. May block for long. */
    static Caches open(String name, @Nullable URI uri, ClassLoader loader, int lifetimeSeconds) {
        SharedStore.readClassPath(loader);
        // Caching providers look for their configuration with it.
        Thread.currentThread().setContextClassLoader(loader);
        CacheManager manager = Caching.getCachingProvider(loader).getCacheManager(uri, loader);
        Caches caches = new Caches(cache(manager, name + ".sessions", lifetimeSeconds),
                cache(manager, name + ".uses", SharedStore.USE_SECONDS));
        caches.checkExpiry();
        return caches;
    }

    private static Cache<String, byte[]> cache(CacheManager manager, String name, int seconds) {
        Cache<String, byte[]> existing = manager.getCache(name);
        if (existing != null) {
            return existing;
        }
        try {
            return manager.createCache(name, new MutableConfiguration<String, byte[]>()
                    .setTypes(String.class, byte[].class)
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.SECONDS, seconds))));
        } catch (CacheException e) {
            // Another node may have been faster.
            Cache<String, byte[]> made = manager.getCache(name);
            if (made == null) {
                throw e;
            }
            return made;
        }
    }

    /**
     * Refuses caches that forget uses while these could be repeated.
     *
     * @throws IllegalArgumentException with what to change
     */
    void checkExpiry() {
        Duration kept = expiryOfUses();
        if (kept != null && !kept.isEternal()
                && kept.getTimeUnit().toSeconds(kept.getDurationAmount()) < SharedStore.USE_SECONDS) {
            throw new IllegalArgumentException("the cache \"" + uses.getName() + "\" keeps entries for "
                    + kept.getDurationAmount() + " " + kept.getTimeUnit() + "; early data could be repeated afterwards:"
                    + " configure a CreatedExpiryPolicy of at least " + SharedStore.USE_SECONDS + " seconds");
        }
    }

    /** How long entries stay; null if the cache does not say. */
    @SuppressWarnings("unchecked") // javax.cache asks for a raw class
    private @Nullable Duration expiryOfUses() {
        CompleteConfiguration<?, ?> configuration;
        try {
            configuration = uses.getConfiguration(CompleteConfiguration.class);
        } catch (IllegalArgumentException e) {
            SafeLog.of(Caches.class).log(Level.DEBUG,
                    "the cache does not tell its expiry", e);
            return null;
        }
        return configuration.getExpiryPolicyFactory().create().getExpiryForCreation();
    }

    /** Whether these caches can never answer again. */
    boolean areClosed() {
        return sessions.isClosed() || uses.isClosed();
    }
}
