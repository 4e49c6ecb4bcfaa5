package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5280 section 4.2.1.10, form by form: constraint, name, and what each kind of constraint makes of it. */
@Tag("unit")
class NameConstraintsTest {

    private static final TestPki ROOT = TestPki.root("CN=root");

    @ParameterizedTest
    @CsvSource({
        // constraint, name, permitted, excluded
        "DNS:example.com, DNS:example.com, ok, NAME_EXCLUDED",
        "DNS:example.com, DNS:a.b.EXAMPLE.com, ok, NAME_EXCLUDED",
        "DNS:example.com, DNS:badexample.com, NAME_NOT_PERMITTED, ok",
        "DNS:example.com, DNS:*.example.com, ok, NAME_EXCLUDED",
        "DNS:www.example.com, DNS:*.example.com, NAME_NOT_PERMITTED, NAME_EXCLUDED",
        "DNS:a.www.example.com, DNS:*.example.com, NAME_NOT_PERMITTED, ok",
        "DNS:.example.com, DNS:example.com, NAME_NOT_PERMITTED, ok",
        "DNS:.example.com, DNS:*.example.com, ok, NAME_EXCLUDED",
        "DNS:.example.com, DNS:www.example.com, ok, NAME_EXCLUDED",
        "DNS:'', DNS:anything.test, ok, NAME_EXCLUDED",
        "DNS:*.example.com, DNS:www.example.com, CONSTRAINT_MALFORMED, CONSTRAINT_MALFORMED",
        "DNS:example..com, DNS:www.example.com, CONSTRAINT_MALFORMED, CONSTRAINT_MALFORMED",
        "DNS:example.com, DNS:.example.com, NAME_MALFORMED, NAME_MALFORMED",
        "DNS:example.com, DNS:www.*.example.com, NAME_MALFORMED, NAME_MALFORMED",
        "DNS:example.com, IP:192.0.2.1, ok, ok",
        "IP:192.0.2.0/24, IP:192.0.2.200, ok, NAME_EXCLUDED",
        "IP:192.0.2.0/24, IP:192.0.3.1, NAME_NOT_PERMITTED, ok",
        "IP:192.0.2.0/24, IP:2001:db8::1, NAME_NOT_PERMITTED, ok",
        "IP:2001:db8::/32, IP:2001:db8:ffff::1, ok, NAME_EXCLUDED",
        "IP:0.0.0.0/0, IP:192.0.2.1, ok, NAME_EXCLUDED",
        "RAWIP:c0000200ff00ff00, IP:192.0.2.1, CONSTRAINT_MALFORMED, CONSTRAINT_MALFORMED",
        "RAWIP:c0000201, IP:192.0.2.1, CONSTRAINT_MALFORMED, CONSTRAINT_MALFORMED",
        "EMAIL:example.com, EMAIL:a@Example.com, ok, NAME_EXCLUDED",
        "EMAIL:example.com, EMAIL:a@sub.example.com, NAME_NOT_PERMITTED, ok",
        "EMAIL:.example.com, EMAIL:a@sub.example.com, ok, NAME_EXCLUDED",
        "EMAIL:.example.com, EMAIL:a@example.com, NAME_NOT_PERMITTED, ok",
        "EMAIL:a@example.com, EMAIL:a@EXAMPLE.com, ok, NAME_EXCLUDED",
        "EMAIL:a@example.com, EMAIL:A@example.com, NAME_NOT_PERMITTED, ok",
        "EMAIL:example.com, EMAIL:a@b@example.com, NAME_MALFORMED, NAME_MALFORMED",
        "EMAIL:a@b@example.com, EMAIL:a@example.com, CONSTRAINT_MALFORMED, CONSTRAINT_MALFORMED",
        "URI:example.com, URI:https://example.com/x, ok, NAME_EXCLUDED",
        "URI:example.com, URI:https://www.example.com/x, NAME_NOT_PERMITTED, ok",
        "URI:.example.com, URI:https://u@www.example.com:8443?x, ok, NAME_EXCLUDED",
        "URI:example.com, URI:https://192.0.2.1/, NAME_MALFORMED, NAME_MALFORMED",
        "URI:example.com, URI:urn:x:y, NAME_MALFORMED, NAME_MALFORMED",
        "URI:example.com, URI:https://evil.test\\@example.com/, NAME_NOT_PERMITTED, ok",
        "DIR:O=Acme;CN=root, DIR:O=ACME;CN=Root;OU=x, ok, NAME_EXCLUDED",
        "DIR:O=Acme, DIR:O=Other, NAME_NOT_PERMITTED, ok",
        "OTHER:x, DNS:example.com, ok, ok",
        "EMAIL:example.com, UTF8MAIL:\u00fc@example.com, ok, NAME_EXCLUDED",
        "EMAIL:example.com, UTF8MAIL:\u00fc@other.test, NAME_NOT_PERMITTED, ok",
        "EMAIL:u@example.com, UTF8MAIL:\u00fc@example.com, NAME_NOT_PERMITTED, ok",
        "EMAIL:example.com, UTF8MAIL:\u00fc@ex\u00e4mple.com, NAME_MALFORMED, NAME_MALFORMED",
        "EMAIL:example.com, OTHER:y, ok, ok",
        "OTHER:x, UTF8MAIL:\u00fc@example.com, CONSTRAINT_NOT_UNDERSTOOD, CONSTRAINT_NOT_UNDERSTOOD",
        "OTHER:x, OTHER:y, CONSTRAINT_NOT_UNDERSTOOD, CONSTRAINT_NOT_UNDERSTOOD",
    })
    @PublishedAttack(id = "RUSTSEC-2026-0098", victim = "webpki", kind = AttackKind.NAMES,
            what = "a URI evades name constraints")
    void constrains(String constraint, String name, String ifPermitted, String ifExcluded) {
        Cert target = ROOT.issue("O=Acme", c -> c.names(general(name))).cert();
        boolean directory = constraint.startsWith("DIR:");
        Cert named = directory ? ROOT.issue(name.substring(4).replace(';', ','), c -> {}).cert() : target;
        GeneralSubtree[] subtree = {new GeneralSubtree(general(constraint))};
        assertEquals(ifPermitted, outcome(new NameConstraints(subtree, null), named), "permitted");
        assertEquals(ifExcluded, outcome(new NameConstraints(null, subtree), named), "excluded");
    }

