package dev.handfast.message.ext;

import dev.handfast.wire.Opaque;
import java.util.List;

/**
 * What the constructors of messages and extensions demand of their callers, so that no writer cuts a value short.
 * Breaking one is our own mistake, hence {@link IllegalArgumentException}: readers check what a peer sent before.
 */
public final class Ranges {

    private Ranges() {
    }

    /** A value that fits one byte. */
    public static int u8(int value, String what) {
        return (int) within(value, 0xff, what);
    }

    /** A value that fits two bytes. */
    public static int u16(int value, String what) {
        return (int) within(value, 0xffff, what);
    }

    /** A value that fits three bytes. */
    public static int u24(int value, String what) {
        return (int) within(value, 0xffffff, what);
    }

    /** A value that fits four bytes. */
    public static long u32(long value, String what) {
        return within(value, 0xffffffffL, what);
    }

    /** Bytes of a length between two bounds, both allowed. */
    public static Opaque length(Opaque bytes, int least, int most, String what) {
        if (bytes.length() < least || bytes.length() > most) {
            throw new IllegalArgumentException(
                    what + ": expected " + least + " to " + most + " bytes, came " + bytes.length());
        }
        return bytes;
    }

    /** An immutable copy of a list of a size between two bounds, both allowed. */
    public static <T> List<T> size(List<T> list, int least, int most, String what) {
        if (list.size() < least || list.size() > most) {
            throw new IllegalArgumentException(
                    what + ": expected " + least + " to " + most + " entries, came " + list.size());
        }
        return List.copyOf(list);
    }

    /** An immutable copy of a list of byte strings, each of a length between two bounds, both allowed. */
    public static List<Opaque> lengths(List<Opaque> list, int least, int most, String what) {
        for (Opaque bytes : list) {
            length(bytes, least, most, what);
        }
        return List.copyOf(list);
    }

    private static long within(long value, long most, String what) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(what + ": expected 0 to " + most + ", came " + value);
        }
        return value;
    }
}
