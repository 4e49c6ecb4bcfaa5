package dev.handfast.der;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.function.Consumer;

/** Writes DER: primitive values, and constructed ones by a function that fills them. Not thread-safe. */
public final class DerWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An element with given contents. */
    public DerWriter element(int tag, byte[] content) {
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int octets = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
            out.write(0x80 | octets);
            for (int i = octets - 1; i >= 0; i--) {
                out.write(content.length >>> 8 * i);
            }
        }
        out.writeBytes(content);
        return this;
    }

    /** A constructed element filled by {@code body}. */
    public DerWriter nested(int tag, Consumer<DerWriter> body) {
        DerWriter inner = new DerWriter();
        body.accept(inner);
        return element(tag, inner.toBytes());
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
        out.writeBytes(der);
        return this;
    }

    /** A copy of what has been written. */
    public byte[] toBytes() {
        return out.toByteArray();
    }
}
