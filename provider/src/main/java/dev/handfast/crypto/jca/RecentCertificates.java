package dev.handfast.crypto.jca;

import dev.handfast.wire.Opaque;
import java.lang.ref.SoftReference;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Certificates of peers that were authenticated of late, by their encodings: most peers come again, or show authorities
 * that others have shown. SUN's factory remembers some as well, but reads and copies all of the bytes before it looks.
 * Nothing here says that one is trusted now.
 *
 * <p>Each encoding has one place, by its hash; what is here takes a bounded number of bytes, and goes when memory is
 * short. Lock-free.
 */
final class RecentCertificates {

    private static final int PLACES = 128;

    /**
     * Bytes of nearly all certificates; JCA's object may take thirty times as much. So the usual ones take 1 MB in all,
     * and the oddest 16 MB, which go when memory is short.
     */
    private static final int LONGEST = 4096;

    private record Recent(Opaque der, X509Certificate certificate) {
    }

    private final AtomicReferenceArray<@Nullable SoftReference<Recent>> places = new AtomicReferenceArray<>(PLACES);

    /** The certificate of an encoding, or null if it is not known. */
    @Nullable
    X509Certificate find(Opaque der) {
        SoftReference<Recent> place = der.length() > LONGEST ? null : places.get(place(der));
        Recent there = place == null ? null : place.get();
        return there != null && there.der.equals(der) ? there.certificate : null;
    }

    /** Takes the place of another, unless it is there: most peers come again. */
    void remember(Opaque der, X509Certificate certificate) {
        if (der.length() <= LONGEST && find(der) != certificate) {
            places.set(place(der), new SoftReference<>(new Recent(der, certificate)));
        }
    }

    private static int place(Opaque der) {
        int hash = der.hashCode();
        return (hash ^ hash >>> 7 ^ hash >>> 14) & PLACES - 1;
    }
}
