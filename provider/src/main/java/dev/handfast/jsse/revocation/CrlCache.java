package dev.handfast.jsse.revocation;

import dev.handfast.der.DerWeight;
import dev.handfast.jsse.fetch.CrlFile;
import dev.handfast.jsse.fetch.FetchBudget;
import dev.handfast.jsse.fetch.Fetcher;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.CrlReader;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.CrlSource;
import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.Revocation;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Revocation lists that were read, and those that were fetched, once their issuer's signature has been verified: an
 * unverified one would keep the true list out.
 */
public final class CrlCache {

    /**
     * How long what was verified is kept at most: authorities publish a revocation within a day (CA/Browser Forum's
     * Baseline Requirements, section 4.9.7), however late the next update that they promise.
     */
    static final long LONGEST_MILLIS = 86_400_000;

    /** The longest time for which a list is kept although it is due for an update: large ones are dear to fetch. */
    private static final long LONGEST_REST = 60_000;

    /** How long all of a fetch may take: the JDK's default to connect, and again to read. */
    private static final long TIMEOUT_MILLIS = 15_000;

    /**
     * The JDK's object, by identity: comparing lists by content would cost as much as reading them. It takes six times
     * as much memory as ours, so it is not kept here.
     */
    private static final class Same {

        private final WeakReference<X509CRL> list;
        private final int hash;

        Same(X509CRL list) {
            this.list = new WeakReference<>(list);
            this.hash = System.identityHashCode(list);
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            X509CRL mine = list.get();
            return mine != null && other instanceof Same that && mine == that.list.get();
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** An address, and whose certificates it was asked for: another issuer may name the same address. */
    private record Place(URI uri, Name issuer, Opaque issuerKey) implements Comparable<Place> {

        @Override
        public int compareTo(Place other) {
            int order = issuerKey.compareTo(other.issuerKey);
            order = order != 0 ? order : issuer.compareTo(other.issuer);
            return order != 0 ? order : uri.compareTo(other.uri);
        }
    }

    /** Verified lists, and whether their file held others. */
    private record Kept(List<Crl> lists, boolean partly, long until) {
    }

    private static final CacheKind<Same, Crl> READ = new CacheKind<>(CacheShare.LISTS_READ,
            (key, list) -> list.weight());
    private static final CacheKind<Place, Kept> VERIFIED = new CacheKind<>(CacheShare.LISTS_FETCHED, CrlCache::weight);

    private final LruCache<Same, Crl> known;
    private final LruCache<Place, Kept> verified;
    private final Fetcher fetcher;

    /** One that keeps lists in these caches. */
    CrlCache(SharedCaches caches) {
        this.known = caches.get(READ);
        this.verified = caches.get(VERIFIED);
        this.fetcher = new Fetcher(caches);
    }

    private static long weight(Place place, Kept kept) {
        return 4L * place.uri().toString().length() + DerWeight.of(place.issuer().encoded())
                + place.issuerKey().length() + kept.lists().stream().mapToLong(Crl::weight).sum();
    }

    /** Our form of a list. */
    Crl of(X509CRL original) throws MalformedInput, CRLException {
        Same key = new Same(original);
        Crl list = known.get(key);
        if (list == null) {
            list = CrlReader.read(original.getEncoded());
            known.put(key, list);
        }
        return list;
    }

    /**
     * The lists at an address.
     *
     * @param partly whether they are from memory, and the file held others
     */
    record Fetched(List<Revocation.Listed> lists, boolean partly) {
    }

    /**
     * The lists at an address, from memory while they are current.
     *
     * @param whole whether memory will not do that has not all of the file
     * @throws IOException if nothing can be fetched
     * @throws MalformedInput if what is fetched cannot be read; so too the other two
     */
    Fetched fetch(URI uri, Cert about, Spki issuerKey, FetchBudget allowance, boolean whole)
            throws IOException, MalformedInput, CRLException {
        Place place = new Place(uri, about.issuer(), issuerKey.encoded());
        String from = " from " + Printable.text(uri.toString());
        Kept kept = current(place);
        if (kept != null && !(whole && kept.partly())) {
            return new Fetched(listed(kept.lists(), CrlSource.ofFile(from, list -> {})), kept.partly());
        }
        long begun = System.nanoTime();
        List<Crl> lists = read(fetcher.get(uri, CrlReader.MAX_BYTES,
                PathProperties.timeout("com.sun.security.crl.timeout", TIMEOUT_MILLIS), allowance));
        long rest = Math.min(LONGEST_REST, 2 * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        Set<Crl> proved = new LinkedHashSet<>();
        return new Fetched(listed(lists, CrlSource.ofFile(from, list -> {
            proved.add(list);
            keep(place, lists, proved, rest);
        })), false);
    }

    private static List<Revocation.Listed> listed(List<Crl> lists, CrlSource source) {
        return lists.stream().map(list -> new Revocation.Listed(list, source)).toList();
    }

    private @Nullable Kept current(Place place) {
        Kept kept = verified.get(place);
        return kept != null && System.currentTimeMillis() < kept.until() ? kept : null;
    }

    /**
     * Remembers the lists of a file whose own signatures have been verified: the others are strangers' whatever stands
     * beside them. Those that were verified for other certificates stay while the file has them.
     */
    private void keep(Place place, List<Crl> file, Set<Crl> proved, long rest) {
        Set<Crl> all = new LinkedHashSet<>(proved);
        Kept before = current(place);
        if (before != null) {
            before.lists().stream().filter(file::contains).forEach(all::add);
        }
        List<Crl> lists = List.copyOf(all);
        verified.put(place, new Kept(lists, !all.containsAll(file), until(lists, rest)));
    }

    /** The lists in a file: {@link dev.handfast.jsse.fetch.CrlFile}. */
    public static List<Crl> read(byte[] file) throws MalformedInput, CRLException {
        List<Crl> lists = new ArrayList<>();
        for (byte[] each : CrlFile.lists(file)) {
            lists.add(CrlReader.read(each));
        }
        return List.copyOf(lists);
    }

    /** Until when lists are kept: a day at most, and at least for {@code rest} milliseconds. */
    static long until(List<Crl> lists, long rest) {
        long now = System.currentTimeMillis();
        long until = now + LONGEST_MILLIS;
        for (Crl list : lists) {
            until = Math.min(until, list.nextUpdate() * 1000L);
        }
        return Math.max(now + rest, until);
    }
}
