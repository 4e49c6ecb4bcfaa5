package dev.handfast.pki.cert;

import dev.handfast.der.CombiningMarks;
import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A distinguished name, compared as RFC 5280 section 7.1 says and not byte for byte.
 *
 * <p>Values of the string types (PrintableString, UTF8String, IA5String, BMPString, UniversalString, NumericString,
 * VisibleString, and TeletexString, read as ISO 8859-1 as OpenSSL and the JDK do) are prepared after RFC 4518: mapped
 * and case-folded, normalised to NFKC, outer spaces dropped and inner runs of them reduced to one. All others compare
 * by tag and bytes, and so does text that would cost more than its length to prepare.
 */
public final class Name implements Comparable<Name> {

    /** How much of a name is printed: a whole message has room for several. */
    private static final int LONGEST_TEXT = 300;

    /** Characters of the longest text beyond ASCII that is prepared: ub-name of RFC 5280 appendix A.1. */
    private static final int LONGEST_FOLDED = 32_768;

    /** How much longer than twice itself a text may become: a ligature alone has up to 18 letters (U+FDFA). */
    private static final int GROWTH = 64;

    private static final Charset UTF_32 = Charset.forName("UTF-32BE");

    /** RFC 4514 section 3, and the two that certificates add. */
    private static final Map<Oid, String> LABELS = Map.of(Oids.COMMON_NAME, "CN", Oid.of("2.5.4.5"), "SERIALNUMBER",
            Oid.of("2.5.4.6"), "C", Oid.of("2.5.4.7"), "L", Oid.of("2.5.4.8"), "ST", Oid.of("2.5.4.10"), "O",
            Oid.of("2.5.4.11"), "OU", Oid.of("0.9.2342.19200300.100.1.25"), "DC", Oids.EMAIL_ADDRESS, "EMAILADDRESS");

    /**
     * One attribute of a relative name.
     *
     * @param type the attribute's type
     * @param text the value as text, or as {@code #} and hex when it is no text
     * @param tag the value's tag, 0 to 255
     */
    public record Attribute(Oid type, String text, int tag) {
    }

    private final Opaque encoded;
    private final List<List<Attribute>> relativeNames;
    private final List<String> canonical;
    private final boolean readable;
    private final int hash;

    private Name(Opaque encoded, List<List<Attribute>> relativeNames, List<String> canonical, boolean readable) {
        this.readable = readable;
        this.encoded = encoded;
        this.relativeNames = relativeNames;
        this.canonical = canonical;
        this.hash = canonical.hashCode();
    }

    /** Reads one Name, which is a SEQUENCE. */
    public static Name read(DerReader from, String what) throws MalformedInput {
        int start = from.position();
        DerReader reader = from.sequence(what);
        List<List<Attribute>> all = new ArrayList<>();
        List<String> canonical = new ArrayList<>();
        boolean readable = true;
        while (reader.hasMore()) {
            readable &= relativeName(reader.set("RelativeDistinguishedName"), all, canonical);
        }
        return new Name(from.since(start), List.copyOf(all), List.copyOf(canonical), readable);
    }

    /** The name whose encoding this is. */
    public static Name parse(byte[] encoded, String what) throws MalformedInput {
        DerReader reader = new DerReader(encoded, what);
        Name name = read(reader, what);
        reader.end();
        return name;
    }

    /** This name with one relative name appended: what {@code nameRelativeToCRLIssuer} means (section 4.2.1.13). */
    Name append(DerReader relativeName) throws MalformedInput {
        List<List<Attribute>> all = new ArrayList<>(relativeNames);
        List<String> longer = new ArrayList<>(canonical);
        boolean read = relativeName(relativeName, all, longer);
        return new Name(Opaque.EMPTY, List.copyOf(all), List.copyOf(longer), readable && read);
    }

    /** Whether the name has no relative name at all. */
    public boolean isEmpty() {
        return canonical.isEmpty();
    }

    /** Whether every value of a string type is text that could be prepared, so that comparing it means something. */
    public boolean isReadable() {
        return readable;
    }

    /** Whether this name lies in the subtree of {@code base}: begins with all of its relative names. */
    public boolean isWithin(Name base) {
        return canonical.size() >= base.canonical.size()
                && canonical.subList(0, base.canonical.size()).equals(base.canonical);
    }

    /** The relative names, most significant first, each with its attributes. */
    public List<List<Attribute>> relativeNames() {
        return relativeNames;
    }

    /** The texts of all attributes of one type, in order. */
    public List<String> values(Oid type) {
        List<String> values = new ArrayList<>();
        for (List<Attribute> relative : relativeNames) {
            for (Attribute attribute : relative) {
                if (attribute.type().equals(type)) {
                    values.add(attribute.text());
                }
            }
        }
        return values;
    }

