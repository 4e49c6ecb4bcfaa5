package dev.handfast.pki.cert;

import dev.handfast.wire.MalformedInput;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The entries of one revocation list: where each stands in the list's bytes, sorted by serial number. An entry takes
 * four bytes, and four more where it names a certificate issuer; it is found in logarithmic time whatever its list
 * holds, and is read when it is asked for: a list of 64 MB may have three million entries, and who made it is known
 * only later.
 */
final class CrlEntries {

    private final byte[] list;

    /** Whose certificates the entries are about up to the first that names an issuer. */
    private final Name listIssuer;

    /** Positions of entries. */
    private int[] sorted = new int[16];
    private int count;

    /** Positions of those that name an issuer, which counts from there on (RFC 5280 section 5.3.3). */
    private int[] changes = new int[1];
    private int changed;

    /** None yet, of a list that no one will change. */
    CrlEntries(byte[] list, Name listIssuer) {
        this.list = list;
        this.listIssuer = listIssuer;
    }

    /**
     * Adds the entry at a position, later in the list than all before.
     *
     * @param namesIssuer whether it names a certificate issuer
     */
    void add(int position, boolean namesIssuer) {
        if (namesIssuer) {
            changes = room(changes, changed);
            changes[changed++] = position;
        }
        sorted = room(sorted, count);
        sorted[count++] = position;
    }

    private static int[] room(int[] array, int used) {
        return used < array.length ? array : Arrays.copyOf(array, 2 * used);
    }

    /** Sorts them, when all are there; those with one number stay in the list's order. */
    CrlEntries complete() {
        sorted = Arrays.copyOf(sorted, count);
        changes = Arrays.copyOf(changes, changed);
        int[] other = new int[count];
        for (int width = 1; width < count; width *= 2) {
            for (int low = 0; low < count; low += 2 * width) {
                merge(sorted, low, Math.min(low + width, count), Math.min(low + 2 * width, count), other);
            }
            int[] merged = other;
            other = sorted;
            sorted = merged;
        }
        return this;
    }

    private void merge(int[] runs, int low, int middle, int high, int[] into) {
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = left < middle && (right == high || compare(runs[left], runs[right]) <= 0);
            into[i] = runs[takeLeft ? left++ : right++];
        }
    }

    /** The entry about a certificate, or null. Of several it is the first that lasts, else the last one. */
    Crl.@Nullable Entry find(Name issuer, BigInteger serial) {
        byte[] number = serial.toByteArray();
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(sorted[middle], number) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Crl.Entry found = null;
        Issuer current = new Issuer(-1, listIssuer);
        for (int i = low - 1; i >= 0 && compare(sorted[i], number) == 0; i--) {
            current = issuerOf(sorted[i], current);
            if (issuer.equals(current.name)) {
                Crl.Entry entry = read(sorted[i]).entry();
                found = found == null || Crl.Entry.isLasting(entry.reason()) ? entry : found;
            }
        }
        return found;
    }

    /**
     * A certificate issuer.
     *
     * @param change which of {@link #changes} names it; -1 for the list's issuer
     */
    private record Issuer(int change, @Nullable Name name) {
    }

    /** @param last that of the entry asked about before, which is often the same */
    private Issuer issuerOf(int position, Issuer last) {
        int found = Arrays.binarySearch(changes, position);
        int change = found >= 0 ? found : -found - 2;
        return change == last.change ? last
                : new Issuer(change, change < 0 ? listIssuer : read(changes[change]).issuer());
    }

    private CrlReader.Read read(int position) {
        try {
            return CrlReader.entry(list, position);
        } catch (MalformedInput e) {
            throw new IllegalStateException("an entry that was read before cannot be read again", e);
        }
    }

    int size() {
        return count;
    }

    /** About how many bytes they take beside the list. */
    long weight() {
        return 4L * (sorted.length + changes.length);
    }

    private int compare(int position, int other) {
        int element = serialAt(other);
        return compare(serialAt(position), valueAt(element), contentAt(element) + lengthAt(element), list);
    }

    private int compare(int position, byte[] number) {
        return compare(serialAt(position), 0, number.length, number);
    }

    /** Numbers by length, then by octets. */
    private int compare(int element, int start, int end, byte[] other) {
        int value = valueAt(element);
        int behind = contentAt(element) + lengthAt(element);
        int order = Integer.compare(behind - value, end - start);
        return order != 0 ? order : Arrays.compareUnsigned(list, value, behind, other, start, end);
    }

    /** Where a number's needed octets begin: DER has no others (X.690 section 8.3.2), and some lists do. */
    private int valueAt(int element) {
        int at = contentAt(element);
        int last = at + lengthAt(element) - 1;
        while (at < last && (list[at] == 0 && list[at + 1] >= 0 || list[at] == -1 && list[at + 1] < 0)) {
            at++;
        }
        return at;
    }

    /** Where the serial number of the entry at a position stands: first in its SEQUENCE. */
    private int serialAt(int position) {
        return contentAt(position);
    }

    private int contentAt(int element) {
        return element + 2 + (list[element + 1] < 0 ? list[element + 1] & 0x7f : 0);
    }

    private int lengthAt(int element) {
        if (list[element + 1] >= 0) {
            return list[element + 1];
        }
        int length = 0;
        for (int i = element + 2; i < contentAt(element); i++) {
            length = length << 8 | list[i] & 0xff;
        }
        return length;
    }
}
