package dev.handfast.jsse.pkix;

import static dev.handfast.jsse.pkix.MutantChain.ACCESS;
import static dev.handfast.jsse.pkix.MutantChain.ALTERNATIVE_NAMES;
import static dev.handfast.jsse.pkix.MutantChain.AUTHORITY_KEY_ID;
import static dev.handfast.jsse.pkix.MutantChain.BASIC_CONSTRAINTS;
import static dev.handfast.jsse.pkix.MutantChain.EXTENDED_KEY_USAGE;
import static dev.handfast.jsse.pkix.MutantChain.INHIBIT_ANY_POLICY;
import static dev.handfast.jsse.pkix.MutantChain.KEY_USAGE;
import static dev.handfast.jsse.pkix.MutantChain.LIST_POINTS;
import static dev.handfast.jsse.pkix.MutantChain.NAME_CONSTRAINTS;
import static dev.handfast.jsse.pkix.MutantChain.POLICIES;
import static dev.handfast.jsse.pkix.MutantChain.POLICY_CONSTRAINTS;
import static dev.handfast.jsse.pkix.MutantChain.POLICY_MAPPINGS;
import static dev.handfast.jsse.pkix.MutantChain.SUBJECT_KEY_ID;
import static dev.handfast.jsse.pkix.MutantChain.hex;
import static dev.handfast.jsse.pkix.MutantChain.keyId;
import static dev.handfast.jsse.pkix.MutantChain.name;
import static dev.handfast.jsse.pkix.MutantChain.sequence;
import static dev.handfast.jsse.pkix.MutantChain.text;
import static dev.handfast.jsse.pkix.MutantChain.time;

import dev.handfast.der.DerWriter;
import dev.handfast.jsse.pkix.MutantChain.Fields;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Single faults, and things that look like faults, to be written into a chain that is right. */
final class Mutations {

    private static final String SERVER = "06082b06010505070301";
    private static final String CLIENT = "06082b06010505070302";
    private static final String ANY_PURPOSE = "0604551d2500";
    private static final String POLICY_A = "06032a0301";
    private static final String POLICY_B = "06032a0302";
    private static final String ANY_POLICY = "0604551d2000";

    private final Map<String, Consumer<MutantChain>> all = new LinkedHashMap<>();

    private Mutations() {
        fields();
        times();
        names();
        keys();
        extensions();
        authority();
        alternatives();
        constraints();
        policies();
    }

    /** All of them by name; {@code m:} is about the intermediate, {@code l:} about the leaf. */
    static Map<String, Consumer<MutantChain>> all() {
        return new Mutations().all;
    }

    private void leaf(String name, Consumer<Fields> mutation) {
        all.put("l: " + name, chain -> mutation.accept(chain.leaf));
    }

    private void middle(String name, Consumer<Fields> mutation) {
        all.put("m: " + name, chain -> mutation.accept(chain.middle));
    }

    private void both(String name, Consumer<Fields> mutation) {
        leaf(name, mutation);
        middle(name, mutation);
    }

    private void fields() {
        both("nothing", f -> {});
        String[] serials = {"020100", "0201ff", "020f0102030405060708090a0b0c0d0e0f", "02147f" + "00".repeat(19),
            "0215008f" + "00".repeat(19), "0216007f" + "00".repeat(20), "0200", "02020001", "0202ff80"};
        for (String serial : serials) {
            both("serial " + serial, f -> f.serial = hex(serial));
        }
        String[] versions = {"", "a003020100", "a003020101", "a003020103", "a0030201ff", "a00402020002", "a103020102"};
        for (String version : versions) {
            both("version " + version, f -> f.version = hex(version));
            both("without extensions, version " + version, f -> {
                f.version = hex(version);
                f.wrapped = false;
            });
        }
        String sha256 = "06082a8648ce3d040302";
        both("inner algorithm with NULL", f -> f.inner = hex("300c" + sha256 + "0500"));
        both("outer algorithm with NULL", f -> f.outer = hex("300c" + sha256 + "0500"));
        both("both algorithms with NULL", f -> f.inner = f.outer = hex("300c" + sha256 + "0500"));
        both("inner algorithm SHA-384", f -> f.inner = hex("300a06082a8648ce3d040303"));
        both("both algorithms SHA-384", f -> f.inner = f.outer = hex("300a06082a8648ce3d040303"));
        both("both algorithms unknown", f -> f.inner = f.outer = hex("300506032a0304"));
        both("unique identifiers", f -> f.uniqueIds = hex("8102000182020002"));
        both("unique identifiers in version 1", f -> {
            f.version = new byte[0];
            f.wrapped = false;
            f.uniqueIds = hex("81020001");
        });
        both("signature changed", f -> f.tamper = s -> s[s.length - 1] ^= 1);
        both("signature's tag changed", f -> f.tamper = s -> s[0] = 0x31);
    }

