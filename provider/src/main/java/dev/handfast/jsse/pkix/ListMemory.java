package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.CrlReader;
import dev.handfast.pki.path.BoundedMemory;
import dev.handfast.wire.MalformedInput;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;

/** Revocation lists that were read, and those that were fetched until their next update is due. */
final class ListMemory {

    /** Bytes of lists kept, read and fetched each: the largest of public authorities take 100 MB, if there is room. */
    private static final long MOST = Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** A list that failed to come is asked for again after this many milliseconds. */
    private static final long RETRY = 60_000;

    /** The JDK's object, by identity: comparing lists by content would cost as much as reading them. */
    private record Same(X509CRL list) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same that && list == that.list;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(list);
        }
    }

    /** What came of fetching: a list, or null until {@code again}. */
    private record Fetched(Crl list, long again) {
    }

    private static final BoundedMemory<Same, Crl> READ = new BoundedMemory<>(MOST, (key, list) -> list.weight());
    private static final BoundedMemory<URI, Fetched> FETCHED = new BoundedMemory<>(MOST, (uri, fetched) ->
            4L * uri.toString().length() + (fetched.list() == null ? 0 : fetched.list().weight()));

    private ListMemory() {
    }

    /** Our form of a list. */
    static Crl of(X509CRL original) throws MalformedInput, CRLException {
        Same key = new Same(original);
        Crl list = READ.get(key);
        if (list == null) {
            list = CrlReader.read(original.getEncoded());
            READ.put(key, list);
        }
        return list;
    }

    /** The list at a URI, from memory while it is current; null where it cannot be had. */
    static Crl fetch(String text) {
        URI uri = Fetcher.uri(text);
        if (uri == null) {
            return null;
        }
        long now = System.currentTimeMillis();
        Fetched known = FETCHED.get(uri);
        if (known == null || now >= known.again()) {
            known = load(uri, now);
            FETCHED.put(uri, known);
        }
        return known.list();
    }

    private static Fetched load(URI uri, long now) {
        try {
            Crl list = CrlReader.read(Fetcher.get(uri, CrlReader.MAX_BYTES,
                    Settings.count("com.sun.security.crl.timeout", Fetcher.TIMEOUT_SECONDS)));
            long again = list.nextUpdate() < 0 ? now + RETRY : Math.max(now + RETRY, list.nextUpdate() * 1000L);
            return new Fetched(list, again);
        } catch (IOException | MalformedInput e) {
            System.getLogger("dev.handfast.path").log(System.Logger.Level.DEBUG,
                    "no revocation list from " + uri, e);
            return new Fetched(null, now + RETRY);
        }
    }
}
