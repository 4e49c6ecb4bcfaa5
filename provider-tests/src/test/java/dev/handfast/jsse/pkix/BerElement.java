package dev.handfast.jsse.pkix;

import dev.handfast.der.Tag;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** An element of DER that can be written as BER allows and DER does not. Octet strings that hold DER are opened. */
final class BerElement {

    /** Octets of SHA-1: such strings are hashes, and are not opened. */
    private static final int HASH = 20;
    private static final int CONSTRUCTED = 0x20;

    final int tag;

    /** Null of an element that has {@link #parts}. */
    private final byte[] content;
    private final List<BerElement> parts;
    private int needless;
    private boolean inPieces;

    private BerElement(int tag, byte[] content, List<BerElement> parts) {
        this.tag = tag;
        this.content = content;
        this.parts = parts;
    }

    /** The one element that these bytes are. */
    static BerElement parse(byte[] encoded) {
        List<BerElement> all = parseAll(encoded);
        if (all == null || all.size() != 1) {
            throw new IllegalArgumentException("no single element");
        }
        return all.get(0);
    }

    /** Null if the bytes are no elements. */
    private static List<BerElement> parseAll(byte[] encoded) {
        List<BerElement> all = new ArrayList<>();
        int at = 0;
        while (at < encoded.length) {
            if (encoded.length - at < 2) {
                return null;
            }
            int tag = encoded[at] & 0xff;
            int octets = encoded[at + 1] < 0 ? encoded[at + 1] & 0x7f : 0;
            int length = encoded[at + 1] < 0 ? 0 : encoded[at + 1];
            at += 2;
            if (octets > 3 || octets > encoded.length - at) {
                return null;
            }
            for (int i = 0; i < octets; i++) {
                length = length << 8 | encoded[at++] & 0xff;
            }
            if (length > encoded.length - at) {
                return null;
            }
            byte[] content = Arrays.copyOfRange(encoded, at, at + length);
            at += length;
            boolean opened = (tag & CONSTRUCTED) != 0
                    || tag == Tag.OCTET_STRING && length != HASH && length > 1 && parseAll(content) != null;
            all.add(new BerElement(tag, content, opened ? parseAll(content) : null));
        }
        return all;
    }

    /** This one and all inside, in the order in which they begin. */
    List<BerElement> all() {
        List<BerElement> all = new ArrayList<>(List.of(this));
        if (parts != null) {
            parts.forEach(part -> all.addAll(part.all()));
        }
        return all;
    }

    /** Whether one of {@link #all} is the signed part, which an algorithm and a BIT STRING stand behind, or inside. */
    boolean isOfSigned(int number) {
        List<BerElement> all = all();
        for (BerElement each : all.subList(0, number + 1)) {
            List<BerElement> parts = each.parts;
            if (parts != null && parts.size() >= 3 && parts.get(1).tag == Tag.SEQUENCE
                    && parts.get(2).tag == Tag.BIT_STRING) {
                return parts.get(0).all().contains(all.get(number));
            }
        }
        return false;
    }

    /** Writes its length with so many needless octets. */
    void lengthen(int octets) {
        needless = octets;
    }

    /** Writes it as a constructed string of two pieces (X.690 section 8.7.3). */
    void cut() {
        inPieces = true;
    }

    /** Writes the parts of all sets in the opposite order; there must be some of more than one part. */
    void turnSets() {
        List<BerElement> sets = all().stream().filter(each -> each.tag == Tag.SET && each.parts.size() > 1).toList();
        if (sets.isEmpty()) {
            throw new IllegalStateException("no set has an order");
        }
        sets.forEach(set -> Collections.reverse(set.parts));
    }

    byte[] encode() {
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        if (parts == null) {
            inside.writeBytes(content);
        } else {
            parts.forEach(part -> inside.writeBytes(part.encode()));
        }
        byte[] all = inside.toByteArray();
        if (!inPieces) {
            return encode(tag, all, needless);
        }
        // The first octet of a BIT STRING says how many bits are not used, in each piece.
        byte[] bits = tag == Tag.BIT_STRING ? new byte[1] : new byte[0];
        int middle = Math.max(bits.length, all.length / 2);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        pieces.writeBytes(encode(tag, Arrays.copyOf(all, middle), 0));
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        second.writeBytes(bits);
        second.write(all, middle, all.length - middle);
        pieces.writeBytes(encode(tag, second.toByteArray(), 0));
        return encode(tag | CONSTRUCTED, pieces.toByteArray(), needless);
    }

    private static byte[] encode(int tag, byte[] content, int needless) {
        int octets = content.length < 0x80 ? 0 : content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (octets == 0 && needless == 0) {
            out.write(content.length);
        } else {
            int written = Math.max(1, octets) + needless - (octets == 0 ? 1 : 0);
            out.write(0x80 | written);
            for (int i = written - 1; i >= 0; i--) {
                out.write(i > 3 ? 0 : content.length >>> 8 * i);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
