package dev.handfast.wire;

import java.util.Arrays;

/**
 * A cursor over a slice of an array that reads unsigned integers, opaque vectors and nested structures (RFC 9846
 * section 3).
 *
 * <p>It never reads outside its slice. Methods that reach past the end throw {@link MalformedInput} and leave the
 * cursor where it was. Not thread-safe; does not copy the array, so the owner must not change it while reading.
 */
public final class WireReader {

    private final byte[] array;
    private final String what;
    private final int end;
    private int position;

    /** A reader of a whole array; {@code what} names the structure in faults, for example {@code "ClientHello"}. */
    public WireReader(byte[] array, String what) {
        this(array, 0, array.length, what);
    }

    /**
     * A reader of {@code length} bytes from {@code offset}.
     *
     * @throws IndexOutOfBoundsException if the slice is not inside the array
     */
    public WireReader(byte[] array, int offset, int length, String what) {
        java.util.Objects.checkFromIndexSize(offset, length, array.length);
        this.array = array;
        this.what = what;
        this.position = offset;
        this.end = offset + length;
    }

    /** An unsigned 8-bit integer. */
    public int u8() throws MalformedInput {
        need(1);
        return array[position++] & 0xff;
    }

    /** An unsigned 16-bit integer. */
    public int u16() throws MalformedInput {
        need(2);
        int value = (array[position] & 0xff) << 8 | (array[position + 1] & 0xff);
        position += 2;
        return value;
    }

    /** An unsigned 24-bit integer. */
    public int u24() throws MalformedInput {
        need(3);
        int value = (array[position] & 0xff) << 16 | (array[position + 1] & 0xff) << 8 | (array[position + 2] & 0xff);
        position += 3;
        return value;
    }

    /** An unsigned 32-bit integer, 0 to 2^32-1. */
    public long u32() throws MalformedInput {
        need(4);
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (array[position++] & 0xff);
        }
        return value;
    }

    /** A 64-bit integer, as Java's signed long: values from 2^63 up read as negative. */
    public long u64() throws MalformedInput {
        return u32() << 32 | u32();
    }

    /** The next {@code count} bytes, copied. */
    public byte[] bytes(int count) throws MalformedInput {
        need(count);
        byte[] copy = Arrays.copyOfRange(array, position, position + count);
        position += count;
        return copy;
    }

    /** The next {@code count} bytes as an immutable value. */
    public Opaque opaque(int count) throws MalformedInput {
        return Opaque.adopt(bytes(count));
    }

    /** An opaque vector with an 8-bit length. */
    public Opaque opaque8() throws MalformedInput {
        return opaqueOf(u8(), 1);
    }

    /** An opaque vector with a 16-bit length. */
    public Opaque opaque16() throws MalformedInput {
        return opaqueOf(u16(), 2);
    }

    /** An opaque vector with a 24-bit length. */
    public Opaque opaque24() throws MalformedInput {
        return opaqueOf(u24(), 3);
    }

    /** A nested structure with an 8-bit length; the caller must {@link #end()} it. */
    public WireReader vec8(String inner) throws MalformedInput {
        return sub(u8(), 1, inner);
    }

    /** A nested structure with a 16-bit length; the caller must {@link #end()} it. */
    public WireReader vec16(String inner) throws MalformedInput {
        return sub(u16(), 2, inner);
    }

    /** A nested structure with a 24-bit length; the caller must {@link #end()} it. */
    public WireReader vec24(String inner) throws MalformedInput {
        return sub(u24(), 3, inner);
    }

    /** Another reader of what is left. */
    public WireReader again() {
        return new WireReader(array, position, end - position, what);
    }

    /** All that is left, as an immutable value; the reader is at its end afterwards. */
    public Opaque rest() {
        byte[] copy = Arrays.copyOfRange(array, position, end);
        position = end;
        return Opaque.adopt(copy);
    }

    /** How many bytes are left, 0 or more. */
    public int remaining() {
        return end - position;
    }

    /** Whether any byte is left. */
    public boolean hasMore() {
        return position < end;
    }

    /** The name of the structure being read, for faults. */
    public String what() {
        return what;
    }

    /** Refuses leftovers: every structure must be consumed to its last byte (RFC 9846 section 6, decode_error). */
    public void end() throws MalformedInput {
        if (position != end) {
            throw new MalformedInput(what + ": " + (end - position) + " bytes left over after its last field");
        }
    }

    private Opaque opaqueOf(int length, int prefix) throws MalformedInput {
        needAfterPrefix(length, prefix);
        return opaque(length);
    }

    private WireReader sub(int length, int prefix, String inner) throws MalformedInput {
        needAfterPrefix(length, prefix);
        WireReader nested = new WireReader(array, position, length, inner);
        position += length;
        return nested;
    }

    private void needAfterPrefix(int length, int prefix) throws MalformedInput {
        if (length > end - position) {
            int left = end - position;
            position -= prefix;
            throw new MalformedInput(what + ": a length prefix says " + length + " bytes, only " + left + " are left");
        }
    }

    private void need(int count) throws MalformedInput {
        if (count < 0 || count > end - position) {
            throw new MalformedInput(
                    what + ": expected " + count + " more bytes, only " + (end - position) + " are left");
        }
    }
}