    private void times() {
        String[] starts = {"500101000000Z", "491231000000Z", "19500101000000Z", "20240101000000Z",
            "20240101000000.5Z", "20240101000000", "2401010000Z", "240101000000+0000", "240230000000Z",
            "240101240000Z", "240101000060Z", "00000101000000Z", "991231235959Z", "20240101000000+0000",
            "-40101000000Z"};
        for (String start : starts) {
            both("notBefore " + start, f -> f.notBefore = time(start));
        }
        String[] ends = {"99991231235959Z", "20490101000000Z", "240101000000Z", "500101000000Z", "20501301000000Z"};
        for (String end : ends) {
            both("notAfter " + end, f -> f.notAfter = time(end));
        }
    }

    private void names() {
        both("issuer empty", f -> f.issuer = hex("3000"));
        both("subject empty", f -> f.subject = hex("3000"));
        leaf("subject empty, alternative names critical", f -> {
            f.subject = hex("3000");
            f.put(ALTERNATIVE_NAMES, true, sequence("820c" + text("leaf.example")));
        });
        leaf("subject empty, no alternative names", f -> {
            f.subject = hex("3000");
            f.without(ALTERNATIVE_NAMES);
        });
        both("subject with an empty relative name", f -> f.subject = hex("30023100"));
        both("issuer's case", f -> f.issuer = name(f.issuer.length == name("root").length ? "ROOT" : "MIDDLE"));
        leaf("issuer as PrintableString", f -> f.issuer = name(0x13, "middle".getBytes()));
        leaf("issuer as TeletexString", f -> f.issuer = name(0x14, "middle".getBytes()));
        leaf("issuer as BMPString", f -> f.issuer = name(0x1e, hex("006d006900640064006c0065")));
        leaf("issuer with spaces", f -> f.issuer = name(" middle "));
        leaf("issuer as OCTET STRING", f -> f.issuer = name(0x04, "middle".getBytes()));
        leaf("issuer other", f -> f.issuer = name("muddle"));
        both("subject no UTF-8", f -> f.subject = name(0x0c, hex("c0af")));
        leaf("subject with constructed string", f -> f.subject = name(0x2c, hex("0c0161")));
    }

    private void keys() {
        String ec = "301306072a8648ce3d020106082a8648ce3d030107";
        String x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
        String y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("EC compressed", "3039" + ec + "03220003" + x);
        keys.put("EC off the curve", "3059" + ec + "03420004" + x + y.replace('4', '5'));
        keys.put("EC at infinity", "3018" + ec + "03020000");
        keys.put("EC hybrid", "3059" + ec + "03420007" + x + y);
        keys.put("EC without parameters", "304f300906072a8648ce3d0201034200" + "04" + x + y);
        keys.put("EC with NULL", "3051300b06072a8648ce3d02010500034200" + "04" + x + y);
        keys.put("EC with unused bits", "3059" + ec + "03420104" + x + y.replace("51f5", "51f4"));
        keys.put("Ed25519", "302a300506032b6570032100" + x);
        keys.put("Ed25519 with NULL", "302c300706032b65700500032100" + x);
        keys.put("Ed25519 short", "3029300506032b6570032000" + x.substring(2));
        keys.put("unknown", "300b300506032a030403020000");
        String rsa = "300d06092a864886f70d0101010500";
        keys.put("RSA of no sense", "3015" + rsa + "030400010203");
        keys.put("RSA with exponent 1", spki(rsa, "020101"));
        keys.put("RSA with exponent 2", spki(rsa, "020102"));
        keys.put("RSA with exponent 3", spki(rsa, "020103"));
        keys.put("RSA without NULL", spki("300b06092a864886f70d010101", "0203010001"));
        keys.put("RSA trailing", spki(rsa, "02030100010500"));
        keys.put("RSA negative", spki(rsa, "0201ff"));
        keys.forEach((name, key) -> leaf("key " + name, f -> f.key = hex(key)));
    }

