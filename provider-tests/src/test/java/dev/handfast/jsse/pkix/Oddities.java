package dev.handfast.jsse.pkix;

import static dev.handfast.jsse.pkix.MutantChain.ACCESS;
import static dev.handfast.jsse.pkix.MutantChain.ALTERNATIVE_NAMES;
import static dev.handfast.jsse.pkix.MutantChain.AUTHORITY_KEY_ID;
import static dev.handfast.jsse.pkix.MutantChain.BASIC_CONSTRAINTS;
import static dev.handfast.jsse.pkix.MutantChain.EXTENDED_KEY_USAGE;
import static dev.handfast.jsse.pkix.MutantChain.KEY_USAGE;
import static dev.handfast.jsse.pkix.MutantChain.LIST_POINTS;
import static dev.handfast.jsse.pkix.MutantChain.NAME_CONSTRAINTS;
import static dev.handfast.jsse.pkix.MutantChain.POLICIES;
import static dev.handfast.jsse.pkix.MutantChain.SUBJECT_KEY_ID;
import static dev.handfast.jsse.pkix.MutantChain.hex;
import static dev.handfast.jsse.pkix.MutantChain.name;
import static dev.handfast.jsse.pkix.MutantChain.sequence;
import static dev.handfast.jsse.pkix.MutantChain.text;
import static dev.handfast.jsse.pkix.MutantChain.time;

import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.jsse.pkix.MutantChain.Fields;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What is odd about certificates in use, and some that nobody should use: each as one change of a certificate. */
final class Oddities {

    /** Where the odd certificate stands. */
    enum Role { LEAF, INTERMEDIATE, ANCHOR }

    private final Map<String, BiConsumer<Fields, Role>> all = new LinkedHashMap<>();

    private Oddities() {
        fields();
        times();
        names();
        extensions();
        limits();
    }

    /** All of them by name. */
    static Map<String, BiConsumer<Fields, Role>> all() {
        return new Oddities().all;
    }

    /** A chain in which the certificate of one role is odd, and the others fit to it. */
    static MutantChain chain(BiConsumer<Fields, Role> oddity, Role role) {
        MutantChain chain = new MutantChain();
        oddity.accept(role == Role.LEAF ? chain.leaf : role == Role.INTERMEDIATE ? chain.middle : chain.root, role);
        if (role == Role.INTERMEDIATE) {
            chain.leaf.issuer = chain.middle.subject;
        } else if (role == Role.ANCHOR) {
            chain.middle.issuer = chain.root.subject;
        }
        return chain;
    }

    private void add(String name, BiConsumer<Fields, Role> oddity) {
        all.put(name, oddity);
    }

    private void fields() {
        add("nothing odd", (f, r) -> {});
        for (String[] serial : new String[][] {{"zero", "020100"}, {"negative", "0201ff"},
            {"of 20 octets", "02147f" + "01".repeat(19)}, {"of 21 octets", "02157f" + "01".repeat(20)},
            {"of 37 octets", "02257f" + "01".repeat(36)}, {"of 64 octets", "02407f" + "01".repeat(63)},
            {"of 90 octets", "025a7f" + "01".repeat(89)}, {"with a needless zero octet", "02020001"}}) {
            add("serial " + serial[0], (f, r) -> f.serial = hex(serial[1]));
        }
        add("version 1 written out, no extensions", (f, r) -> {
            f.version = hex("a003020100");
            f.wrapped = false;
        });
        add("version 1, no extensions", (f, r) -> {
            f.version = new byte[0];
            f.wrapped = false;
        });
        add("version 1 with extensions", (f, r) -> f.version = new byte[0]);
        add("version 4", (f, r) -> f.version = hex("a003020103"));
        add("version 1 with unique identifiers", (f, r) -> {
            f.version = new byte[0];
            f.wrapped = false;
            f.uniqueIds = hex("81020001");
        });
        add("version 3 with unique identifiers", (f, r) -> f.uniqueIds = hex("8102000182020002"));
        String sha256 = "06082a8648ce3d040302";
        add("NULL beside both signature algorithms", (f, r) -> f.inner = f.outer = hex("300c" + sha256 + "0500"));
        add("NULL beside the inner signature algorithm", (f, r) -> f.inner = hex("300c" + sha256 + "0500"));
        add("NULL beside the outer signature algorithm", (f, r) -> f.outer = hex("300c" + sha256 + "0500"));
        add("RSA key with an even exponent", (f, r) -> f.key = hex("30820122300d06092a864886f70d01010105000382010f00"
                + "3082010a0282010100" + "c3".repeat(256) + "0203010000"));
        add("inner signature algorithm of another hash", (f, r) -> f.inner = hex("300a06082a8648ce3d040303"));
    }

    private void times() {
        add("UTCTime without seconds", (f, r) -> f.notBefore = time("2401010000Z"));
        add("UTCTime with an offset", (f, r) -> f.notBefore = new DerWriter().element(Tag.UTC_TIME,
                "240101000000+0000".getBytes(StandardCharsets.US_ASCII)).toBytes());
        add("UTCTime that does not exist", (f, r) -> f.notBefore = time("240230000000Z"));
        add("GeneralizedTime before 2050", (f, r) -> f.notBefore = time("20240101000000Z"));
        add("GeneralizedTime with a fraction", (f, r) -> f.notBefore = time("20240101000000.5Z"));
        add("GeneralizedTime without Z", (f, r) -> f.notBefore = time("20240101000000"));
        add("no end (99991231235959Z)", (f, r) -> f.notAfter = time("99991231235959Z"));
    }

