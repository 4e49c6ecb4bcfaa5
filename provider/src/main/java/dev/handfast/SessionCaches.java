package dev.handfast;

import dev.handfast.jsse.SessionAccess;

import javax.cache.Cache;
import javax.net.ssl.SSLContext;

/**
 * Keeps what servers remember in caches that a fleet shares, through JCache (JSR 107). The application brings {@code
 * javax.cache:cache-api} and a caching provider; without code, {@code handfast.session.jcache} does the same.
 *
 * <p>In a shared store are: sessions that do not fit into tickets (all, with {@code
 * jdk.tls.server.enableSessionTicketExtension=false}), and which early data has been taken, so that a ticket of one
 * server has its early data taken by all of them, once. Sessions are sealed with the fleet's ticket secret ({@link
 * TlsSessions#shareTickets}): whoever reads the store learns nothing, whoever writes to it can make handshakes full.
 *
 * <p>A store that fails or hangs costs that: handshakes are full and early data is refused until it answers, and the
 * log says so once. A handshake waits for it for {@code handfast.session.jcacheMillis} at most.
 */
public final class SessionCaches {

    private SessionCaches() {
    }

    /**
     * Uses these caches for a context's servers from now on. They stay the application's, and open as long as the
     * context is used.
     *
     * @param context one of Handfast's
     * @param sessions keeps entries about as long as sessions live ({@code jdk.tls.server.sessionTicketTimeout}); it
     *        may evict them before
     * @param uses keeps entries for 60 seconds after they were created, or longer, and evicts none: what it forgets
     *        sooner may be repeated. Its {@code putIfAbsent} must be atomic for the whole fleet; a store that forgets
     *        single entries, as on the loss of replicas or a split of the network, may let one early request be taken
     *        twice, by two nodes
     * @throws IllegalArgumentException if the context is not from this provider, or {@code uses} forgets too soon
     */
    @SuppressWarnings("exports") // the module of javax.cache is required statically, see module-info
    public static void share(SSLContext context, Cache<String, byte[]> sessions, Cache<String, byte[]> uses) {
        SessionAccess.keepIn(context, sessions, uses);
    }
}