    private static String spki(String algorithm, String exponent) {
        String modulus = "0282010100" + "c3".repeat(256);
        String key = sequence(modulus + exponent);
        String bits = "038201" + String.format("%02x", key.length() / 2 + 1 - 256) + "00" + key;
        return sequence(algorithm + bits);
    }

    private void extensions() {
        both("extensions empty", f -> f.extensions.clear());
        both("unknown extension", f -> f.put("1.2.3.4", false, "0500"));
        both("unknown critical extension", f -> f.put("1.2.3.4", true, "0500"));
        both("extension with critical FALSE", f -> f.put("1.2.3.4", hex("010100"), hex("0500")));
        both("extension with critical 01", f -> f.put("1.2.3.4", hex("010101"), hex("0500")));
        both("extension with critical empty", f -> f.put("1.2.3.4", hex("0100"), hex("0500")));
        both("extension twice", f -> f.put("1.2.3.4", false, "0500").more.add(f.extensions.get("1.2.3.4")));
        both("key usage twice", f -> f.more.add(f.extensions.get(KEY_USAGE)));
        both("extension with leftovers", f -> f.more.add(hex("300906032a030404010000")));
        String[] known = {BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, ALTERNATIVE_NAMES, NAME_CONSTRAINTS,
            POLICIES, POLICY_MAPPINGS, POLICY_CONSTRAINTS, INHIBIT_ANY_POLICY, SUBJECT_KEY_ID, AUTHORITY_KEY_ID,
            LIST_POINTS, ACCESS, "2.5.29.46", "2.5.29.18", "2.5.29.9", "1.3.6.1.5.5.7.1.11", "1.3.6.1.5.5.7.1.24"};
        for (String oid : known) {
            both(oid + " of zero octets", f -> f.put(oid, false, ""));
            both(oid + " of no sense", f -> f.put(oid, false, "ff"));
            both(oid + " an empty SEQUENCE", f -> f.put(oid, false, "3000"));
            both(oid + " an empty critical SEQUENCE", f -> f.put(oid, true, "3000"));
            both(oid + " of indefinite length", f -> f.put(oid, false, "30800000"));
            both(oid + " with leftovers", f -> f.put(oid, false, "30000500"));
        }
        both("subject key identifier empty", f -> f.put(SUBJECT_KEY_ID, false, "0400"));
        both("subject key identifier critical", f -> f.put(SUBJECT_KEY_ID, true, "040101"));
        both("authority key identifier critical", f -> f.put(AUTHORITY_KEY_ID, true, "3003800101"));
        both("authority key identifier of another", f -> f.put(AUTHORITY_KEY_ID, false, "30168014" + keyId(2)));
        both("authority key identifier by issuer only", f -> f.put(AUTHORITY_KEY_ID, false, "3007a1058203612e62"));
        both("authority key identifier by serial only", f -> f.put(AUTHORITY_KEY_ID, false, "3003820101"));
        both("authority key identifier by another serial", f -> f.put(AUTHORITY_KEY_ID, false,
                sequence("a10fa40d300b3109300706035504030c00820101")));
        both("no key identifiers", f -> f.without(SUBJECT_KEY_ID).without(AUTHORITY_KEY_ID));
    }

