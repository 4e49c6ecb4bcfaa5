package dev.handfast.session.jcache;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.tls.ReplayGuard;
import dev.handfast.tls.SessionStore;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import javax.cache.Cache;

/** A store that all servers of a fleet share: their sessions, and which early data they have seen. Thread-safe. */
public final class SharedStore {

    /**
     * How long a use must be remembered, in seconds: a ClientHello is fresh for twice ten seconds by one clock (RFC
     * 9846 section 8.3); the rest is what the clocks of two servers may differ by.
     */
    public static final int USE_SECONDS = 60;

    /**
     * One store for all contexts of this process that want the same one, so that an outage is found and told of once.
     * Held by the contexts alone, for it holds the class loader of an application, which may be unloaded.
     */
    private static final Map<ClassLoader, Map<Named, Reference<SharedStore>>> NAMED = new WeakHashMap<>();
    private static final ReentrantLock NAMING = new ReentrantLock();

    private final SessionStore sessions;
    private final ReplayGuard guard;

    private record Named(String name, @Nullable URI uri, int lifetimeSeconds, Duration patience) {
    }

    private SharedStore(SessionStore sessions, ReplayGuard guard) {
        this.sessions = sessions;
        this.guard = guard;
    }

    private static SharedStore of(CryptoProvider crypto, CircuitBreaker<Caches> reach) {
        StoreKeys keys = new StoreKeys(crypto);
        return new SharedStore(new JCacheSessions(reach, keys),
                new JCacheReplayGuard(reach, keys, crypto.random(), System::currentTimeMillis));
    }

    /**
     * A store and a guard of an application's: they may fail or hang, and are asked with a limit in time.
     *
     * @param patience how long a handshake waits for an answer
     */
    public static SharedStore of(SessionStore sessions, ReplayGuard guard, Duration patience) {
        boolean ours = sessions instanceof JCacheSessions && guard instanceof JCacheReplayGuard;
        return ours ? new SharedStore(sessions, guard) : new SharedStore(ApplicationStore.of(sessions, patience),
                ApplicationGuard.of(guard, patience));
    }

    /**
     * A store in caches that an application has opened.
     *
     * @param sessions see {@link Caches}
     * @param uses see {@link Caches}
     * @param patience how long a handshake waits for an answer
     * @throws IllegalArgumentException if {@code uses} forgets too soon
     */
    public static SharedStore of(CryptoProvider crypto, Cache<String, byte[]> sessions, Cache<String, byte[]> uses,
            Duration patience) {
        readClassPath(SharedStore.class.getClassLoader());
        Caches caches = new Caches(sessions, uses);
        caches.checkExpiry();
        return of(crypto, () -> caches, sessions.getName(), patience, System::nanoTime);
    }

    /** A store whose caches are opened when they are needed first. */
    static SharedStore of(CryptoProvider crypto, Callable<Caches> opener, String name, Duration patience,
            LongSupplier nanoClock) {
        // No method reference: it would link the class, which fails without javax.cache; the opener may fail.
        return of(crypto, new CircuitBreaker<>("session store \"" + name + "\"", opener,
                caches -> caches.areClosed(), patience, nanoClock));
    }

    /**
     * The store of that name. Its caches, {@code <name>.sessions} and {@code <name>.uses}, are opened, and made where
     * they do not exist, in the background when a server needs them first, by the class loader of the calling thread's
     * context. Who asks for the same with the same class loader gets the same store.
     *
     * @param uri of the cache manager; null for the caching provider's own choice
     * @param lifetimeSeconds how long sessions are kept in a cache that is made
     * @param patience how long a handshake waits for an answer
     */
    public static SharedStore named(CryptoProvider crypto, String name, @Nullable URI uri, int lifetimeSeconds,
            Duration patience) {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = ofThread == null ? SharedStore.class.getClassLoader() : ofThread;
        NAMING.lock();
        try {
            Map<Named, Reference<SharedStore>> ofLoader = NAMED.computeIfAbsent(loader, absent -> new HashMap<>());
            ofLoader.values().removeIf(held -> held.get() == null);
            Named wanted = new Named(name, uri, lifetimeSeconds, patience);
            Reference<SharedStore> held = ofLoader.get(wanted);
            SharedStore known = held == null ? null : held.get();
            if (known == null) {
                known = of(crypto, () -> Caches.open(name, uri, loader, lifetimeSeconds), name, patience,
                        System::nanoTime);
                ofLoader.put(wanted, new WeakReference<>(known));
            }
            return known;
        } finally {
            NAMING.unlock();
        }
    }

    /** A module does not read the class path by itself, where applications may have {@code javax.cache}. */
    static void readClassPath(ClassLoader loader) {
        SharedStore.class.getModule().addReads(loader.getUnnamedModule())
                .addReads(ClassLoader.getSystemClassLoader().getUnnamedModule());
    }

    /** Where sessions are kept. */
    public SessionStore sessions() {
        return sessions;
    }

    /** What remembers early data, for the whole fleet. */
    public ReplayGuard guard() {
        return guard;
    }
}
