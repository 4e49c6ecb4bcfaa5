package dev.handfast.spec;

import org.jspecify.annotations.Nullable;

/**
 * A set of code points of 16 bits. Each look-up costs the same however many there are: what a peer lists can be checked
 * for duplicates at a cost that grows with its bytes alone.
 */
public final class CodePointSet {

    private static final int PAGE_BITS = 10;
    private static final int WORDS = 1 << PAGE_BITS - 6;

    // Values below 64: nearly all that peers name in one list of extensions.
    private long low;
    private long @Nullable [] @Nullable [] pages;

    /** Empty. */
    public CodePointSet() {
    }

    /** Adds a value, 0 to 65535; false if it was there before. */
    public boolean add(int value) {
        if (contains(value)) {
            return false;
        }
        if (value < Long.SIZE) {
            low |= 1L << value;
        } else {
            page(value >>> PAGE_BITS)[word(value)] |= 1L << value;
        }
        return true;
    }

    /** Whether a value was added. */
    public boolean contains(int value) {
        if (value < Long.SIZE) {
            return (low & 1L << value) != 0;
        }
        long[] page = pages == null ? null : pages[value >>> PAGE_BITS];
        return page != null && (page[word(value)] & 1L << value) != 0;
    }

    private long[] page(int number) {
        if (pages == null) {
            pages = new long[1 << 16 - PAGE_BITS][];
        }
        long[] page = pages[number];
        if (page == null) {
            page = new long[WORDS];
            pages[number] = page;
        }
        return page;
    }

    private static int word(int value) {
        return value >>> 6 & WORDS - 1;
    }
}