    private void authority() {
        String[] basics = {"3000", "3003010100", "3003010101", "30030101ff", "3006010100020100", "30060101ff020100",
            "30060101ff0201ff", "30070101ff02020000", "30080101ff0203ffffff", "300e0101ff02097fffffffffffffffff",
            "3003020100", "30060201000101ff", "30040101ff00", "30050101ff0500"};
        for (String basic : basics) {
            both("basic constraints " + basic, f -> f.put(BASIC_CONSTRAINTS, true, basic));
        }
        both("basic constraints not critical", f -> f.put(BASIC_CONSTRAINTS, false, "30030101ff"));
        both("no basic constraints", f -> f.without(BASIC_CONSTRAINTS));
        all.put("r: path length 0", c -> c.root.put(BASIC_CONSTRAINTS, true, "30060101ff020100"));
        all.put("r: no authority", c -> c.root.put(BASIC_CONSTRAINTS, true, "3000"));
        all.put("r: expired", c -> c.root.notAfter = time("250101000000Z"));
        all.put("r: unknown critical extension", c -> c.root.put("1.2.3.4", true, "0500"));
        String[] usages = {"030100", "03020106", "03020520", "03020640", "03020780", "0303070680",
            "03020000", "03020086", "03020187", "03020080", "0303000600", "03020806", "0300", "030101",
            "0303078080"};
        for (String usage : usages) {
            both("key usage " + usage, f -> f.put(KEY_USAGE, true, usage));
        }
        both("no key usage", f -> f.without(KEY_USAGE));
        String[][] purposes = {{"server", SERVER}, {"client", CLIENT}, {"any", ANY_PURPOSE}, {"both", SERVER + CLIENT},
            {"twice", SERVER + SERVER}, {"malformed", "060180"}, {"OCSP", "06082b06010505070309"}};
        for (String[] purpose : purposes) {
            both("purpose " + purpose[0], f -> f.put(EXTENDED_KEY_USAGE, false, sequence(purpose[1])));
            both("critical purpose " + purpose[0],
                    f -> f.put(EXTENDED_KEY_USAGE, true, sequence(purpose[1])));
        }
        all.put("purposes disjoint", c -> {
            c.middle.put(EXTENDED_KEY_USAGE, false, sequence(CLIENT));
            c.leaf.put(EXTENDED_KEY_USAGE, false, sequence(SERVER));
        });
    }

    private void alternatives() {
        String[][] alternatives = {{"address of 5", "87050102030405"}, {"address of 0", "8700"},
            {"address of 8", "87080102030405060708"}, {"host empty", "8200"}, {"host with high octet", "820361ff62"},
            {"host with zero", "8203610062"}, {"host with space", "82022061"},
            {"host with star inside", "8206612a2e782e79"}, {"mail of no sense", "8103616263"},
            {"URI relative", "860161"},
            {"tag 9", "890161"}, {"tag constructed", "a2030c0161"}, {"registered malformed", "880180"},
            {"other without value", "a00506032a0304"}, {"other with value", "a00906032a0304a0020500"},
            {"other with two values", "a00b06032a0304a00405000500"}, {"x400", "a3020500"}, {"ediParty", "a5020500"},
            {"directory empty", "a4023000"}, {"directory malformed", "a4020500"},
            {"directory leftovers", "a40430000500"}};
        for (String[] alternative : alternatives) {
            leaf("alternative " + alternative[0],
                    f -> f.put(ALTERNATIVE_NAMES, false, sequence(alternative[1])));
        }
    }

