package dev.handfast.jsse.fetch;

import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.SharedCaches;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often a host is asked for issuers in vain, by all searches of the process: whoever makes certificates may name an
 * allowed host with another query in each, and would have it flooded from here. Thread-safe.
 */
final class HostLimit {

    /** Requests to one host in a minute that led to no path: the authorities of a host are a handful. */
    static final int MOST = 60;

    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    /** Requests since a time, as {@link System#nanoTime} counts. */
    private record Window(long since, AtomicInteger requests) {
    }

    /** Hosts that are counted, and a window of some 64 bytes for each. */
    private static final CacheKind<String, Window> HOSTS = new CacheKind<>(CacheShare.HOSTS_ASKED,
            (host, window) -> 64 + 2L * host.length());

    private final LruCache<String, Window> hosts;

    HostLimit(SharedCaches caches) {
        this.hosts = caches.get(HOSTS);
    }

    /**
     * Counts a request.
     *
     * @param now as {@link System#nanoTime} counts
     * @throws IOException if the host has been asked too often
     */
    void ask(URI uri, long now) throws IOException {
        Window window = hosts.get(host(uri));
        if (window == null || now - window.since >= WINDOW) {
            window = new Window(now, new AtomicInteger());
            hosts.put(host(uri), window);
        }
        if (window.requests.incrementAndGet() > MOST) {
            throw new IOException("not fetched: this process asked its host " + MOST + " times within a minute for"
                    + " issuers that led to no valid path");
        }
    }

    /** A request has led to a path: it does not count. */
    void served(URI uri) {
        Window window = hosts.get(host(uri));
        if (window != null) {
            // The request may be of the minute before, whose count is gone.
            window.requests.updateAndGet(counted -> Math.max(0, counted - 1));
        }
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT) + ':' + AllowedLocations.port(uri);
    }
}
