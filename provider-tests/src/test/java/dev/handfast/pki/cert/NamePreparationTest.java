package dev.handfast.pki.cert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.pki.TestPki;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Preparing a name for comparison costs in proportion to its length, and what cannot be is told from what can. */
@org.junit.jupiter.api.Tag("contract")
class NamePreparationTest {

    /** How many times as much text may cost as usual text of its length; it was 28 for marks, 76 for letters. */
    private static final int MOST = 15;

    private static final Map<Integer, Charset> TYPES = Map.of(Tag.UTF8_STRING, StandardCharsets.UTF_8, Tag.BMP_STRING,
            StandardCharsets.UTF_16BE, Tag.UNIVERSAL_STRING, Charset.forName("UTF-32BE"));

    private static final byte[] CN = HexFormat.of().parseHex("0603550403");
    private static final byte[] ALGORITHM = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    private static final byte[] TIME = HexFormat.of().parseHex("170d3235303130313030303030305a");
    private static final byte[] ISSUER = HexFormat.of().parseHex("300c310a300806035504030c0141");

    private interface Read {
        void once() throws Exception;
    }

    @Test
    void marksInARowCostWhatOthersCost() throws Exception {
        // Two classes, the higher one first: each mark of the second half goes before all of the first.
        int count = 10_000;
        String row = "a" + "\u0315".repeat(count) + "\u0316".repeat(count);
        String spread = "a\u0315\u0316".repeat(count);
        for (var type : TYPES.entrySet()) {
            compare("a name, tag " + type.getKey(), type.getKey(), type.getValue(), spread, row,
                    name -> Name.parse(name, "name"));
        }
        compare("a certificate", Tag.UTF8_STRING, StandardCharsets.UTF_8, spread, row, name -> {
            byte[] encoded = TestPki.raw(c -> c.subject(X500Name.getInstance(name)).names(
                    new GeneralName(X500Name.getInstance(name))));
            CertReader.survey(encoded);
        });
        compare("entries of a list", Tag.UTF8_STRING, StandardCharsets.UTF_8, spread, row,
                name -> CrlReader.read(list(name)));
    }

    /** Letters that become longer, and sigmas, for each of which {@code String} does what takes the text's length. */
    @Test
    void lettersAreFoldedOneByOne() throws Exception {
        String usual = "\u00e9".repeat(20_000);
        for (String dear : List.of("\u00df".repeat(20_000), "\u0130".repeat(8_000), "\u1fb7".repeat(6_000),
                "\u03a3".repeat(4_000), "1".repeat(20_000) + '\u03a3', "\u0391\u03a3" + "1".repeat(20_000))) {
            for (var type : TYPES.entrySet()) {
                compare("U+" + Integer.toHexString(dear.codePointAt(dear.length() / 2)) + ", tag " + type.getKey(),
                        type.getKey(), type.getValue(), usual, dear, name -> Name.parse(name, "name"));
            }
        }
    }

    /** As RFC 4518 section 2.2 maps them; a final sigma is a sigma. */
    @Test
    void casesAreEqual() throws Exception {
        for (List<String> same : List.of(List.of("Stra\u00dfe", "STRASSE", "strasse"),
                List.of("\u039f\u0394\u039f\u03a3 1", "\u03bf\u03b4\u03bf\u03c2 1", "\u03bf\u03b4\u03bf\u03c3 1"),
                List.of("\u0130i", "i\u0307I"), List.of("\ufb00", "FF"), List.of("\ud801\udc00", "\ud801\udc28"),
                List.of("\u00c9", "e\u0301"), List.of("\u0149", "\u02bcN"))) {
            for (String one : same) {
                assertEquals(Name.parse(name(Tag.UTF8_STRING, same.get(0).getBytes(StandardCharsets.UTF_8)), "name"),
                        Name.parse(name(Tag.UTF8_STRING, one.getBytes(StandardCharsets.UTF_8)), "name"), one);
            }
        }
    }

    @Test
    void thirtyMarksArePreparedAndMoreAreNot() throws Exception {
        for (int count : new int[] {1, 30, 31, 40_000}) {
            String text = "A" + "\u0301".repeat(count);
            Name one = Name.parse(name(Tag.UTF8_STRING, text.getBytes(StandardCharsets.UTF_8)), "name");
            Name other = Name.parse(name(Tag.UTF8_STRING, Normalizer.normalize(text, Normalizer.Form.NFC)
                    .toLowerCase().getBytes(StandardCharsets.UTF_8)), "name");
            assertEquals(count <= 30, one.isReadable(), count + " marks");
            if (count <= 30) {
                assertEquals(one, other);
            } else {
                assertNotEquals(one, other);
                assertEquals(one, Name.parse(one.encoded().toBytes(), "name"));
            }
        }
    }

