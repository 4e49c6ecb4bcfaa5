package dev.handfast.session.jcache;

import dev.handfast.session.SessionStore;
import dev.handfast.wire.Opaque;

/** A {@link SessionStore} in a cache; entries expire as the cache is configured, and by what is sealed in them. */
final class JCacheSessions implements SessionStore {

    private final CircuitBreaker<Caches> reach;
    private final StoreKeys keys;

    JCacheSessions(CircuitBreaker<Caches> reach, StoreKeys keys) {
        this.reach = reach;
        this.keys = keys;
    }

    @Override
    public boolean put(Opaque id, Opaque sealed, long expiresAt) {
        String key = keys.of(id);
        return reach.ask(caches -> {
            caches.sessions().put(key, sealed.toBytes());
            return true;
        }, false);
    }

    @Override
    public Opaque get(Opaque id) {
        String key = keys.of(id);
        return opaque(reach.ask(caches -> caches.sessions().get(key), null));
    }

    @Override
    public Opaque take(Opaque id) {
        String key = keys.of(id);
        return opaque(reach.ask(caches -> caches.sessions().getAndRemove(key), null));
    }

    @Override
    public void remove(Opaque id) {
        String key = keys.of(id);
        reach.askLater(caches -> caches.sessions().remove(key), () -> { });
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    private static Opaque opaque(byte[] value) {
        return value == null ? null : Opaque.copyOf(value);
    }
}
