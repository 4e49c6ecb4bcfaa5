package dev.handfast.session.jcache;

import dev.handfast.tls.SessionStore;

import org.jspecify.annotations.Nullable;

/** A {@link SessionStore} in a cache; entries expire as the cache is configured, and by what is sealed in them. */
final class JCacheSessions implements SessionStore {

    private final CircuitBreaker<Caches> reach;
    private final StoreKeys keys;

    JCacheSessions(CircuitBreaker<Caches> reach, StoreKeys keys) {
        this.reach = reach;
        this.keys = keys;
    }

    @Override
    public boolean put(byte[] id, byte[] sealed, long expiresAt) {
        String key = keys.of(id);
        return reach.ask(caches -> {
            caches.sessions().put(key, sealed.clone());
            return true;
        }, false);
    }

    @Override
    public byte @Nullable [] get(byte[] id) {
        String key = keys.of(id);
        return reach.ask(caches -> caches.sessions().get(key));
    }

    @Override
    public byte @Nullable [] take(byte[] id) {
        String key = keys.of(id);
        return reach.ask(caches -> caches.sessions().getAndRemove(key));
    }

    @Override
    public void remove(byte[] id) {
        String key = keys.of(id);
        reach.askLater(caches -> caches.sessions().remove(key), () -> {});
    }

    @Override
    public boolean mayBlock() {
        return true;
    }
}
