package dev.handfast.spec;

/**
 * A set of code points of 16 bits. Each look-up costs the same however many there are: what a peer lists can be checked
 * for duplicates at a cost that grows with its bytes alone.
 */
public final class CodePointSet {

    private static final int PAGE_BITS = 10;
    private static final int WORDS = 1 << PAGE_BITS - 6;

    private final long[][] pages = new long[1 << 16 - PAGE_BITS][];

    /** Empty. */
    public CodePointSet() {
    }

    /** Adds a value, 0 to 65535; false if it was there before. */
    public boolean add(int value) {
        int number = value >>> PAGE_BITS;
        if (pages[number] == null) {
            pages[number] = new long[WORDS];
        }
        if (contains(value)) {
            return false;
        }
        pages[number][word(value)] |= 1L << value;
        return true;
    }

    /** Whether a value was added. */
    public boolean contains(int value) {
        long[] page = pages[value >>> PAGE_BITS];
        return page != null && (page[word(value)] & 1L << value) != 0;
    }

    private static int word(int value) {
        return value >>> 6 & WORDS - 1;
    }
}
