package dev.handfast.der;

import dev.handfast.wire.Opaque;

/**
 * About how many bytes of memory the objects take that are made of an encoding, at most: what caches count. It goes by
 * the encoding's elements, for two octets may become an object of a hundred bytes, and long strings are only copied.
 * The figures were measured (CacheWeightTest), with JCA's form of certificates beside ours.
 */
public final class DerWeight {

    /** Bytes for each element: objects, their places in lists and maps. */
    private static final int ELEMENT = 200;

    /** Bytes for each octet: the encoding, its signed part, values and texts, by us and by the JDK. */
    private static final int OCTET = 10;

    private static final int LEAST = 2_000;

    /** X.690 section 8.1.2.5. */
    private static final int CONSTRUCTED = 0x20;

    /** The first octet of a length in the long form, but for how many follow; alone an indefinite length (8.1.3.6). */
    private static final int INDEFINITE = 0x80;

    private DerWeight() {
    }

    /** The weight of what was read of an encoding. */
    public static long of(Opaque encoded) {
        return LEAST + (long) OCTET * encoded.length()
                + (long) ELEMENT * elements(encoded.toBytes(), 0, encoded.length(), 0);
    }

    /** Elements in a range, and in those that hold others or may do so; what is no DER counts as one. */
    private static int elements(byte[] der, int from, int end, int depth) {
        int count = 0;
        int at = from;
        while (at < end) {
            count++;
            int first = at + 1 < end ? der[at + 1] & 0xff : INDEFINITE;
            int lengthOctets = first < INDEFINITE ? 0 : first - INDEFINITE;
            int content = at + 2 + lengthOctets;
            if (first == INDEFINITE || content > end || lengthOctets > 3) {
                return count;
            }
            int length = lengthOctets == 0 ? first : 0;
            for (int i = at + 2; i < content; i++) {
                length = length << 8 | der[i] & 0xff;
            }
            if (length > end - content) {
                return count;
            }
            boolean holds = (der[at] & CONSTRUCTED) != 0 || der[at] == Tag.OCTET_STRING;
            if (holds && depth < DerReader.MAX_DEPTH) {
                count += elements(der, content, content + length, depth + 1);
            }
            at = content + length;
        }
        return count;
    }
}