    private void names() {
        subject("PrintableString with * and @", name(Tag.PRINTABLE_STRING,
                "*a@b_c".getBytes(StandardCharsets.US_ASCII)));
        subject("TeletexString with umlaut", name(Tag.TELETEX_STRING, hex("4d" + "fc" + "6c")));
        subject("BMPString", name(Tag.BMP_STRING, hex("00610062")));
        subject("UTF8String that is none", name(Tag.UTF8_STRING, hex("c0af")));
        subject("value that is empty", name(Tag.UTF8_STRING, new byte[0]));
        subject("country of five letters", new DerWriter().sequence(n -> n.nested(Tag.SET, set -> set.sequence(
                pair -> pair.oid(Oid.of("2.5.4.6")).element(Tag.PRINTABLE_STRING,
                        "Italy".getBytes(StandardCharsets.US_ASCII)))))
                .toBytes());
        subject("name that is empty", hex("3000"));
        add("empty issuer", (f, r) -> f.issuer = hex("3000"));
    }

    private void subject(String what, byte[] encoded) {
        add("subject with a " + what, (f, r) -> {
            f.subject = encoded;
            f.issuer = r == Role.ANCHOR ? encoded : f.issuer;
        });
    }

    private void extensions() {
        add("empty list of extensions", (f, r) -> f.extensions.clear());
        add("critical FALSE written out", (f, r) -> f.put(SUBJECT_KEY_ID, hex("010100"), hex("0404" + "01020304")));
        add("critical TRUE as 01", (f, r) -> f.put(KEY_USAGE, hex("010101"),
                hex(r == Role.LEAF ? "03020780" : "03020106")));
        add("unknown critical extension", (f, r) -> f.put("1.2.3.4", true, "0500"));
        add("unknown extension", (f, r) -> f.put("1.2.3.4", false, "0500"));
        add("unknown extension that is no DER", (f, r) -> f.put("1.2.3.4", false, "ffff"));
        twice("an unknown extension", "1.2.3.4", "0500");
        twice("a key identifier", SUBJECT_KEY_ID, "040101");
        add("key usage twice", (f, r) -> twice(f, KEY_USAGE, r == Role.LEAF ? "03020780" : "03020106"));
        add("no alternative names in the extension", (f, r) -> f.put(ALTERNATIVE_NAMES, false, "3000"));
        add("no alternative names in the critical extension", (f, r) -> f.put(ALTERNATIVE_NAMES, true, "3000"));
        add("alternative address of 5 octets", (f, r) -> f.put(ALTERNATIVE_NAMES, false, sequence("87050102030405")));
        add("alternative name beyond ASCII", (f, r) -> f.put(ALTERNATIVE_NAMES, false, sequence("8203" + "61fc62")));
        add("alternative name with an underscore", (f, r) -> f.put(ALTERNATIVE_NAMES, false,
                sequence("8205" + text("a_b.c"))));
        add("subject key identifier that is no DER", (f, r) -> f.put(SUBJECT_KEY_ID, false, "ffff"));
        add("subject key identifier with trailing bytes", (f, r) -> f.put(SUBJECT_KEY_ID, false, "0401010500"));
        add("subject key identifier critical", (f, r) -> f.put(SUBJECT_KEY_ID, true, "040101"));
        add("authority key identifier with issuer and no serial", (f, r) -> f.put(AUTHORITY_KEY_ID, false,
                sequence("a10c820a" + text("ab.example"))));
        add("authority key identifier empty", (f, r) -> f.put(AUTHORITY_KEY_ID, false, "3000"));
        add("authority access that is no DER", (f, r) -> f.put(ACCESS, false, "0500"));
        add("distribution points that are no DER", (f, r) -> f.put(LIST_POINTS, false, "0500"));
    }

    private void twice(String what, String oid, String value) {
        add(what + " twice", (f, r) -> twice(f, oid, value));
    }

    private static void twice(Fields fields, String oid, String value) {
        fields.put(oid, false, value);
        fields.more.add(fields.extensions.get(oid));
    }

    private void limits() {
        add("basic constraints not critical", (f, r) -> f.put(BASIC_CONSTRAINTS, false,
                r == Role.LEAF ? "3000" : "30030101ff"));
        add("cA FALSE written out", (f, r) -> f.put(BASIC_CONSTRAINTS, true, "3003010100"));
        add("cA TRUE as 01", (f, r) -> f.put(BASIC_CONSTRAINTS, true, "3003010101"));
        add("negative path length", (f, r) -> f.put(BASIC_CONSTRAINTS, true, "30060101ff0201ff"));
        add("path length without cA", (f, r) -> f.put(BASIC_CONSTRAINTS, true, "3003020100"));
        add("key usage with trailing zero bits", (f, r) -> f.put(KEY_USAGE, true,
                r == Role.LEAF ? "0303008000" : "0303000600"));
        add("key usage with padding that is set", (f, r) -> f.put(KEY_USAGE, true,
                r == Role.LEAF ? "03020781" : "03020107"));
        add("key usage without any", (f, r) -> f.put(KEY_USAGE, true, "030100"));
        add("extended key usage without any", (f, r) -> f.put(EXTENDED_KEY_USAGE, false, "3000"));
        add("policy twice", (f, r) -> f.put(POLICIES, false, sequence(
                sequence("06032a0301") + sequence("06032a0301"))));
        add("name constraints that are no DER", (f, r) -> f.put(NAME_CONSTRAINTS, false, "0500"));
        add("name constraints with minimum 0 written out", (f, r) -> f.put(NAME_CONSTRAINTS, true,
                sequence("a00e300c8207" + text("example") + "800100")));
    }
}
