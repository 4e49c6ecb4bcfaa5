package dev.handfast.museum;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.TestPki;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CRLException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Set;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Published attacks with revocation lists: none lets a certificate pass where revocation must be known. */
@Tag("unit")
class RevocationAttacksTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.3.4.5.6");

    private final TestPki leaf = ROOT.issue("CN=leaf", c -> {});

    @Test
    void anUnharmedListIsUsed() {
        assertDoesNotThrow(() -> validate(list(builder -> {})));
    }

    @Test
    @PublishedAttack(id = "CVE-2026-6450", victim = "wolfSSL", kind = AttackKind.REVOCATION,
            what = "a list with a critical extension that nobody understands counts")
    void aListThatIsNotUnderstoodSaysNothing() {
        refused(list(builder -> builder.addExtension(UNKNOWN, true, DERNull.INSTANCE)));
        refused(list(builder -> builder.addCRLEntry(BigInteger.valueOf(1_000_000), new Date(), new Extensions(
                new Extension(UNKNOWN, true, encoded(DERNull.INSTANCE))))));
    }

    @Test
    @PublishedAttack(id = "RUSTSEC-2026-0104", victim = "webpki", kind = AttackKind.FAILURES,
            what = "a distribution point of a list with an empty string of reasons ends the process")
    void aScopeThatIsMalformedSaysNothing() {
        for (byte[] reasons : new byte[][] {{}, {0}, {(byte) 0x80}}) {
            refused(list(builder -> builder.addExtension(Extension.issuingDistributionPoint, true,
                    new DERSequence(new DERTaggedObject(false, 3, new DERBitString(reasons))))));
        }
    }

    /** A certificate that may have been revoked by another list is not known to be good. */
    @Test
    @PublishedAttack(id = "CVE-2020-1971", victim = "OpenSSL", kind = AttackKind.FAILURES,
            what = "comparing ediPartyNames dereferences null")
    void pointsAreComparedWhateverTheirNames() {
        DERTaggedObject party = new DERTaggedObject(false, GeneralName.ediPartyName,
                new DERSequence(new DERTaggedObject(true, 1, new DERUTF8String("party"))));
        DERTaggedObject point = new DERTaggedObject(true, 0, new DERTaggedObject(false, 0, new DERSequence(party)));
        TestPki pointing;
        X509CRL scoped;
        X509CRL revoking;
        try {
            TestPki issued = ROOT.issue("CN=leaf", c -> c.extension(Extension.cRLDistributionPoints, false,
                    new DERSequence(new DERSequence(point))));
            pointing = issued;
            scoped = list(builder -> builder.addExtension(Extension.issuingDistributionPoint, true,
                    new DERSequence(point)));
            revoking = list(builder -> {
                builder.addExtension(Extension.issuingDistributionPoint, true, new DERSequence(point));
                builder.addCRLEntry(issued.certificate().getSerialNumber(), new Date(0), 0);
            });
        } catch (IllegalStateException e) {
            // JDK 25 reads no such name, so that nothing of it comes as far as our code.
            assertTrue(e.getCause() instanceof CertificateException || e.getCause() instanceof CRLException,
                    e.toString());
            return;
        }
        refused(scoped);
        assertThrows(CertPathValidatorException.class, () -> validate(pointing, revoking));
    }

    private void refused(X509CRL list) {
        assertThrows(CertPathValidatorException.class, () -> validate(list));
    }

    private void validate(X509CRL list) throws Exception {
        validate(leaf, list);
    }

    private static void validate(TestPki target, X509CRL list) throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(Set.of(Option.PREFER_CRLS, Option.NO_FALLBACK));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.addCertPathChecker(checker);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(list))));
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(target.certificate())),
                parameters);
    }

    private interface Change {
        void apply(X509v2CRLBuilder builder) throws Exception;
    }

    private static X509CRL list(Change change) {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name("CN=root"),
                    Date.from(Instant.now().minus(1, ChronoUnit.DAYS)));
            builder.setNextUpdate(Date.from(Instant.now().plus(5, ChronoUnit.DAYS)));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
            change.apply(builder);
            byte[] encoded = builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(ROOT.keys().getPrivate())).getEncoded();
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(org.bouncycastle.asn1.ASN1Encodable value) throws java.io.IOException {
        return value.toASN1Primitive().getEncoded("DER");
    }
}
