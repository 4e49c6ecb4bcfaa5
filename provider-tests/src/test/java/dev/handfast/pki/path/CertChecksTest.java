package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.der.Oid;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.TestPki.Content;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.Oids;
import dev.handfast.wire.MalformedInput;

import java.util.Set;
import java.util.function.Consumer;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The rules about one certificate, each at its edge (RFC 5280 sections 4.1, 4.2 and 6.1). */
@Tag("unit")
class CertChecksTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.3.4");

    /** Section 4.1.2.5: both ends belong to the validity, to the second. */
    @Test
    void validityIncludesBothEnds() {
        Cert certificate = cert(c -> {});
        long from = certificate.notBefore() * 1000;
        long to = certificate.notAfter() * 1000;
        assertDoesNotThrow(() -> CertChecks.validity(certificate, 0, ValidationParameters.at(from)));
        assertDoesNotThrow(() -> CertChecks.validity(certificate, 0, ValidationParameters.at(to + 999)));
        refuses(PathFault.NOT_YET_VALID, () -> CertChecks.validity(certificate, 0, ValidationParameters.at(from - 1)));
        refuses(PathFault.EXPIRED, () -> CertChecks.validity(certificate, 0, ValidationParameters.at(to + 1000)));
        assertEquals("Renew it", refuses(PathFault.EXPIRED,
                () -> CertChecks.validity(certificate, 0, ValidationParameters.at(to + 1000))).cure());
    }

    @Test
    void criticalExtensionsAreUnderstoodOrRefused() {
        ValidationParameters rules = ValidationParameters.at(0);
        Cert critical = cert(c -> c.extension(UNKNOWN, true, DERNull.INSTANCE));
        refuses(PathFault.UNKNOWN_CRITICAL_EXTENSION, () -> CertChecks.extensions(critical, 0, rules));
        assertDoesNotThrow(() -> CertChecks.extensions(critical, 0, rules.withUnderstood(Set.of(Oid.of("1.2.3.4")))));
        assertDoesNotThrow(() -> CertChecks.extensions(cert(c -> c.extension(UNKNOWN, false, DERNull.INSTANCE)), 0,
                rules));
        refuses(PathFault.EXTENSION_MUST_NOT_BE_CRITICAL, () -> CertChecks.extensions(cert(c -> c.extension(
                Extension.subjectKeyIdentifier, true, new DEROctetString(new byte[4]))), 0, rules));
        ASN1ObjectIdentifier feature = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");
        refuses(PathFault.UNKNOWN_CRITICAL_EXTENSION, () -> CertChecks.extensions(cert(c -> c.extension(feature, true,
                new DERSequence(new ASN1Integer(5)))), 0, rules));
        assertDoesNotThrow(() -> CertChecks.extensions(cert(c -> c.authority(-1).extension(feature, true,
                new DERSequence(new ASN1Integer(5)))), 0, rules));
    }

    @Test
    void authoritiesSaySo() {
        assertDoesNotThrow(() -> CertChecks.authority(cert(c -> c.authority(-1)), 1));
        refuses(PathFault.NOT_A_CA, () -> CertChecks.authority(cert(c -> {}), 1));
        refuses(PathFault.EMPTY_SUBJECT, () -> CertChecks.authority(raw(c -> c.authority(-1)
                .subject(new X500Name(new RDN[0]))), 1));
        refuses(PathFault.NO_CERT_SIGN, () -> CertChecks.authority(cert(c -> c.authority(-1).extension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.cRLSign))), 1));
    }

    @Test
    void purposesAreKept() {
        ValidationParameters any = ValidationParameters.at(0);
        ValidationParameters server = any.withPurpose(Oids.SERVER_AUTH);
        Cert client = cert(purposes(KeyPurposeId.id_kp_clientAuth));
        assertDoesNotThrow(() -> CertChecks.purpose(client, 0, any));
        assertDoesNotThrow(() -> CertChecks.purpose(cert(c -> {}), 0, server));
        assertDoesNotThrow(() -> CertChecks.purpose(cert(purposes(KeyPurposeId.anyExtendedKeyUsage)), 0, server));
        assertDoesNotThrow(() -> CertChecks.purpose(cert(purposes(KeyPurposeId.id_kp_clientAuth,
                KeyPurposeId.id_kp_serverAuth)), 0, server));
        PathRefused refused = refuses(PathFault.WRONG_PURPOSE, () -> CertChecks.purpose(client, 0, server));
        assertEquals("Have it issued with the extended key usage serverAuth", refused.cure());
        assertEquals("clientAuth", CertChecks.purposeName(Oids.CLIENT_AUTH));
        assertEquals("OCSPSigning", CertChecks.purposeName(Oids.OCSP_SIGNING));
        assertEquals("anyExtendedKeyUsage", CertChecks.purposeName(Oids.ANY_EXTENDED_KEY_USAGE));
        assertEquals("1.2.3.4", CertChecks.purposeName(Oid.of("1.2.3.4")));
    }

    @Test
    void namesOfServersAreStrictWhereAsked() {
        ValidationParameters strict = ValidationParameters.at(0).withPurpose(Oids.SERVER_AUTH)
                .withStrictServerNames(true);
        Cert common = named("CN=www.example.com", c -> {});
        refuses(PathFault.SERVER_NAMES, () -> CertChecks.serverNames(common, strict));
        refuses(PathFault.SERVER_NAMES, () -> CertChecks.serverNames(named("CN=*.example.com", c -> {}), strict));
        for (Cert fine : new Cert[] {named("CN=www", c -> {}), named("CN=A. Person", c -> {}), named("O=x.y", c -> {}),
            named("CN=www.example.com", c -> c.dns("a.test")), named("CN=x", c -> c.dns("*.a.test"))}) {
            assertDoesNotThrow(() -> CertChecks.serverNames(fine, strict));
        }
        for (String wildcard : new String[] {"f*.a.test", "a.*.test", "*"}) {
            refuses(PathFault.SERVER_NAMES,
                    () -> CertChecks.serverNames(named("CN=x", c -> c.dns("b.test", wildcard)), strict));
        }
        assertDoesNotThrow(() -> CertChecks.serverNames(common, strict.withStrictServerNames(false)));
        assertDoesNotThrow(() -> CertChecks.serverNames(common, strict.withPurpose(Oids.CLIENT_AUTH)));
    }

    /** Section 4.2.1.4: CPS pointers and user notices are understood, in a critical extension nothing else is. */
    @Test
    void qualifiersInCriticalPoliciesAreUnderstood() {
        ValidationParameters rules = ValidationParameters.at(0);
        for (String understood : new String[] {"1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2"}) {
            assertDoesNotThrow(() -> CertChecks.qualifiers(policy(true, understood), 0, rules));
            refuses(PathFault.POLICY_QUALIFIER, () -> CertChecks.qualifiers(policy(true, understood), 0,
                    rules.withCriticalQualifiersRefused(true)));
        }
        refuses(PathFault.POLICY_QUALIFIER, () -> CertChecks.qualifiers(policy(true, "1.2.3.4"), 0, rules));
        assertDoesNotThrow(() -> CertChecks.qualifiers(policy(false, "1.2.3.4"), 0, rules));
        assertDoesNotThrow(() -> CertChecks.qualifiers(policy(false, "1.2.3.4"), 0,
                rules.withCriticalQualifiersRefused(true)));
        assertDoesNotThrow(() -> CertChecks.qualifiers(cert(c -> {}), 0, rules));
    }

    private static Cert policy(boolean critical, String qualifier) {
        ASN1Encodable info = new DERSequence(new ASN1Encodable[] {UNKNOWN, new DERSequence(new DERSequence(
                new ASN1Encodable[] {new ASN1ObjectIdentifier(qualifier), new DERIA5String("https://a.test")}))});
        return cert(c -> c.extension(Extension.certificatePolicies, critical, new DERSequence(info)));
    }

    private static Consumer<Content> purposes(KeyPurposeId... purposes) {
        return c -> c.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    private static Cert cert(Consumer<Content> more) {
        return named("CN=x", more);
    }

    private static Cert named(String subject, Consumer<Content> more) {
        return ROOT.issue(subject, more).cert();
    }

    /** One that JCA does not read. */
    private static Cert raw(Consumer<Content> more) {
        try {
            return CertReader.read(TestPki.raw(more));
        } catch (MalformedInput e) {
            throw new IllegalStateException(e);
        }
    }

    private static PathRefused refuses(PathFault fault, Executable check) {
        PathRefused refused = assertThrows(PathRefused.class, check);
        assertEquals(fault, refused.fault());
        return refused;
    }
}
