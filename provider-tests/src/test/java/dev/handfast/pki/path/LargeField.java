package dev.handfast.pki.path;

import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.pki.TestPki;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * A field of a certificate that a search reads, made large.
 *
 * @param name which
 * @param names alternative names of about so many octets; null for none
 * @param limits name constraints for authorities; null for none
 * @param other what else is large
 * @param dn a long name for those who issue, and for the target
 * @param malformed whether the constraints are such that only one authority may have them, or there is no mesh
 */
record LargeField(String name, IntFunction<GeneralName[]> names, IntFunction<GeneralName[]> limits,
        BiConsumer<TestPki.Content, Integer> other, boolean dn,
        boolean malformed) {

    private static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");
    static final String TARGET = "target.example";

    private static final String LONG_HOST = "a.".repeat(125) + "b.a";

    static final LargeField NONE = new LargeField("plain", null, null, null, false, false);
    static final List<LargeField> ALL = all();

    LargeField limitsOnly() {
        return new LargeField(name, null, limits, null, dn, malformed);
    }

    String authority(int octets) {
        return dn ? "CN=X,O=" + "o".repeat(octets) : "CN=X";
    }

    String subject(int octets) {
        return dn ? "CN=target,OU=" + "o".repeat(octets) : "CN=target";
    }

    /** Which constraints an authority has beside those of the field. */
    enum Role {
        TARGET, AUTHORITY,
        /** Excludes the target's name, which is refused wherever this is met. */
        EXCLUDING,
        /** Has a constraint that is malformed. */
        MALFORMED
    }

    /** @param own an alternative name of its own; null for none */
    void fill(TestPki.Content content, int octets, String own, Role role) {
        List<GeneralName> all = names == null ? new ArrayList<>() : new ArrayList<>(List.of(names.apply(octets)));
        if (own != null) {
            all.add(new GeneralName(GeneralName.dNSName, own));
        }
        if (!all.isEmpty()) {
            content.names(all.toArray(GeneralName[]::new));
        }
        List<GeneralName> bases = new ArrayList<>();
        if (limits != null && role != Role.TARGET && (!malformed || role == Role.MALFORMED)) {
            bases.addAll(List.of(limits.apply(octets)));
        }
        if (role == Role.EXCLUDING) {
            bases.add(new GeneralName(GeneralName.dNSName, TARGET));
        } else if (role == Role.MALFORMED) {
            bases.add(new GeneralName(GeneralName.dNSName, new DERIA5String("-")));
        }
        if (!bases.isEmpty()) {
            GeneralSubtree[] excluded = bases.stream().map(GeneralSubtree::new).toArray(GeneralSubtree[]::new);
            content.extension(Extension.nameConstraints, false, new NameConstraints(null, excluded));
        }
        if (other != null) {
            other.accept(content, octets);
        }
    }

    private static List<LargeField> all() {
        List<LargeField> all = new ArrayList<>();
        int[] forms = {GeneralName.dNSName, GeneralName.rfc822Name, GeneralName.uniformResourceIdentifier,
            GeneralName.iPAddress, GeneralName.directoryName, GeneralName.registeredID, GeneralName.otherName};
        for (int form : forms) {
            IntFunction<GeneralName[]> one = n -> new GeneralName[] {base(form, "zz.example")};
            all.add(names("many names of form " + form, n -> many(n / 30, i -> named(form, "n" + i + ".example")),
                    one));
            all.add(names("long names of form " + form, n -> many(n / 253, i -> named(form, LONG_HOST)), one));
            all.add(names("many constraints of form " + form, n -> new GeneralName[] {named(form, "n.example")},
                    n -> many(n / 30, i -> base(form, "h" + i + ".example"))));
            all.add(names("long constraints of form " + form, n -> new GeneralName[] {named(form, LONG_HOST)},
                    n -> many(n / 253, i -> base(form, "z" + LONG_HOST.substring(2)))));
        }
        all.add(names("addresses beyond ASCII", n -> many(n / 60, i -> base(GeneralName.otherName, "n.example")),
                n -> new GeneralName[] {base(GeneralName.rfc822Name, "z.example")}));
        IntFunction<GeneralName[]> uris = n -> new GeneralName[] {
            base(GeneralName.uniformResourceIdentifier, "z.example")};
        all.add(names("one long URI", n -> new GeneralName[] {
            new GeneralName(GeneralName.uniformResourceIdentifier, "http://" + "a".repeat(n) + "@h.example/")}, uris));
        all.add(names("one long directory name", n -> new GeneralName[] {directory("o".repeat(n) + "1")},
                n -> new GeneralName[] {directory("o".repeat(n) + "2")}));
        all.add(malformed("a malformed address as constraint", n -> new GeneralName[] {
            new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[n]))}));
        for (int form : new int[] {GeneralName.dNSName, GeneralName.rfc822Name,
            GeneralName.uniformResourceIdentifier}) {
            all.add(malformed("a malformed constraint behind many, form " + form, n -> many(n / 30, i -> i < n / 30 - 1
                    ? base(form, "h" + i + ".example") : new GeneralName(form, new DERIA5String("-")))));
        }
        all.add(new LargeField("long issuer and subject", null, null, null, true, false));
        all.add(other("serial number", (c, n) -> c.serial(BigInteger.ONE.shiftLeft(8 * n))));
        all.add(other("policies", (c, n) -> c.raw(Extension.certificatePolicies,
                list(n / 12, (w, i) -> w.sequence(p -> p.raw(oid(i)))))));
        all.add(other("policy qualifiers", (c, n) -> c.raw(Extension.certificatePolicies, list(1,
                (w, i) -> w.sequence(p -> p.raw(oid(1)).sequence(all2 -> each(all2, n / 20, (q, j) -> q.sequence(
                        one -> one.raw(oid(j)).raw(oid(j))))))))));
        all.add(other("policy mappings", (c, n) -> c.raw(Extension.policyMappings,
                list(n / 16, (w, i) -> w.sequence(p -> p.raw(oid(i)).raw(oid(i + 1)))))));
        all.add(other("extended key usage",
                (c, n) -> c.raw(Extension.extendedKeyUsage, list(n / 8, (w, i) -> w.raw(oid(i))))));
        all.add(other("subject key identifier", (c, n) -> c.raw(Extension.subjectKeyIdentifier,
                new DerWriter().element(Tag.OCTET_STRING, new byte[n]).toBytes())));
        all.add(other("both key identifiers", (c, n) -> c.raw(Extension.subjectKeyIdentifier,
                new DerWriter().element(Tag.OCTET_STRING, new byte[n]).toBytes()).raw(Extension.authorityKeyIdentifier,
                        new DerWriter().sequence(w -> w.element(Tag.context(0), new byte[n])).toBytes())));
        all.add(other("issuers in the key identifier", (c, n) -> c.serial(BigInteger.TEN).raw(
                Extension.authorityKeyIdentifier,
                new DerWriter().sequence(w -> w
                        .nested(Tag.constructed(1),
                                names -> each(names, n / 6,
                                        (m, i) -> m.nested(Tag.constructed(4), d -> d.sequence(s -> {}))))
                        .element(Tag.context(2), new byte[] {10})).toBytes())));
        all.add(other("distribution points", (c, n) -> c.raw(Extension.cRLDistributionPoints, points(n))));
        all.add(other("freshest points", (c, n) -> c.raw(Extension.freshestCRL, points(n))));
        all.add(other("authority access", (c, n) -> c.raw(Extension.authorityInfoAccess, list(n / 40, (w, i) -> w
                .sequence(p -> p.raw(oid(i)).element(Tag.context(6), ("http://h" + i + ".example/").getBytes()))))));
        all.add(other("TLS features", (c, n) -> c.raw(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"),
                list(n / 4, (w, i) -> w.integer(BigInteger.valueOf(i))))));
        all.add(other("an unknown extension", (c, n) -> c.raw(new ASN1ObjectIdentifier("1.2.3.4"), new byte[n])));
        all.add(other("unknown extensions", (c, n) -> {
            for (int i = 0; i < n / 20; i++) {
                c.raw(new ASN1ObjectIdentifier("1.2.3." + i), new byte[1]);
            }
        }));
        return all;
    }

    private static LargeField names(String name, IntFunction<GeneralName[]> names, IntFunction<GeneralName[]> limits) {
        return new LargeField(name, names, limits, null, false, false);
    }

    private static LargeField malformed(String name, IntFunction<GeneralName[]> limits) {
        return new LargeField(name, null, limits, null, false, true);
    }

    private static LargeField other(String name, BiConsumer<TestPki.Content, Integer> other) {
        return new LargeField(name, null, null, other, false, false);
    }

    private static GeneralName[] many(int count, IntFunction<GeneralName> of) {
        GeneralName[] all = new GeneralName[Math.max(1, count)];
        for (int i = 0; i < all.length; i++) {
            all[i] = of.apply(i);
        }
        return all;
    }

    private static GeneralName named(int form, String host) {
        return switch (form) {
            case GeneralName.rfc822Name -> new GeneralName(form, "somebody@" + host);
            case GeneralName.uniformResourceIdentifier -> new GeneralName(form, "http://" + host + "/");
            case GeneralName.iPAddress -> new GeneralName(form, "10.0.0.1");
            default -> base(form, host);
        };
    }

    private static GeneralName base(int form, String host) {
        return switch (form) {
            case GeneralName.iPAddress -> new GeneralName(form, new DEROctetString(new byte[] {
                11, (byte) host.length(), 0, 0, -1, -1, 0, 0}));
            case GeneralName.directoryName -> directory(host);
            case GeneralName.registeredID -> new GeneralName(form, "1.2.3." + host.length());
            case GeneralName.otherName -> new GeneralName(form, new DERSequence(
                    new ASN1Encodable[] {SMTP_UTF8_MAILBOX,
                        new DERTaggedObject(true, 0, new DERUTF8String("somebody@" + host))}));
            default -> new GeneralName(form, host);
        };
    }

    private static GeneralName directory(String organization) {
        return new GeneralName(new X500Name("O=" + organization));
    }

    private static byte[] points(int n) {
        return list(n / 40, (w, i) -> w.sequence(p -> p.nested(Tag.constructed(0), d -> d.nested(Tag.constructed(0),
                f -> f.element(Tag.context(6), ("http://h" + i + ".example/").getBytes())))));
    }

    private static byte[] oid(int number) {
        return new DerWriter().element(Tag.OID, new byte[] {0x2a, (byte) (0x81 | number >> 7 & 0x7f),
            (byte) (number & 0x7f)}).toBytes();
    }

    private static byte[] list(int count, BiConsumer<DerWriter, Integer> one) {
        return new DerWriter().sequence(w -> each(w, count, one)).toBytes();
    }

    private static void each(DerWriter into, int count, BiConsumer<DerWriter, Integer> one) {
        for (int i = 0; i < count; i++) {
            one.accept(into, i);
        }
    }
}
