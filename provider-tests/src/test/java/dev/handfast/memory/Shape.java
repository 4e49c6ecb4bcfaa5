package dev.handfast.memory;

import dev.handfast.pki.TestPki;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/** What a stranger may fill a certificate with, each up to a size in bytes, each certificate with other content. */
public enum Shape {

    /** Nothing beside what every certificate has. */
    PLAIN((content, fill) -> {}),

    LONG_NAMES((content, fill) -> content.names(fill.of(8, i -> new GeneralName(GeneralName.dNSName,
            fill.word(i) + ".example.com"))
            .toArray(GeneralName[]::new))),

    SHORT_NAMES((content, fill) -> content.names(fill.of(3, i -> new GeneralName(GeneralName.dNSName, fill.word(i)))
            .toArray(GeneralName[]::new))),

    DIRECTORY_NAMES((content, fill) -> content.names(fill.of(40,
            i -> new GeneralName(new X500Name("CN=" + fill.word(i))))
            .toArray(GeneralName[]::new))),

    ADDRESSES((content, fill) -> content.names(fill.of(8,
            i -> new GeneralName(GeneralName.uniformResourceIdentifier, "a://" + fill.word(i)))
            .toArray(GeneralName[]::new))),

    NAMES_OF_ISSUER((content, fill) -> content.extension(Extension.issuerAlternativeName, false,
            new GeneralNames(fill.of(2, i -> new GeneralName(GeneralName.registeredID, "1.3." + i % 128))
                    .toArray(GeneralName[]::new)))),

    LONG_SUBJECT((content, fill) -> {
        X500NameBuilder name = new X500NameBuilder();
        fill.of(30, i -> name.addRDN(BCStyle.OU, fill.word(i)));
        content.subject(name.build());
    }),

    SHORT_PARTS_OF_SUBJECT((content, fill) -> {
        X500NameBuilder name = new X500NameBuilder();
        fill.of(9, i -> name.addRDN(new ASN1ObjectIdentifier("1.3." + i % 128), new DERUTF8String("+")));
        content.subject(name.build());
    }),

    ONE_LONG_VALUE((content, fill) -> content.subject(new X500NameBuilder()
            .addRDN(BCStyle.CN, new DERUTF8String(fill.text())).build())),

    PURPOSES((content, fill) -> content.extension(Extension.extendedKeyUsage, false,
            sequence(fill.of(8, i -> fill.oid(i))))),

    POLICIES((content, fill) -> content.extension(Extension.certificatePolicies, false,
            sequence(fill.of(10, i -> new DERSequence(fill.oid(i)))))),

    MAPPINGS((content, fill) -> content.authority(-1).extension(Extension.policyMappings, false,
            sequence(fill.of(18, i -> new DERSequence(new ASN1Encodable[] {fill.oid(i), fill.oid(i + 1)}))))),

    CONSTRAINTS((content, fill) -> content.authority(-1).extension(Extension.nameConstraints, true,
            new NameConstraints(null, fill.of(12, i -> new GeneralSubtree(new GeneralName(GeneralName.dNSName,
                    fill.word(i) + ".x.y"))).toArray(GeneralSubtree[]::new)))),

    POINTS((content, fill) -> content.extension(Extension.cRLDistributionPoints, false,
            new CRLDistPoint(fill.of(16, i -> new DistributionPoint(new DistributionPointName(new GeneralNames(
                    new GeneralName(GeneralName.uniformResourceIdentifier, fill.word(i)))), null, null))
                    .toArray(DistributionPoint[]::new)))),

    ACCESS((content, fill) -> content.extension(Extension.authorityInfoAccess, false,
            sequence(fill.of(24, i -> new DERSequence(new ASN1Encodable[] {
                new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.2"),
                new DERTaggedObject(false, 6, new DERIA5String("http://h/" + fill.word(i)))}))))),

    LONG_KEY_IDENTIFIER((content, fill) -> content.extension(Extension.subjectKeyIdentifier, false,
            new DEROctetString(fill.text().getBytes(StandardCharsets.US_ASCII)))),

    ISSUER_OF_ISSUER((content, fill) -> content.extension(Extension.authorityKeyIdentifier, false,
            new AuthorityKeyIdentifier(new GeneralNames(fill.of(3, i -> new GeneralName(GeneralName.dNSName,
                    fill.word(i))).toArray(GeneralName[]::new)), java.math.BigInteger.ONE))),

    UNKNOWN_EXTENSIONS((content, fill) -> fill.of(20,
            i -> content.extension(fill.oid(i), false, new DEROctetString(new byte[1])))),

    ONE_LONG_EXTENSION((content, fill) -> content.extension(new ASN1ObjectIdentifier("1.2.3.4"), false,
            new DERUTF8String(fill.text())));

    /** What to fill with. */
    static final class Fill {

        private final int bytes;
        private final int number;

        Fill(int bytes, int number) {
            this.bytes = bytes;
            this.number = number;
        }

        /** As many as fit, at about so many bytes each. */
        <T> List<T> of(int each, java.util.function.IntFunction<T> maker) {
            List<T> all = new ArrayList<>();
            for (int i = 0; i < Math.max(1, bytes / (each + 4)); i++) {
                all.add(maker.apply(i));
            }
            return all;
        }

        String word(int i) {
            return Integer.toString(number * 100_003 + i, 36);
        }

        ASN1ObjectIdentifier oid(int i) {
            return new ASN1ObjectIdentifier("1.3." + number + "." + i);
        }

        String text() {
            return (number + "-").repeat(bytes / 5);
        }
    }

    private final BiConsumer<TestPki.Content, Fill> filler;

    Shape(BiConsumer<TestPki.Content, Fill> filler) {
        this.filler = filler;
    }

    /** Fills a certificate up to about a size; the number makes it differ from all others. */
    public void fill(TestPki.Content content, int bytes, int number) {
        filler.accept(content, new Fill(bytes, number));
    }

    private static DERSequence sequence(List<? extends ASN1Encodable> all) {
        return new DERSequence(all.toArray(ASN1Encodable[]::new));
    }
}