    /** The text of the most specific attribute of one type; null when there is none. */
    public @Nullable String last(Oid type) {
        List<String> values = values(type);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /** The text of the most specific common name; null when there is none. */
    public @Nullable String commonName() {
        return last(Oids.COMMON_NAME);
    }

    /** The bytes as read; empty for a name that {@code nameRelativeToCRLIssuer} made. */
    public Opaque encoded() {
        return encoded;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Name that && hash == that.hash
                && (!encoded.isEmpty() && encoded.equals(that.encoded) || canonical.equals(that.canonical));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** By the prepared forms, most significant relative name first, so that equal names compare as equal. */
    @Override
    public int compareTo(Name other) {
        int common = Math.min(canonical.size(), other.canonical.size());
        for (int i = 0; i < common; i++) {
            int order = canonical.get(i).compareTo(other.canonical.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(canonical.size(), other.canonical.size());
    }

    /** The name for people, most specific part first, as RFC 4514 orders it; of a long one the beginning. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "(empty name)";
        }
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (int i = relativeNames.size() - 1; i >= 0; i--) {
            for (Attribute attribute : relativeNames.get(i)) {
                if (shown == Printable.ITEMS || text.length() > LONGEST_TEXT) {
                    return text.append(", ... and more").toString();
                }
                if (shown++ > 0) {
                    text.append(", ");
                }
                text.append(label(attribute.type())).append('=').append(Printable.text(attribute.text()));
            }
        }
        return text.toString();
    }

    /** Reads one relative name; false if a value of a string type is not prepared. */
    private static boolean relativeName(DerReader reader, List<List<Attribute>> all, List<String> canonical)
            throws MalformedInput {
        boolean readable = true;
        List<Attribute> attributes = new ArrayList<>(1);
        List<String> forms = new ArrayList<>(1);
        do {
            DerReader pair = reader.sequence("AttributeTypeAndValue");
            Oid type = pair.oid("attribute type");
            int tag = pair.peekTag();
            if ((tag & 0xe0) == 0x20 && tag != Tag.SEQUENCE && tag != Tag.SET) {
                throw new MalformedInput("AttributeTypeAndValue: a string in parts (X.690 section 10.2)");
            }
            byte[] value = pair.content(tag, "attribute value");
            pair.end();
            String text = decode(tag, value);
            String prepared = text == null ? null : prepare(text);
            readable &= prepared != null || charset(tag) == null;
            attributes.add(new Attribute(type, text == null ? "#" + Bytes.hex(value) : text, tag));
            String form = prepared == null ? tag + "#" + Bytes.hex(value) : "=" + prepared;
            // Each part ends where it says, so that no two lists of attributes are joined to one text.
            forms.add(type + ":" + form.length() + ":" + form);
        } while (reader.hasMore());
        Collections.sort(forms);
        all.add(List.copyOf(attributes));
        canonical.add(String.join("+", forms));
        return readable;
    }

    /** The alphabet of a string type; null for all other types. */
    private static @Nullable Charset charset(int tag) {
        return switch (tag) {
            case Tag.PRINTABLE_STRING, Tag.IA5_STRING, Tag.NUMERIC_STRING, Tag.VISIBLE_STRING ->
                StandardCharsets.US_ASCII;
            case Tag.TELETEX_STRING -> StandardCharsets.ISO_8859_1;
            case Tag.UTF8_STRING -> StandardCharsets.UTF_8;
            case Tag.BMP_STRING -> StandardCharsets.UTF_16BE;
            case Tag.UNIVERSAL_STRING -> UTF_32;
            default -> null;
        };
    }

    /** The value as text, or null where the type is no string or the bytes do not fit it. */
    private static @Nullable String decode(int tag, byte[] value) {
        Charset charset = charset(tag);
        if (charset == null) {
            return null;
        }
        if ((charset == StandardCharsets.US_ASCII || charset == StandardCharsets.UTF_8) && isAscii(value)) {
            return new String(value, StandardCharsets.US_ASCII);
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** RFC 4518 sections 2.2 to 2.6.1, for matching that ignores case; null where it would cost too much. */
    private static @Nullable String prepare(String text) {
        String mapped = isPrintable(text) ? text.toLowerCase(Locale.ROOT) : fold(text);
        if (mapped == null) {
            return null;
        }
        if (!mapped.startsWith(" ") && !mapped.endsWith(" ") && !mapped.contains("  ")) {
            return mapped;
        }
        StringBuilder out = new StringBuilder(mapped.length());
        boolean space = true;
        for (int i = 0; i < mapped.length(); i++) {
            char c = mapped.charAt(i);
            if (c != ' ') {
                out.append(c);
            } else if (!space) {
                out.append(' ');
            }
            space = c == ' ';
        }
        if (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        return out.toString();
    }

    private static boolean isAscii(byte[] value) {
        for (byte b : value) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether all of a text is ASCII without control characters. */
    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 0x20 || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String fold(String text) {
        if (text.length() > LONGEST_FOLDED) {
            return null;
        }
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == 0x09 || c == 0x0a || c == 0x0b || c == 0x0c || c == 0x0d || c == 0x85
                    || Character.getType(c) == Character.SPACE_SEPARATOR
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR) {
                mapped.append(' ');
            } else if (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT
                    && c != 0x034f && c != 0x1806 && !(c >= 0xfe00 && c <= 0xfe0f) && c != 0xfffc) {
                mapped.appendCodePoint(c);
            }
        });
        if (CombiningMarks.areTooMany(mapped)) {
            return null;
        }
        // Compatibility forms of capitals (U+1D400, say) become letters only by NFKC, so folding follows it.
        String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        String folded = Normalizer.normalize(foldCase(normal), Normalizer.Form.NFKC);
        return folded.length() > 2 * text.length() + GROWTH ? null : folded;
    }

    /**
     * Letter by letter: {@code String} copies all of a text for each letter that becomes longer, and looks around each
     * sigma for the end of its word, which makes one letter two here.
     */
    private static String foldCase(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x80) {
                folded.append((char) Character.toLowerCase(c));
            } else {
                folded.append(Character.toString(c).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
            }
        });
        return folded.toString();
    }

    private static String label(Oid type) {
        String label = LABELS.get(type);
        return label == null ? type.toString() : label;
    }
}