    /** A way to write a name does not lead out of a subtree. */
    @ParameterizedTest
    @CsvSource({
        "0c 4576696c, NAME_EXCLUDED", // UTF8String
        "14 4576696c, NAME_EXCLUDED", // TeletexString
        "1a 4556494c, NAME_EXCLUDED", // VisibleString, other case
        "1e 004500760069006c, NAME_EXCLUDED", // BMPString
        "0c 45c2ad76696c, NAME_EXCLUDED", // with a soft hyphen
        "0c efbca5efbd96efbd89efbd8c, NAME_EXCLUDED", // in full width
        "0c f09d90847669f09d90bf, NAME_EXCLUDED", // with mathematical capitals
        "0c 4576696cff, NAME_MALFORMED", // no UTF-8
        "0c 476f6f64, ok",
    })
    void excludesDirectoryNamesHoweverTheyAreWritten(String written, String expected) throws Exception {
        String[] parts = written.split(" ");
        byte[] content = java.util.HexFormat.of().parseHex(parts[1]);
        X500Name subject = X500Name.getInstance(new DerWriter().sequence(name -> name.nested(0x31, set -> set.sequence(
                pair -> pair.oid(Oid.of("2.5.4.10")).element(Integer.parseInt(parts[0], 16), content)))).toBytes());
        NameConstraints excluded = new NameConstraints(null, new GeneralSubtree[] {
            new GeneralSubtree(new GeneralName(new X500Name("O=Evil")))});
        TestPki target = ROOT.issue("CN=x", c -> c.subject(subject));
        assertEquals(expected, outcome(excluded, target.cert()));
    }

    /** What a peer can make many of is paid for: each name with each subtree of its form, and each certificate. */
    @ParameterizedTest
    @CsvSource({"IP:192.0.2.0/24, IP:192.0.2.1, 7", "EMAIL:example.com, EMAIL:a@example.com, 7",
        "URI:example.com, URI:https://example.com/, 7", "DIR:O=Good, DIR:O=Good, 10"})
    void comparisonsArePaidFor(String constraint, String name, int comparisons) throws Exception {
        GeneralSubtree subtree = new GeneralSubtree(general(constraint));
        GeneralSubtree other = new GeneralSubtree(general(constraint.replace("192.0.2", "10.0.0").replace("example",
                "elsewhere").replace("Good", "Bad")));
        Cert authority = ROOT.issue("CN=ca", c -> c.authority(-1).extension(Extension.nameConstraints, true,
                new NameConstraints(new GeneralSubtree[] {subtree, other}, new GeneralSubtree[] {other}))).cert();
        Cert target = ROOT.issue("O=Good", c -> c.names(general(name), general(name))).cert();
        Budget budget = new Budget();
        dev.handfast.pki.path.NameConstraints.of(authority.nameConstraints(), authority, 1).check(target, 0, budget);
        assertTrue(budget.spent().contains(", " + comparisons + " name comparisons"), budget.spent());
    }

    private static String outcome(NameConstraints constraints, Cert target) {
        Cert authority = ROOT.issue("CN=ca", c -> c.authority(-1)
                .extension(Extension.nameConstraints, true, constraints)).cert();
        try {
            dev.handfast.pki.path.NameConstraints.of(authority.nameConstraints(), authority, 1)
                    .check(target, 0, new Budget());
            return "ok";
        } catch (PathRefused e) {
            return e.fault().toString();
        }
    }

    private static GeneralName general(String text) {
        String value = text.substring(text.indexOf(':') + 1).replace("'", "").replace(';', ',');
        return switch (text.substring(0, text.indexOf(':'))) {
            case "DNS" -> new GeneralName(GeneralName.dNSName, value);
            case "IP" -> new GeneralName(GeneralName.iPAddress, value);
            case "RAWIP" -> new GeneralName(GeneralName.iPAddress,
                    new DEROctetString(java.util.HexFormat.of().parseHex(value)));
            case "EMAIL" -> new GeneralName(GeneralName.rfc822Name, value);
            case "URI" -> new GeneralName(GeneralName.uniformResourceIdentifier, value);
            case "DIR" -> new GeneralName(new X500Name(value));
            case "UTF8MAIL" -> new GeneralName(GeneralName.otherName, new org.bouncycastle.asn1.x509.OtherName(
                    new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9"),
                    new org.bouncycastle.asn1.DERUTF8String(value)));
            default -> new GeneralName(GeneralName.otherName, new org.bouncycastle.asn1.x509.OtherName(
                    new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.2.3.4"),
                    new org.bouncycastle.asn1.DERUTF8String(value)));
        };
    }
}
