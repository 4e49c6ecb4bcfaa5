package dev.handfast.der;

/**
 * What somebody else's reader of BER may be made to copy. For an element of indefinite length (X.690 section 8.1.3.6)
 * the JDK's copies all that remains of what it stands in, and may keep it: elements side by side, or in one another,
 * cost the square of their number. Each has a length octet of 0x80, so the octets of that value bound them, wherever
 * the reader begins.
 */
public final class BerCost {

    /**
     * Bytes that may be copied for one certificate or list of names of a peer. 17,000 random bytes, a signature of
     * SLH-DSA say, cost 1.2 million; names in UTF-8 and identifiers of keys some thousands.
     */
    public static final long MAX = 2L << 20;

    private static final byte INDEFINITE = (byte) 0x80;

    private BerCost() {
    }

    /** Bytes that are copied at most. */
    public static long of(byte[] encoded) {
        long elements = 0;
        for (byte octet : encoded) {
            if (octet == INDEFINITE) {
                elements++;
            }
        }
        return elements * encoded.length;
    }
}
