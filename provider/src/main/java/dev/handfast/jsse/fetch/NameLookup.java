package dev.handfast.jsse.fetch;

import dev.handfast.pki.path.HostSyntax;
import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.SharedCaches;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up a server's addresses within a time: the name service itself knows none, and strangers choose the names.
 *
 * <p>Each lookup has a thread, which may stay when its time is over, so they are few. Who makes names that are never
 * answered must not keep others from theirs: a host is looked up once at a time, whoever asks; a domain has few of the
 * places; hosts that were found before have places of their own; and who finds none free waits, as long as it has time.
 */
final class NameLookup {

    /** Addresses of one name that are tried. */
    private static final int MAX_ADDRESSES = 4;

    /** Lookups at a time, of hosts found before and of others. */
    static final int PLACES = 64;

    /** Of these, for hosts with the same last two labels: authorities have one to four hosts for all they publish. */
    static final int PLACES_OF_DOMAIN = 8;

    private static final CacheKind<String, Boolean> FOUND = new CacheKind<>(CacheShare.HOSTS_FOUND,
            (host, yes) -> 2L * host.length());

    /** All of the process, whose threads are counted. */
    private static final NameLookup ALL = new NameLookup(InetAddress::getAllByName, SharedCaches.ofProcess());

    /** A name service. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final Semaphore places = new Semaphore(PLACES, true);
    private final Semaphore placesOfFound = new Semaphore(PLACES, true);
    private final LruCache<String, Boolean> found;
    /** By host; as many as wait or have a place. */
    private final Map<String, FutureTask<InetAddress[]>> running = new ConcurrentHashMap<>();
    private final Map<String, Integer> byDomain = new ConcurrentHashMap<>();

    NameLookup(Resolver resolver, SharedCaches caches) {
        this.resolver = resolver;
        this.found = caches.get(FOUND);
    }

    /** The addresses of a server, at least one. */
    static List<InetSocketAddress> of(InetSocketAddress server, long deadline) throws IOException {
        return ALL.addresses(server, deadline);
    }

    List<InetSocketAddress> addresses(InetSocketAddress server, long deadline) throws IOException {
        if (!server.isUnresolved()) {
            return List.of(server);
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : lookUp(HostSyntax.lower(server.getHostString()), deadline)) {
            if (addresses.size() < MAX_ADDRESSES) {
                addresses.add(new InetSocketAddress(address, server.getPort()));
            }
        }
        return addresses;
    }

    private InetAddress[] lookUp(String host, long deadline) throws IOException {
        Semaphore own = found.get(host) == null ? places : placesOfFound;
        FutureTask<InetAddress[]> made = new FutureTask<>(() -> resolve(host, own));
        FutureTask<InetAddress[]> present = running.putIfAbsent(host, made);
        try {
            if (present == null) {
                begin(host, own, made, deadline);
            }
            return (present == null ? made : present).get(TimedInput.left(deadline), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("its host's name was not found in time");
        } catch (CancellationException e) {
            throw new IOException("too many names are being looked up", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() instanceof UnknownHostException ? "its host's name is not known"
                    : "its host's name cannot be looked up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the thread was interrupted", e);
        }
    }

    private InetAddress[] resolve(String host, Semaphore own) throws UnknownHostException {
        try {
            InetAddress[] addresses = resolver.addresses(host);
            found.put(host, true);
            return addresses;
        } finally {
            own.release();
            leave(host);
        }
    }

    /** Takes a place and starts the lookup; who waits for the same host is told if there is none. */
    private void begin(String host, Semaphore own, FutureTask<InetAddress[]> lookup, long deadline)
            throws InterruptedException, IOException {
        boolean placed = false;
        boolean started = false;
        int ofDomain = byDomain.merge(domain(host), 1, Integer::sum);
        try {
            placed = ofDomain <= PLACES_OF_DOMAIN && own.tryAcquire(TimedInput.left(deadline), TimeUnit.MILLISECONDS);
            if (placed) {
                start(lookup);
                started = true;
            }
        } finally {
            if (!started) {
                if (placed) {
                    own.release();
                }
                leave(host);
                lookup.cancel(false);
            }
        }
    }

    private void leave(String host) {
        running.remove(host);
        byDomain.computeIfPresent(domain(host), (domain, count) -> count == 1 ? null : count - 1);
    }

    /** The last two labels, with whatever comes before them in a name of one. */
    private static String domain(String host) {
        int last = host.lastIndexOf('.');
        return host.substring(last < 0 ? 0 : host.lastIndexOf('.', last - 1) + 1);
    }

    private static void start(FutureTask<InetAddress[]> lookup) {
        Thread thread = new Thread(null, lookup, "handfast-lookup", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }
}