    private void constraints() {
        BiConsumer<String, String> permitted = (name, base) -> {
            String subtree = sequence(base);
            String tagged = hexOf(0xa0, subtree);
            middle("permitted " + name, f -> f.put(NAME_CONSTRAINTS, true, sequence(tagged)));
            middle("permitted " + name + ", not critical",
                    f -> f.put(NAME_CONSTRAINTS, false, sequence(tagged)));
            middle("excluded " + name, f -> f.put(NAME_CONSTRAINTS, true,
                    sequence(hexOf(0xa1, subtree))));
        };
        permitted.accept("host above", "8207" + text("example"));
        permitted.accept("host itself", "820c" + text("leaf.example"));
        permitted.accept("host other", "8205" + text("other"));
        permitted.accept("host empty", "8200");
        permitted.accept("host with dot", "8208" + text(".example"));
        permitted.accept("host in capitals", "8207" + text("EXAMPLE"));
        permitted.accept("host with final dot", "8208" + text("example."));
        permitted.accept("host minimum 0", "8207" + text("example") + "800100");
        permitted.accept("host minimum 1", "8207" + text("example") + "800101");
        permitted.accept("host maximum", "8207" + text("example") + "810101");
        permitted.accept("address", "87080a000000ff000000");
        permitted.accept("address with holes", "87080a000000ff00ff00");
        permitted.accept("address of 4", "87040a000000");
        permitted.accept("mail", "8107" + text("example"));
        permitted.accept("URI", "8607" + text("example"));
        permitted.accept("directory empty", "a4023000");
        permitted.accept("directory other", hexOf(0xa4, hexOf(name("else"))));
        permitted.accept("directory same", hexOf(0xa4, hexOf(name("LEAF"))));
        permitted.accept("registered", "88032a0304");
        permitted.accept("other", "a00906032a0304a0020500");
        permitted.accept("x400", "a3020500");
        permitted.accept("nothing", "");
        middle("constraints with both empty", f -> f.put(NAME_CONSTRAINTS, true, "3004a000a100"));
        middle("constraints in wrong order", f -> f.put(NAME_CONSTRAINTS, true, sequence(
                "a10930078205" + text("other") + "a00b30098207" + text("example"))));
        leaf("constraints", f -> f.put(NAME_CONSTRAINTS, true, sequence("a00b30098207" + text("example"))));
    }

    private void policies() {
        String a = sequence(POLICY_A);
        both("policy", f -> f.put(POLICIES, false, sequence(a)));
        both("policy twice", f -> f.put(POLICIES, false, sequence(a + a)));
        both("critical policy with unknown qualifier", f -> f.put(POLICIES, true,
                sequence(sequence(POLICY_A + sequence(sequence("06032a03090500"))))));
        both("policy with empty qualifiers", f -> f.put(POLICIES, false,
                sequence(sequence(POLICY_A + "3000"))));
        String[] limits = {"800100", "800101", "8001ff", "810100", "800100810100", "810100800100", "820100", "8000"};
        for (String limit : limits) {
            both("policy constraints " + limit, f -> f.put(POLICY_CONSTRAINTS, true, sequence(limit)));
            all.put("policy in both, constraints " + limit, c -> {
                c.middle.put(POLICIES, false, sequence(a))
                        .put(POLICY_CONSTRAINTS, true, sequence(limit));
                c.leaf.put(POLICIES, false, sequence(a));
            });
        }
        all.put("explicit policy, policies disjoint", c -> {
            c.middle.put(POLICIES, false, sequence(a)).put(POLICY_CONSTRAINTS, true, "3003800100");
            c.leaf.put(POLICIES, false, sequence(sequence(POLICY_B)));
        });
        String[][] mappings = {{"A to B", POLICY_A + POLICY_B}, {"any to B", ANY_POLICY + POLICY_B},
            {"A to any", POLICY_A + ANY_POLICY}, {"A alone", POLICY_A}, {"leftovers", POLICY_A + POLICY_B + "0500"}};
        for (String[] mapping : mappings) {
            String pair = sequence(sequence(mapping[1]));
            middle("mapping " + mapping[0], f -> f.put(POLICY_MAPPINGS, true, pair));
            all.put("explicit policy, mapping " + mapping[0], c -> {
                c.middle.put(POLICIES, false, sequence(a)).put(POLICY_CONSTRAINTS, true, "3003800100")
                        .put(POLICY_MAPPINGS, true, pair);
                c.leaf.put(POLICIES, false, sequence(sequence(POLICY_B)));
            });
        }
        String[] inhibits = {"020100", "0201ff", "020500ffffffff", "0200"};
        for (String inhibit : inhibits) {
            both("inhibitAnyPolicy " + inhibit, f -> f.put(INHIBIT_ANY_POLICY, true, inhibit));
        }
        all.put("explicit policy, any inhibited", c -> {
            c.middle.put(POLICIES, false, sequence(a)).put(POLICY_CONSTRAINTS, true, "3003800100")
                    .put(INHIBIT_ANY_POLICY, true, "020100");
            c.leaf.put(POLICIES, false, sequence(sequence(ANY_POLICY)));
        });
    }

    private static String hexOf(int tag, String inside) {
        return hexOf(new DerWriter().element(tag, hex(inside)).toBytes());
    }

    private static String hexOf(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
