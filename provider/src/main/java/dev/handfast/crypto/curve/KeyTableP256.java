package dev.handfast.crypto.curve;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Multiples of a public key that verifies often: 1 to 16 times 2^(65 g) times the key, for g from 0 to 3. With them the
 * four quarters of a scalar's digits share 60 doublings, instead of 260 for the whole.
 *
 * <p>Tables live in as many places as a power of two, by the key's hash: a new key takes its place from the one that
 * had it, and gets a table when it is seen there again. So memory is bounded, keys seen once cost nothing, and a peer
 * that invents keys can only make others be seen anew.
 */
final class KeyTableP256 {

    /** A table takes 64 points of two times five longs, 5.2 kB: 0.7 MB in all. */
    private static final int PLACES = 128;
    private static final int GROUPS = 4;
    private static final int DIGITS = SignedDigits.COUNT / GROUPS;
    private static final int ENTRY = 2 * FieldP256.LIMBS;

    private static final AtomicReferenceArray<KeyTableP256> KEYS = new AtomicReferenceArray<>(PLACES);

    private static final long[] NONE = {};

    private final byte[] key;

    /** Group by group, multiple by multiple, x and y; {@link #NONE} for keys seen once. */
    private final long[] entries;

    private KeyTableP256(byte[] key, long[] entries) {
        this.key = key;
        this.entries = entries;
    }

    /** The table of a key, x and y, that is on the curve; null if it is seen for the first time in a while. */
    static @Nullable KeyTableP256 of(byte[] key) {
        int hash = Arrays.hashCode(key);
        int place = (hash ^ hash >>> 7 ^ hash >>> 14) & PLACES - 1;
        KeyTableP256 there = KEYS.get(place);
        if (there == null || !Arrays.equals(there.key, key)) {
            KEYS.set(place, new KeyTableP256(key.clone(), NONE));
            return null;
        }
        if (there.entries == NONE) {
            there = new KeyTableP256(there.key, entries(key));
            KEYS.set(place, there);
        }
        return there;
    }

    /** The key times a public scalar, to be given back. */
    PointP256 multiply(byte[] scalar) {
        byte[] digits = SignedDigits.of(scalar);
        PointP256 product = PointP256.take();
        PointP256 multiple = PointP256.take();
        for (int i = DIGITS - 1; i >= 0; i--) {
            for (int bit = 0; bit < SignedDigits.WIDTH; bit++) {
                product.twice(product);
            }
            for (int group = 0; group < GROUPS; group++) {
                int digit = digits[group * DIGITS + i];
                if (digit != 0) {
                    read(group, digit, multiple.x, multiple.y);
                    product.addPublicAffine(multiple.x, multiple.y);
                }
            }
        }
        multiple.giveBack();
        return product;
    }

    private void read(int group, int digit, long[] x, long[] y) {
        int at = (group * SignedDigits.MOST + Math.abs(digit) - 1) * ENTRY;
        int sign = digit >> 31;
        for (int i = 0; i < FieldP256.LIMBS; i++) {
            x[i] = entries[at + i];
            y[i] = (entries[at + FieldP256.LIMBS + i] ^ sign) - sign;
        }
    }

    private static long[] entries(byte[] key) {
        PointP256[] all = new PointP256[GROUPS * SignedDigits.MOST];
        PointP256[] firsts = new PointP256[GROUPS];
        PointP256 first = P256.decode(key, 0);
        for (int group = 0; group < GROUPS; group++) {
            firsts[group] = new PointP256();
            firsts[group].copyFrom(first);
            for (int i = 0; i < SignedDigits.WIDTH * DIGITS; i++) {
                first.twice(first);
            }
        }
        PointP256.makeAffine(firsts);
        for (int group = 0; group < GROUPS; group++) {
            System.arraycopy(P256.multiples(firsts[group]), 0, all, group * SignedDigits.MOST, SignedDigits.MOST);
        }
        PointP256.makeAffine(all);
        long[] entries = new long[all.length * ENTRY];
        for (int i = 0; i < all.length; i++) {
            System.arraycopy(all[i].x, 0, entries, i * ENTRY, FieldP256.LIMBS);
            System.arraycopy(all[i].y, 0, entries, i * ENTRY + FieldP256.LIMBS, FieldP256.LIMBS);
        }
        return entries;
    }
}
