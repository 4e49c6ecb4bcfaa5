package dev.handfast.wire;

import java.util.Arrays;

/**
 * A growable array that writes unsigned integers, opaque vectors and nested structures (RFC 9846 section 3).
 *
 * <p>A nested structure is opened, written and closed: {@code int mark = w.open16(); ...; w.close(mark);}. Closing
 * patches the length and refuses one that does not fit its prefix. Marks close in the reverse order of opening. Not
 * thread-safe.
 */
public final class WireWriter {

    private static final int MARK_SHIFT = 28;

    private byte[] array;
    private int length;

    /** A writer with room for 256 bytes before it grows. */
    public WireWriter() {
        this(256);
    }

    /** A writer with room for {@code capacity} bytes before it grows. */
    public WireWriter(int capacity) {
        array = new byte[capacity];
    }

    /** The low 8 bits of a value. */
    public WireWriter u8(int value) {
        room(1);
        array[length++] = (byte) value;
        return this;
    }

    /** The low 16 bits of a value. */
    public WireWriter u16(int value) {
        room(2);
        array[length++] = (byte) (value >>> 8);
        array[length++] = (byte) value;
        return this;
    }

    /** The low 24 bits of a value. */
    public WireWriter u24(int value) {
        return u8(value >>> 16).u16(value);
    }

    /** The low 32 bits of a value. */
    public WireWriter u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    /** A 64-bit value. */
    public WireWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    /** All of an array. */
    public WireWriter bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    /** A slice of an array. */
    public WireWriter bytes(byte[] bytes, int offset, int count) {
        room(count);
        System.arraycopy(bytes, offset, array, length, count);
        length += count;
        return this;
    }

    /** An opaque value without a length. */
    public WireWriter bytes(Opaque bytes) {
        room(bytes.length());
        bytes.copyTo(array, length);
        length += bytes.length();
        return this;
    }

    /** An opaque vector with an 8-bit length. */
    public WireWriter opaque8(Opaque bytes) {
        int mark = open8();
        return bytes(bytes).close(mark);
    }

    /** An opaque vector with a 16-bit length. */
    public WireWriter opaque16(Opaque bytes) {
        int mark = open16();
        return bytes(bytes).close(mark);
    }

    /** An opaque vector with a 24-bit length. */
    public WireWriter opaque24(Opaque bytes) {
        int mark = open24();
        return bytes(bytes).close(mark);
    }

    /** Opens a structure with an 8-bit length and returns its mark. */
    public int open8() {
        return open(1);
    }

    /** Opens a structure with a 16-bit length and returns its mark. */
    public int open16() {
        return open(2);
    }

    /** Opens a structure with a 24-bit length and returns its mark. */
    public int open24() {
        return open(3);
    }

    /**
     * Closes the structure that {@code mark} opened.
     *
     * @throws IllegalStateException if its content is longer than its prefix can say: a caller's mistake, because
     *         everything that is written has been checked against its limit before
     */
    public WireWriter close(int mark) {
        int prefix = mark >>> MARK_SHIFT;
        int start = mark & (1 << MARK_SHIFT) - 1;
        int size = length - start;
        if (size >>> 8 * prefix != 0) {
            throw new IllegalStateException("structure of " + size + " bytes does not fit a " + prefix
                    + "-byte length");
        }
        for (int i = 1; i <= prefix; i++) {
            array[start - i] = (byte) (size >>> 8 * (i - 1));
        }
        return this;
    }

    /** How many bytes have been written. */
    public int length() {
        return length;
    }

    /** A copy of what has been written. */
    public byte[] toBytes() {
        return Arrays.copyOf(array, length);
    }

    /** What has been written, as an immutable value. */
    public Opaque toOpaque() {
        return Opaque.adopt(toBytes());
    }

    /** Overwrites what has been written with zeros and forgets it. */
    public void wipe() {
        Arrays.fill(array, 0, length, (byte) 0);
        length = 0;
    }

    private int open(int prefix) {
        room(prefix);
        length += prefix;
        return prefix << MARK_SHIFT | length;
    }

    private void room(int count) {
        if (count > array.length - length) {
            byte[] old = array;
            array = Arrays.copyOf(old, Math.max(old.length * 2, length + count));
            Arrays.fill(old, 0, length, (byte) 0);
        }
    }
}
