package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.DerWeight;
import dev.handfast.wire.MalformedInput;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of one revocation list: where each stands in the list's bytes, sorted by serial number and certificate
 * issuer. An entry takes four bytes, is found in logarithmic time whatever its list holds, and is read when it is asked
 * for: a list of 64 MB may have three million entries, and who made it is known only later.
 */
final class CrlEntries {

    /**
     * Certificate issuers in one list: an indirect list stands for a handful of authorities. Each takes ten times the
     * bytes that it has in the list, and who made that is known only later.
     */
    static final int MOST_ISSUERS = 10_000;

    private final byte[] list;

    /** Positions of entries. */
    private int[] sorted = new int[16];
    private int count;

    /** From which position on which issuer counts (RFC 5280 section 5.3.3). */
    private int[] from = new int[1];
    private int[] issuerFrom = new int[1];
    private int changes;

    private final List<Name> issuers = new ArrayList<>(1);
    private final Map<Name, Integer> byName = new HashMap<>(2);

    /** None yet, of a list that no one will change. */
    CrlEntries(byte[] list) {
        this.list = list;
    }

    /**
     * Adds the entry at a position, later in the list than all before.
     *
     * @throws MalformedInput if it names one issuer too many
     */
    void add(int position, Name issuer) throws MalformedInput {
        if (changes == 0 || !issuers.get(issuerFrom[changes - 1]).equals(issuer)) {
            change(position, issuer);
        }
        if (count == sorted.length) {
            sorted = Arrays.copyOf(sorted, 2 * count);
        }
        sorted[count++] = position;
    }

    private void change(int position, Name issuer) throws MalformedInput {
        Integer known = byName.putIfAbsent(issuer, issuers.size());
        if (issuers.size() == MOST_ISSUERS && known == null) {
            throw new MalformedInput("CertificateList: entries for more than " + MOST_ISSUERS + " certificate issuers");
        }
        if (known == null) {
            issuers.add(issuer);
        }
        if (changes == from.length) {
            from = Arrays.copyOf(from, 2 * changes);
            issuerFrom = Arrays.copyOf(issuerFrom, 2 * changes);
        }
        from[changes] = position;
        issuerFrom[changes++] = known == null ? issuers.size() - 1 : known;
    }

    /** Sorts them, when all are there. */
    CrlEntries complete() {
        sorted = Arrays.copyOf(sorted, count);
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
    Crl.Entry find(Name issuer, BigInteger serial) {
        Integer wanted = byName.get(issuer);
        if (wanted == null) {
            return null;
        }
        byte[] number = serial.toByteArray();
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(sorted[middle], number, wanted) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Crl.Entry found = null;
        for (int i = low - 1; i >= 0 && compare(sorted[i], number, wanted) == 0; i--) {
            Crl.Entry entry = read(sorted[i]);
            found = found == null || Crl.Entry.isLasting(entry.reason()) ? entry : found;
        }
        return found;
    }

    private Crl.Entry read(int position) {
        try {
            return CrlReader.entry(new DerReader(list, position, "revokedCertificates")).entry();
        } catch (MalformedInput e) {
            throw new IllegalStateException("an entry that was read before cannot be read again", e);
        }
    }

    int size() {
        return count;
    }

    /** About how many bytes they take beside the list. */
    long weight() {
        long weight = 4L * sorted.length + 8L * from.length;
        for (Name issuer : issuers) {
            weight += DerWeight.of(issuer.encoded());
        }
        return weight;
    }

    private int compare(int position, int other) {
        int a = serialAt(position);
        int b = serialAt(other);
        int order = compare(a, contentAt(b), contentAt(b) + lengthAt(b), list);
        return order != 0 || changes < 2 ? order : Integer.compare(issuerOf(position), issuerOf(other));
    }

    private int compare(int position, byte[] number, int issuer) {
        int order = compare(serialAt(position), 0, number.length, number);
        return order != 0 || changes < 2 ? order : Integer.compare(issuerOf(position), issuer);
    }

    /** Numbers by length, then by octets: in DER a number has one encoding. */
    private int compare(int element, int start, int end, byte[] other) {
        int content = contentAt(element);
        int length = lengthAt(element);
        int order = Integer.compare(length, end - start);
        return order != 0 ? order : Arrays.compareUnsigned(list, content, content + length, other, start, end);
    }

    private int issuerOf(int position) {
        int found = Arrays.binarySearch(from, 0, changes, position);
        return issuerFrom[found >= 0 ? found : -found - 2];
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