    /** What becomes many times as long would count as short in caches. */
    @Test
    void textThatGrowsIsNotPrepared() throws Exception {
        for (int count : new int[] {1, 3, 1000}) {
            byte[] text = "\ufdfa".repeat(count).getBytes(StandardCharsets.UTF_8);
            assertEquals(count <= 3, Name.parse(name(Tag.UTF8_STRING, text), "name").isReadable(),
                    count + " ligatures");
        }
        for (String honest : List.of("\u337f\u30c8\u30e8\u30bf", "\u3231", "\ufb01nance \u2122", "\uac01".repeat(64))) {
            assertTrue(Name.parse(name(Tag.UTF8_STRING, honest.getBytes(StandardCharsets.UTF_8)), "name").isReadable());
        }
        String longest = "\u00e9".repeat(32_768);
        for (String text : List.of(longest, longest + "\u00e9")) {
            assertEquals(text.equals(longest), Name.parse(name(Tag.UTF8_STRING, text.getBytes(StandardCharsets.UTF_8)),
                    "name").isReadable());
        }
        assertFalse(Name.parse(name(Tag.BMP_STRING, new byte[3]), "name").isReadable());
    }

    private interface OfName {
        void read(byte[] name) throws Exception;
    }

    private static void compare(String what, int tag, Charset charset, String spread, String row, OfName of)
            throws Exception {
        byte[] plain = name(tag, spread.getBytes(charset));
        byte[] attack = name(tag, row.getBytes(charset));
        long usual = cost(() -> of.read(plain));
        long theirs = cost(() -> of.read(attack));
        System.out.printf("%s costs %.1f times as much%n", what, (double) theirs / usual);
        assertTrue(theirs <= MOST * usual,
                () -> what + " costs " + theirs / usual + " times as much");
    }

    /** The least CPU time of several runs. */
    private static long cost(Read read) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begun = threads.getCurrentThreadCpuTime();
            read.once();
            least = Math.min(least, threads.getCurrentThreadCpuTime() - begun);
        }
        return Math.max(1, least);
    }

    private static byte[] name(int tag, byte[] value) {
        return new DerWriter().sequence(name -> name.nested(Tag.SET, relative -> relative.sequence(pair -> pair.raw(CN)
                .element(tag, value)))).toBytes();
    }

    private static byte[] list(byte[] name) {
        byte[] issuer = new DerWriter().sequence(names -> names.nested(Tag.constructed(4), one -> one.raw(name)))
                .toBytes();
        return new DerWriter().sequence(list -> list.sequence(tbs -> tbs.integer(java.math.BigInteger.ONE)
                .raw(ALGORITHM).raw(ISSUER).raw(TIME).raw(TIME).sequence(all -> {
                    for (int i = 0; i < 3; i++) {
                        all.sequence(entry -> entry.integer(java.math.BigInteger.TEN).raw(TIME)
                                .sequence(extensions -> extensions
                                        .sequence(extension -> extension.oid(Oids.CERTIFICATE_ISSUER).octets(issuer))));
                    }
                })).raw(ALGORITHM).raw(HexFormat.of().parseHex("03020000"))).toBytes();
    }

    /** Random names of one attribute and of two, whose parts, joined without separators, would be one text. */
    @Test
    void attributesAreNotJoinedToOthers() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String[] separators = {"+", ":", ",", ""};
        for (int i = 0; i < 2_000; i++) {
            String x = "x".repeat(random.nextInt(8));
            String last = "2.6." + (100 + random.nextInt(900));
            String value = random.nextBoolean() ? "" : "=";
            String separator = separators[random.nextInt(separators.length)];
            // A text of 10 to 19 characters: its type and the first digit of its length look like another type.
            String text = x + separator + last + (1 + value.length()) + "=" + value;
            text += "a".repeat(Math.max(0, 10 + x.length() - text.length()));
            String rest = text.substring(text.indexOf('=', x.length() + separator.length()) + 1);
            assertSameAsJdk(seed, relativeName(Map.of("2.5.4.3", text)),
                    relativeName(Map.of("2.5.4.31", x, last, rest)));
            assertSameAsJdk(seed, relativeName(Map.of("2.5.4.3", x, last, value)),
                    relativeName(Map.of("2.5.4.3", random.nextBoolean() ? x : text, last, value)));
        }
    }

    private static byte[] relativeName(Map<String, String> attributes) {
        DerWriter all = new DerWriter().sequence(name -> name.nested(Tag.SET, set -> new TreeMap<>(attributes)
                .forEach((type, text) -> set.sequence(pair -> pair.oid(Oid.of(type)).element(Tag.UTF8_STRING,
                        text.getBytes(StandardCharsets.UTF_8))))));
        return all.toBytes();
    }

    private static void assertSameAsJdk(long seed, byte[] one, byte[] other) throws Exception {
        Name first = Name.parse(one, "name");
        Name second = Name.parse(other, "name");
        boolean same = new X500Principal(one).equals(new X500Principal(other));
        assertEquals(same, first.equals(second), () -> "seed " + seed + ": " + first + " and " + second);
        assertEquals(same, first.compareTo(second) == 0);
        assertEquals(same, first.isWithin(second));
    }
}
