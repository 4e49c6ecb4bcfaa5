package dev.handfast.der;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Consumer;

/** Writes DER: primitive values, and constructed ones by a function that fills them. Not thread-safe. */
public final class DerWriter {

    private static final int LONGEST_LENGTH = 5;

    private byte[] array = new byte[128];
    private int length;

    /** An element with given contents. */
    public DerWriter element(int tag, byte[] content) {
        room(1 + LONGEST_LENGTH + content.length);
        array[length++] = (byte) tag;
        length += length(content.length, length);
        System.arraycopy(content, 0, array, length, content.length);
        length += content.length;
        return this;
    }

    /** A constructed element filled by {@code body}, which is given this writer. */
    public DerWriter nested(int tag, Consumer<DerWriter> body) {
        room(2);
        array[length++] = (byte) tag;
        int mark = length++;
        body.accept(this);
        int size = length - mark - 1;
        int octets = lengthOctets(size);
        room(octets);
        System.arraycopy(array, mark + 1, array, mark + octets, size);
        length(size, mark);
        length = mark + octets + size;
        return this;
    }

    /** Writes a length at a place that has room, and answers of how many octets it is. */
    private int length(int content, int at) {
        int octets = lengthOctets(content);
        if (octets == 1) {
            array[at] = (byte) content;
            return 1;
        }
        array[at] = (byte) (0x80 | octets - 1);
        for (int i = 1; i < octets; i++) {
            array[at + i] = (byte) (content >>> 8 * (octets - 1 - i));
        }
        return octets;
    }

    private static int lengthOctets(int content) {
        return content < 0x80 ? 1 : 1 + (39 - Integer.numberOfLeadingZeros(content)) / 8;
    }

    private void room(int count) {
        if (count > array.length - length) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + count));
        }
    }

    /** A SEQUENCE filled by {@code body}. */
    public DerWriter sequence(Consumer<DerWriter> body) {
        return nested(Tag.SEQUENCE, body);
    }

    /** An INTEGER. */
    public DerWriter integer(BigInteger value) {
        return element(Tag.INTEGER, value.toByteArray());
    }

    /** An OBJECT IDENTIFIER. */
    public DerWriter oid(Oid oid) {
        return element(Tag.OID, oid.content());
    }

    /** An OCTET STRING. */
    public DerWriter octets(byte[] content) {
        return element(Tag.OCTET_STRING, content);
    }

    /** A BIT STRING of whole octets. */
    public DerWriter bits(byte[] octets) {
        byte[] content = new byte[octets.length + 1];
        System.arraycopy(octets, 0, content, 1, octets.length);
        return element(Tag.BIT_STRING, content);
    }

    /** A NULL. */
    public DerWriter nothing() {
        return element(Tag.NULL, new byte[0]);
    }

    /** Elements that are already DER. */
    public DerWriter raw(byte[] der) {
        room(der.length);
        System.arraycopy(der, 0, array, length, der.length);
        length += der.length;
        return this;
    }

    /** A copy of what has been written. */
    public byte[] toBytes() {
        return Arrays.copyOf(array, length);
    }
}
