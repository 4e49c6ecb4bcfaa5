package dev.handfast.der;

import dev.handfast.wire.Opaque;

/**
 * About how many bytes of memory the objects take that are made of an encoding, at most: what caches and sessions
 * count. It goes by the encoding's elements, for two octets may become an object of hundreds of bytes, and long strings
 * are only copied. The figures were measured (CacheWeightTest), of certificates that were asked for all they tell.
 */
public final class DerWeight {

    /** JCA's form of a certificate. */
    private static final DerWeight JCA = new DerWeight(1_000, 11, 120, 270, 530);

    /** JCA's form and ours. */
    private static final DerWeight BOTH = new DerWeight(2_000, 16, 170, 350, 620);

    /** X.690 section 8.1.2.5. */
    private static final int CONSTRUCTED = 0x20;

    /** X.690 section 8.1.2.2: the class of a tag, and the one that is specific to a context. */
    private static final int CLASS = 0xc0;
    private static final int CONTEXT = 0x80;

    /** The first octet of a length in the long form, but for how many follow; alone an indefinite length (8.1.3.6). */
    private static final int INDEFINITE = 0x80;

    /** RFC 5280 section 4.2.1.6: a URI among general names. */
    private static final int URI = Tag.context(6);

    private final int least;
    private final int octet;
    private final int element;
    private final int name;
    private final int uri;

    /**
     * @param least bytes for each encoding
     * @param octet bytes for each octet: the encoding, its signed part, values and texts
     * @param element bytes for each element: objects, their places in lists and maps
     * @param name bytes for each element with a tag of its context, as general names have: JCA's object, and the list
     *     that it makes of it when it is asked
     * @param uri bytes for each that may be a URI, of which JCA keeps the parts
     */
    private DerWeight(int least, int octet, int element, int name, int uri) {
        this.least = least;
        this.octet = octet;
        this.element = element;
        this.name = name;
        this.uri = uri;
    }

    /** The weight of what was read of an encoding: our form of it, and JCA's beside it. */
    public static long of(Opaque encoded) {
        return BOTH.weigh(encoded);
    }

    /** The weight of a certificate in JCA's form alone. */
    public static long ofJca(Opaque encoded) {
        return JCA.weigh(encoded);
    }

    private long weigh(Opaque encoded) {
        return least + (long) octet * encoded.length() + elements(encoded, 0, encoded.length(), 0);
    }

    /**
     * Elements in a range, and in those that hold others or may do so; what is no DER counts as one. An indefinite
     * length, which JCA takes in extensions, is one to the end of the range.
     */
    private long elements(Opaque der, int from, int end, int depth) {
        long weight = 0;
        int at = from;
        while (at < end) {
            int tag = der.at(at);
            weight += (tag & CLASS) != CONTEXT ? element : tag == URI ? uri : name;
            int first = at + 1 < end ? der.at(at + 1) : INDEFINITE;
            boolean constructed = (tag & CONSTRUCTED) != 0;
            int lengthOctets = first < INDEFINITE ? 0 : first - INDEFINITE;
            int content = at + 2 + lengthOctets;
            if (first == INDEFINITE && constructed && content < end) {
                at = content;
                continue;
            }
            if (first == INDEFINITE || content > end || lengthOctets > 3) {
                return weight;
            }
            int length = lengthOctets == 0 ? first : 0;
            for (int i = at + 2; i < content; i++) {
                length = length << 8 | der.at(i);
            }
            if (length > end - content) {
                return weight;
            }
            boolean holds = constructed || tag == Tag.OCTET_STRING;
            if (holds && depth < DerReader.MAX_DEPTH) {
                weight += elements(der, content, content + length, depth + 1);
            }
            at = content + length;
        }
        return weight;
    }
}
