package dev.handfast.jsse.fetch;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.async.HandOver;
import dev.handfast.pki.path.HostSyntax;
import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.SharedCaches;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up a server's addresses within a time: the name service itself knows none, and strangers choose the names.
 *
 * <p>Each lookup has a thread, which may stay when its time is over, so they are few. Who makes names that are never
 * answered must not keep others from theirs: a host is looked up once at a time, whoever asks; a domain has few of the
 * places, except for hosts that were found before, which have places of their own; and who finds none free waits, as
 * long as it has time.
 */
final class NameLookup {

    /** Addresses of one name that are tried. */
    private static final int MAX_ADDRESSES = 4;

    /** Lookups at a time, of hosts found before and of others. */
    static final int PLACES = 64;

    /**
     * Of these, for hosts with the same last two labels that were not found before: authorities have one to four hosts
     * for all they publish. Strangers share such labels too ({@code co.uk}, {@code amazonaws.com}).
     */
    static final int PLACES_OF_DOMAIN = 8;

    private static final CacheKind<String, Boolean> FOUND = new CacheKind<>(CacheShare.HOSTS_FOUND,
            (host, yes) -> 2L * host.length());

    private static final HandOver LOOKUPS = HandOver.of("to look up the host of an authority");

    /** All of the process, whose threads are counted. */
    private static final NameLookup ALL = new NameLookup(InetAddress::getAllByName, SharedCaches.ofProcess());

    /** A name service. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final ThreadFactory threads;
    private final Semaphore places = new Semaphore(PLACES, true);
    private final Semaphore placesOfFound = new Semaphore(PLACES, true);
    private final LruCache<String, Boolean> found;
    /** By host; as many as wait or have a place. */
    private final Map<String, Lookup> running = new ConcurrentHashMap<>();
    private final Map<String, Domain> byDomain = new ConcurrentHashMap<>();

    /** Addresses to come; of one that nobody has begun the name service is not to blame for the delay. */
    private static final class Lookup extends FutureTask<InetAddress[]> {

        private volatile boolean begun;
        private volatile boolean waited;

        Lookup(Callable<InetAddress[]> task) {
            super(task);
        }

        @Override
        public void run() {
            begun = true;
            super.run();
        }
    }

    /** A domain of hosts not found before, while lookups of such wait or have a place. */
    private static final class Domain {

        private final Semaphore places = new Semaphore(PLACES_OF_DOMAIN, true);

        /** Changed under the map's own lock. */
        private int lookups;
    }

    /** What one lookup has, or waits for. */
    private final class Place {

        private final boolean known;
        private final String name;
        private @Nullable Domain domain;
        private boolean ofDomain;
        private boolean ofAll;
        private boolean waited;

        Place(String host) {
            this.known = found.get(host) != null;
            this.name = domain(host);
        }

        /** Whether there was one in time. A domain's places come first: who waits for one of those keeps no other. */
        boolean take(long deadline) throws InterruptedException {
            if (!known) {
                Domain mine = byDomain.compute(name, (key, present) -> {
                    Domain counted = present == null ? new Domain() : present;
                    counted.lookups++;
                    return counted;
                });
                domain = mine;
                ofDomain = isTaken(mine.places, deadline);
            }
            ofAll = (known || ofDomain) && isTaken(known ? placesOfFound : places, deadline);
            return ofAll;
        }

        private boolean isTaken(Semaphore of, long deadline) throws InterruptedException {
            if (of.tryAcquire(0, TimeUnit.NANOSECONDS)) {
                return true;
            }
            waited = true;
            return of.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        void giveBack() {
            if (ofAll) {
                (known ? placesOfFound : places).release();
            }
            if (domain != null) {
                if (ofDomain) {
                    domain.places.release();
                }
                byDomain.computeIfPresent(name, (key, present) -> --present.lookups == 0 ? null : present);
            }
        }
    }

    NameLookup(Resolver resolver, SharedCaches caches) {
        this(resolver, caches, HandOver.daemons("handfast-lookup"));
    }

    /** As above, with threads of this factory. */
    NameLookup(Resolver resolver, SharedCaches caches, ThreadFactory threads) {
        this.resolver = resolver;
        this.threads = threads;
        this.found = caches.get(FOUND);
    }

    /**
     * The addresses of a server, at least one.
     *
     * @throws NotAsked if they are not looked up for a reason of this process
     */
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
        while (true) {
            Place place = new Place(host);
            Lookup made = new Lookup(() -> resolve(host, place));
            Lookup present = running.putIfAbsent(host, made);
            if (present == null && !isBegun(host, place, made, deadline)) {
                throw new NotAsked("too many names are being looked up, or there is no thread for another");
            }
            Lookup lookup = present == null ? made : present;
            try {
                return lookup.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (CancellationException e) {
                // Who was to look it up had less time to wait for a place, and is gone.
                SafeLog.of("dev.handfast.path").log(Level.DEBUG, "looked up anew", e);
            } catch (TimeoutException e) {
                if (!lookup.begun || lookup.waited) {
                    throw new NotAsked("too many names are being looked up", e);
                }
                throw new SocketTimeoutException("its host's name was not found in time");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownHostException) {
                    throw new IOException("its host's name is not known", e);
                }
                throw e.getCause() instanceof NotAsked lack ? lack
                        : new NotAsked("its host's name cannot be looked up", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NotAsked("the thread was interrupted", e);
            }
        }
    }

    private InetAddress[] resolve(String host, Place place) throws IOException {
        try {
            InetAddress[] addresses = asked(host);
            found.put(host, true);
            return addresses;
        } finally {
            running.remove(host);
            place.giveBack();
        }
    }

    /**
     * The addresses, by a second name too: what the JDK could not ask, for want of descriptors, it remembers as
     * unknown, whoever in this process has asked.
     */
    private InetAddress[] asked(String host) throws IOException {
        try {
            return resolver.addresses(host);
        } catch (UnknownHostException e) {
            Sockets.requireFree();
            try {
                return resolver.addresses(host.endsWith(".") ? host : host + ".");
            } catch (UnknownHostException again) {
                Sockets.requireAsked();
                throw e;
            }
        }
    }

    /** Takes a place and starts the lookup; who waits for the same host is told if there is none. */
    private boolean isBegun(String host, Place place, Lookup lookup, long deadline) throws IOException {
        boolean started = false;
        try {
            started = place.take(deadline);
            lookup.waited = place.waited;
            started = started && LOOKUPS.toThread(threads, lookup);
            return started;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotAsked("the thread was interrupted", e);
        } finally {
            if (!started) {
                running.remove(host);
                place.giveBack();
                lookup.cancel(false);
            }
        }
    }

    /** The last two labels, with whatever comes before them in a name of one. */
    private static String domain(String host) {
        int last = host.lastIndexOf('.');
        return host.substring(last < 0 ? 0 : host.lastIndexOf('.', last - 1) + 1);
    }
}
