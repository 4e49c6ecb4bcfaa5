package dev.handfast.crypto.bc;

import org.bouncycastle.crypto.params.ECPublicKeyParameters;

import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Public keys seen lately: BouncyCastle keeps multiples with a point, with which it verifies in half the time.
 *
 * <p>As many places as a power of two, by the key's hash; a new key takes its place from the one that had it. So memory
 * is bounded, and a peer that invents keys can only make others be decoded anew.
 */
final class BcPublicKeys {

    /** A key takes up to 8 kB, measured on P-521: half a megabyte in all. */
    private static final int PLACES = 64;

    private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(PLACES);

    private record Entry(NistCurve curve, BigInteger x, BigInteger y, ECPublicKeyParameters key) {
    }

    /**
     * The key with a point.
     *
     * @throws IllegalArgumentException if the point is not on the curve
     */
    ECPublicKeyParameters get(NistCurve curve, BigInteger x, BigInteger y) {
        int hash = 31 * x.hashCode() + y.hashCode();
        int place = (hash ^ hash >>> 6 ^ hash >>> 12) & PLACES - 1;
        Entry entry = entries.get(place);
        if (entry == null || entry.curve != curve || !entry.x.equals(x) || !entry.y.equals(y)) {
            entry = new Entry(curve, x, y, new ECPublicKeyParameters(
                    curve.domain().validatePublicPoint(curve.domain().getCurve().createPoint(x, y)), curve.domain()));
            entries.set(place, entry);
        }
        return entry.key;
    }
}
