package dev.handfast.jcache;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.session.jcache.SharedStore;
import dev.handfast.tls.ReplayGuard;
import dev.handfast.tls.SessionStore;

import java.time.Duration;

import javax.cache.Cache;

/**
 * Keeps what servers remember in caches that a fleet shares, through JCache. The application brings
 * {@code javax.cache:cache-api} and a caching provider; without code, {@code handfast.session.jcache} does the same.
 * Thread-safe.
 *
 * <pre>{@code
 * JCacheStore store = JCacheStore.of(sessions, uses, Duration.ofSeconds(1));
 * TlsContext.of(context).keepIn(store.sessions(), store.guard());
 * }</pre>
 *
 * <p>In the caches are: sessions that do not fit into tickets (all, with {@code
 * jdk.tls.server.enableSessionTicketExtension=false}), and which early data has been taken. Sessions are sealed with
 * the fleet's ticket secret ({@code TlsContext.shareTickets}): whoever reads the caches learns nothing, whoever
 * writes to them can make handshakes full.
 */
public final class JCacheStore {

    private final SharedStore store;

    private JCacheStore(SharedStore store) {
        this.store = store;
    }

    /**
     * A store in these caches, which stay the application's and open as long as the store is used.
     *
     * @param sessions keeps entries about as long as sessions live ({@code jdk.tls.server.sessionTicketTimeout}); it
     *        may evict them before
     * @param uses keeps entries for 60 seconds after they were created, or longer, and evicts none: what it forgets
     *        sooner may be repeated. Its {@code putIfAbsent} must be atomic for the whole fleet; a store that forgets
     *        single entries, as on the loss of replicas or a split of the network, may let one early request be taken
     *        twice, by two nodes
     * @param patience how long a handshake waits for an answer, at least a millisecond. Caches that fail, or are
     *        later, count as out of reach for a second, later up to half a minute: handshakes are full and early data
     *        is refused until they answer; the log says so once
     * @return a store of both caches
     * @throws IllegalArgumentException if {@code uses} forgets too soon, or there is no patience
     */
    @SuppressWarnings("exports") // the module of javax.cache is required statically, see module-info
    public static JCacheStore of(Cache<String, byte[]> sessions, Cache<String, byte[]> uses, Duration patience) {
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException("patience of " + patience + ", must be at least a millisecond");
        }
        return new JCacheStore(SharedStore.of(JcaCryptoProvider.standard(), sessions, uses, patience));
    }

    /**
     * Where sessions are kept.
     *
     * @return for {@code TlsContext.keepIn}; the same object each time
     */
    public SessionStore sessions() {
        return store.sessions();
    }

    /**
     * What remembers early data, for all that share the caches.
     *
     * @return for {@code TlsContext.keepIn}; the same object each time
     */
    public ReplayGuard guard() {
        return store.guard();
    }
}
