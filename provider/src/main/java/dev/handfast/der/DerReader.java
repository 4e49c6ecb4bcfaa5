package dev.handfast.der;

import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import org.jspecify.annotations.Nullable;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A cursor over a slice of an array that reads strict DER (X.690 section 10).
 *
 * <p>Refused: indefinite and non-minimal lengths, tags above 30, non-minimal integers, booleans other than 00 and ff,
 * bit strings with padding bits set, leftovers ({@link #end()}), and nesting deeper than {@link #MAX_DEPTH}. Does not
 * copy the array, so the owner must not change it while reading. Not thread-safe.
 */
public final class DerReader {

    /**
     * How deep readers may nest. The deepest value that RFC 5280 defines (a relative name inside a distribution point
     * inside an extension) needs 14; the rest is room for algorithm parameters and OCSP responses.
     */
    public static final int MAX_DEPTH = 32;

    /** The bit of an identifier that tells of parts (X.690 section 8.1.2.5). */
    private static final int CONSTRUCTED = 0x20;

    /** A number of length octets that means nothing (X.690 section 8.1.3.5). */
    private static final int RESERVED_OCTETS = 127;

    private final byte[] array;
    private final int end;
    private final String what;
    private final int depth;
    private final @Nullable Consumer<String> breaches;
    private int position;

    /** A reader of a whole array; {@code what} names the structure in faults, for example {@code "Certificate"}. */
    public DerReader(byte[] array, String what) {
        this(array, 0, array.length, what, 0, null);
    }

    /** A reader of the rest of an array from a position on. */
    public DerReader(byte[] array, int position, String what) {
        this(array, position, array.length - position, what, 0, null);
    }

    /** A reader of an immutable value. */
    public DerReader(Opaque bytes, String what) {
        this(bytes.toBytes(), what);
    }

    /**
     * A reader that goes on where a value has one meaning although its encoding is no DER, and tells of it instead: a
     * BOOLEAN of another octet than ff, an INTEGER with a needless octet, padding bits that are set, a time without
     * seconds, with a fraction or an offset, a length in more octets than it needs (X.690 section 10.1), an OCTET
     * STRING in pieces (section 10.2). All else is refused as ever.
     *
     * @param breaches is told of each, as a sentence; null to refuse them
     */
    public static DerReader telling(Opaque bytes, String what, @Nullable Consumer<String> breaches) {
        return new DerReader(bytes.toBytes(), 0, bytes.length(), what, 0, breaches);
    }

    /** The same of the rest of an array from a position on, which is not copied. */
    public static DerReader telling(byte[] array, int position, String what, @Nullable Consumer<String> breaches) {
        return new DerReader(array, position, array.length - position, what, 0, breaches);
    }

    private DerReader(byte[] array, int offset, int length, String what, int depth,
            @Nullable Consumer<String> breaches) {
        this.breaches = breaches;
        this.array = array;
        this.position = offset;
        this.end = offset + length;
        this.what = what;
        this.depth = depth;
    }

    /** Whether any byte is left. */
    public boolean hasMore() {
        return position < end;
    }

    /** The next identifier octet, 0 to 255, or -1 at the end. */
    public int peekTag() {
        return position < end ? array[position] & 0xff : -1;
    }

    /** Whether the next element has this tag. */
    public boolean isNext(int tag) {
        return peekTag() == tag;
    }

    /** Where the cursor stands in the underlying array. */
    public int position() {
        return position;
    }

    /** How many octets are left. */
    public int left() {
        return end - position;
    }

    /** The bytes of the underlying array from {@code from} up to the cursor. */
    public Opaque since(int from) {
        return Opaque.copyOf(array, from, position - from);
    }

    /** A SEQUENCE; the caller must {@link #end()} the nested reader. */
    public DerReader sequence(String inner) throws MalformedInput {
        return nested(Tag.SEQUENCE, inner);
    }

    /** A SET; the caller must {@link #end()} the nested reader. */
    public DerReader set(String inner) throws MalformedInput {
        return nested(Tag.SET, inner);
    }

    /** The contents of the next element, which must have this tag; the caller must {@link #end()} the reader. */
    public DerReader nested(int tag, String inner) throws MalformedInput {
        if (depth >= MAX_DEPTH) {
            throw new MalformedInput(what + ": DER nested deeper than " + MAX_DEPTH + " levels");
        }
        int length = header(tag, inner);
        DerReader reader = new DerReader(array, position, length, inner, depth + 1, breaches);
        position += length;
        return reader;
    }

    /** A reader of an OCTET STRING's contents, where those are DER themselves. */
    public DerReader insideOctetString(String inner) throws MalformedInput {
        return nested(Tag.OCTET_STRING, inner);
    }

    /** The whole next element, header included, whatever its tag. Its inside is not looked at. */
    public Opaque element(String inner) throws MalformedInput {
        int start = position;
        skip(inner);
        return since(start);
    }

    /** Passes over the next element, whatever its tag. Its inside is not looked at. */
    public void skip(String inner) throws MalformedInput {
        if (!hasMore()) {
            throw new MalformedInput(what + ": " + inner + " is missing");
        }
        int length = header(peekTag(), inner);
        position += length;
    }

    /** The contents of the next element, which must have this tag. */
    public byte[] content(int tag, String inner) throws MalformedInput {
        int length = header(tag, inner);
        byte[] copy = Arrays.copyOfRange(array, position, position + length);
        position += length;
        return copy;
    }

    /** An OCTET STRING. */
    public byte[] octets(String inner) throws MalformedInput {
        if (breaches == null || !isNext(Tag.OCTET_STRING | CONSTRUCTED)) {
            return content(Tag.OCTET_STRING, inner);
        }
        breach(inner + " is an OCTET STRING in pieces");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DerReader pieces = nested(Tag.OCTET_STRING | CONSTRUCTED, inner);
        while (pieces.hasMore()) {
            whole.writeBytes(pieces.octets(inner));
        }
        return whole.toByteArray();
    }

    /** A NULL. */
    public void nothing(String inner) throws MalformedInput {
        if (content(Tag.NULL, inner).length != 0) {
            throw new MalformedInput(what + ": " + inner + " is a NULL with contents");
        }
    }

    /** A BOOLEAN: 00 or ff (X.690 section 11.1). */
    public boolean bool(String inner) throws MalformedInput {
        return bool(Tag.BOOLEAN, inner);
    }

    /** A BOOLEAN under a given tag. */
    public boolean bool(int tag, String inner) throws MalformedInput {
        byte[] value = content(tag, inner);
        if (value.length != 1) {
            throw new MalformedInput(what + ": " + inner + " is a BOOLEAN of " + value.length + " octets");
        } else if (value[0] != 0 && value[0] != -1) {
            breach(inner + " is a BOOLEAN that is neither 00 nor ff");
        }
        return value[0] != 0;
    }

    /** An INTEGER of any size. */
    public BigInteger integer(String inner) throws MalformedInput {
        return integer(Tag.INTEGER, inner);
    }

    /** An INTEGER of any size under a given tag. */
    public BigInteger integer(int tag, String inner) throws MalformedInput {
        byte[] value = content(tag, inner);
        requireMinimal(value, inner);
        return new BigInteger(value);
    }

    /** A non-negative INTEGER under a given tag; values above {@code Integer.MAX_VALUE} read as that. */
    public int count(int tag, String inner) throws MalformedInput {
        BigInteger value = integer(tag, inner);
        if (value.signum() < 0) {
            throw new MalformedInput(what + ": " + inner + " is negative");
        }
        return value.bitLength() > 31 ? Integer.MAX_VALUE : value.intValue();
    }

    /** An OBJECT IDENTIFIER. */
    public Oid oid(String inner) throws MalformedInput {
        return oid(Tag.OID, inner);
    }

    /** An OBJECT IDENTIFIER under a given tag. */
    public Oid oid(int tag, String inner) throws MalformedInput {
        byte[] value = content(tag, inner);
        if (!Oid.isWellFormed(value)) {
            throw new MalformedInput(what + ": " + inner + " is no well-formed OBJECT IDENTIFIER");
        }
        return Oid.ofContent(value);
    }

    /** A BIT STRING of whole octets, as keys and signatures are. */
    public byte[] bitOctets(String inner) throws MalformedInput {
        byte[] value = content(Tag.BIT_STRING, inner);
        if (value.length == 0 || value[0] != 0) {
            throw new MalformedInput(what + ": " + inner + " is a BIT STRING that is no whole number of octets");
        }
        return Arrays.copyOfRange(value, 1, value.length);
    }

    /** A BIT STRING of named bits, at most 32: bit 0 of the result is the string's first bit. */
    public int namedBits(int tag, String inner) throws MalformedInput {
        byte[] value = content(tag, inner);
        if (value.length == 0 || value[0] < 0 || value[0] > 7 || value.length == 1 && value[0] != 0) {
            throw new MalformedInput(what + ": " + inner + " is no well-formed BIT STRING");
        } else if (value.length > 1 && (value[value.length - 1] & (1 << value[0]) - 1) != 0) {
            breach(inner + " is a BIT STRING with padding bits that are set");
        }
        int bits = 0;
        for (int i = 0; i < Math.min(32, (value.length - 1) * 8 - value[0]); i++) {
            if ((value[1 + i / 8] & 0x80 >>> i % 8) != 0) {
                bits |= 1 << i;
            }
        }
        return bits;
    }

    /** An IA5String under a given tag: every octet below 128. */
    public String ia5(int tag, String inner) throws MalformedInput {
        byte[] value = content(tag, inner);
        for (byte b : value) {
            if (b < 0) {
                throw new MalformedInput(what + ": " + inner + " is an IA5String with an octet above 127");
            }
        }
        return new String(value, java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** A Time: seconds since 1970-01-01T00:00:00Z (RFC 5280 section 4.1.2.5). */
    public long time(String inner) throws MalformedInput {
        int tag = peekTag();
        if (tag != Tag.UTC_TIME && tag != Tag.GENERALIZED_TIME) {
            throw new MalformedInput(what + ": " + inner + " is neither UTCTime nor GeneralizedTime");
        }
        byte[] text = content(tag, inner);
        if (breaches != null && !DerTime.isPlain(tag, text)) {
            long time = DerTime.parseLoosely(tag, text, inner);
            breach(inner + " is a time without seconds, with a fraction or with an offset from UTC (RFC 5280 section"
                    + " 4.1.2.5)");
            return time;
        }
        return DerTime.parse(tag, text, inner);
    }

    /** Refuses leftovers. */
    public void end() throws MalformedInput {
        if (position != end) {
            throw new MalformedInput(what + ": " + (end - position) + " bytes left over after its last field");
        }
    }

    private void requireMinimal(byte[] value, String inner) throws MalformedInput {
        if (value.length == 0) {
            throw new MalformedInput(what + ": " + inner + " is an INTEGER without octets");
        }
        if (value.length > 1 && (value[0] == 0 && value[1] >= 0 || value[0] == -1 && value[1] < 0)) {
            breach(inner + " is an INTEGER with a needless leading octet");
        }
    }

    /** An encoding that is no DER and has one meaning all the same. */
    private void breach(String sentence) throws MalformedInput {
        if (breaches == null) {
            throw new MalformedInput(what + ": " + sentence);
        }
        breaches.accept(what + ": " + sentence);
    }

    /** Consumes identifier and length; returns the length, and leaves the cursor at the contents. */
    private int header(int tag, String inner) throws MalformedInput {
        if (position >= end) {
            throw new MalformedInput(what + ": " + inner + " is missing");
        }
        int found = array[position] & 0xff;
        if (found != tag) {
            throw new MalformedInput(what + ": expected " + inner + " (tag 0x" + Integer.toHexString(tag)
                    + "), found tag 0x" + Integer.toHexString(found));
        }
        if ((found & 0x1f) == 0x1f) {
            throw new MalformedInput(what + ": " + inner + " has a tag number above 30");
        }
        int at = position + 1;
        if (at >= end) {
            throw new MalformedInput(what + ": " + inner + " ends inside its header");
        }
        int length = array[at++] & 0xff;
        if (length >= 0x80) {
            int octets = length & 0x7f;
            length = longLength(at, octets, inner);
            at += octets;
        }
        if (length > end - at) {
            throw new MalformedInput(what + ": " + inner + " says " + length + " bytes, only " + (end - at)
                    + " are left");
        }
        position = at;
        return length;
    }

    /** A length in the long form (X.690 section 8.1.3.5): so many octets from a position on. */
    private int longLength(int at, int octets, String inner) throws MalformedInput {
        long value = 0;
        if (octets > 0 && octets < RESERVED_OCTETS && octets <= end - at) {
            for (int i = at; i < at + octets && value <= Integer.MAX_VALUE; i++) {
                value = value << 8 | array[i] & 0xff;
            }
        } else {
            value = Long.MAX_VALUE;
        }
        if (value > Integer.MAX_VALUE) {
            throw new MalformedInput(what + ": " + inner + " has a length that is no DER");
        } else if (value < 0x80 || array[at] == 0) {
            breach(inner + " has a length that is no DER, in more octets than it needs");
        }
        return (int) value;
    }
}
