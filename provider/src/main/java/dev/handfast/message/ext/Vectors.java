package dev.handfast.message.ext;

import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Vectors of the presentation language (RFC 9846 section 3.4) that several messages share. */
public final class Vectors {

    private Vectors() {
    }

    /**
     * All two-byte code points up to the end of {@code list}, at least one.
     *
     * @throws MalformedInput if there is none, or half of one at the end
     */
    public static <T> List<T> codes(WireReader list, IntFunction<T> of) throws MalformedInput {
        needsOne(list);
        List<T> codes = new ArrayList<>(list.remaining() / 2);
        while (list.hasMore()) {
            codes.add(of.apply(list.u16()));
        }
        return List.copyOf(codes);
    }

    /** All one-byte numbers up to the end of {@code list}, at least one. */
    public static List<Integer> numbers8(WireReader list) throws MalformedInput {
        needsOne(list);
        List<Integer> numbers = new ArrayList<>(list.remaining());
        while (list.hasMore()) {
            numbers.add(list.u8());
        }
        return List.copyOf(numbers);
    }

    /** All byte strings with an 8-bit length up to the end of {@code list}; none of them is empty. */
    public static List<Opaque> opaques8(WireReader list) throws MalformedInput {
        List<Opaque> items = new ArrayList<>(4);
        while (list.hasMore()) {
            items.add(nonEmpty(list.opaque8(), list));
        }
        return List.copyOf(items);
    }

    /** All byte strings with a 16-bit length up to the end of {@code list}; none of them is empty. */
    public static List<Opaque> opaques16(WireReader list) throws MalformedInput {
        List<Opaque> items = new ArrayList<>(4);
        while (list.hasMore()) {
            items.add(nonEmpty(list.opaque16(), list));
        }
        return List.copyOf(items);
    }

    /** All byte strings with a 24-bit length up to the end of {@code list}; none of them is empty. */
    public static List<Opaque> opaques24(WireReader list) throws MalformedInput {
        List<Opaque> items = new ArrayList<>(4);
        while (list.hasMore()) {
            items.add(nonEmpty(list.opaque24(), list));
        }
        return List.copyOf(items);
    }

    /** A list of byte strings with 16-bit lengths, itself behind a 16-bit length. */
    public static void writeOpaques16(WireWriter out, List<Opaque> items) {
        int mark = out.open16();
        for (Opaque item : items) {
            out.opaque16(item);
        }
        out.close(mark);
    }

    /** Refuses an empty byte string where the RFC's vector starts at 1; {@code in} names the structure. */
    public static Opaque nonEmpty(Opaque bytes, WireReader in) throws MalformedInput {
        if (bytes.isEmpty()) {
            throw new MalformedInput(in.what() + ": expected at least one byte in each of its vectors, one is empty");
        }
        return bytes;
    }

    /** Refuses an empty list where the RFC's vector holds at least one entry. */
    public static void needsOne(WireReader list) throws MalformedInput {
        if (!list.hasMore()) {
            throw new MalformedInput(list.what() + ": expected at least one entry, the list is empty");
        }
    }
}
