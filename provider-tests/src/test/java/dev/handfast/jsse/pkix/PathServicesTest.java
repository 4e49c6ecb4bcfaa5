package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.TestPki.Content;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the path services refuse because they know neither the connection nor who compares names. */
@Tag("contract")
class PathServicesTest {

    private static final TestPki ROOT = TestPki.root("CN=root", c -> c.valid(-9000, 99));
    private static final KeyPair SMALL = TestPki.keys("RSA", 1024);
    private static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");
    private static final Instant LONG_AGO = Instant.parse("2012-05-02T00:00:00Z");

    @Test
    void keysOfTlsAreLargeAndThoseOfDocumentsAsTheJdkHasThem() throws Exception {
        assertEquals(BasicReason.ALGORITHM_CONSTRAINED, refused(leaf("CN=x", small(server()))).getReason());
        assertEquals(BasicReason.ALGORITHM_CONSTRAINED, refused(leaf("CN=x", small(client()))).getReason());
        validate(leaf("CN=x", small(c -> {})));
        validate(leaf("CN=x", small(purposes(KeyPurposeId.id_kp_codeSigning, KeyPurposeId.id_kp_serverAuth))));
        validateAt(LONG_AGO, leaf("CN=x", small(server())));
        PKIXParameters asked = parameters(null);
        X509CertSelector selector = new X509CertSelector();
        selector.setExtendedKeyUsage(Set.of(KeyPurposeId.id_kp_serverAuth.getId()));
        asked.setTargetCertConstraints(selector);
        assertThrows(CertPathValidatorException.class, () -> validateBy(asked, leaf("CN=x", small(c -> {}))));
    }

    @Test
    void serversHaveNoNamesThatOnlyLaxRulesTakeForHosts() throws Exception {
        assertEquals(PKIXReason.INVALID_NAME, refused(leaf("CN=www.example.com", server())).getReason());
        assertEquals(PKIXReason.INVALID_NAME, refused(leaf("CN=x",
                server().andThen(c -> c.dns("a.example.com", "f*.example.com")))).getReason());
        validate(leaf("CN=www.example.com", client()));
        validate(leaf("CN=www.example.com", server().andThen(c -> c.dns("*.example.com"))));
        validate(leaf("CN=Some Server", server()));
        validateAt(LONG_AGO, leaf("CN=www.example.com", server()));
        System.setProperty("dev.handfast.pki.commonName", "true");
        try {
            validate(leaf("CN=www.example.com", server()));
        } finally {
            System.clearProperty("dev.handfast.pki.commonName");
        }
    }

    @Test
    void constraintsBindACommonNameThatStandsForADnsName() throws Exception {
        TestPki authority = ROOT.issue("CN=authority", c -> c.authority(-1).valid(-9000, 99).extension(
                Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))}, null)));
        validate(authority.issue("CN=www.example.com", c -> {}), authority);
        assertEquals(PKIXReason.INVALID_NAME,
                refused(authority.issue("CN=www.example.org", c -> {}), authority).getReason());
        validate(authority.issue("CN=www.example.org", c -> c.dns("www.example.com")), authority);
        validate(authority.issue("CN=www.example.org", client()), authority);
        validate(authority.issue("CN=Example Org", c -> {}), authority);
    }

    /** RFC 7633 section 4.2.2; and who knows no staple cannot honour a critical demand for one. */
    @Test
    void tlsFeaturesOfAuthoritiesAreInherited() throws Exception {
        TestPki demanding = ROOT.issue("CN=demanding", c -> c.authority(-1).extension(TLS_FEATURE, true, features(5)));
        validate(demanding.issue("CN=x", c -> c.extension(TLS_FEATURE, false, features(5, 17))), demanding);
        refused(demanding.issue("CN=x", c -> c.extension(TLS_FEATURE, false, features(17))), demanding);
        refused(demanding.issue("CN=x", c -> {}), demanding);
        assertEquals(PKIXReason.UNRECOGNIZED_CRIT_EXT,
                refused(leaf("CN=x", c -> c.extension(TLS_FEATURE, true, features(5)))).getReason());
    }

    /** RFC 5937 section 3.2. */
    @Test
    void policiesOfAnchorsAreInputs() throws Exception {
        TestPki strict = TestPki.root("CN=strict", c -> c
                .extension(Extension.certificatePolicies, false, policy("1.2.3"))
                .extension(Extension.policyConstraints, true, new PolicyConstraints(BigInteger.ZERO, null)));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(strict.certificate(), null)));
        parameters.setRevocationEnabled(false);
        TestPki right = strict.issue("CN=x", c -> c.extension(Extension.certificatePolicies, false, policy("1.2.3")));
        TestPki wrong = strict.issue("CN=x", c -> c.extension(Extension.certificatePolicies, false, policy("1.2.4")));
        validateBy(parameters, right);
        assertEquals(PKIXReason.INVALID_POLICY, assertThrows(CertPathValidatorException.class,
                () -> validateBy(parameters, wrong)).getReason());
        parameters.setInitialPolicies(Set.of("1.2.4"));
        assertThrows(CertPathValidatorException.class, () -> validateBy(parameters, right));
        System.setProperty("dev.handfast.pki.anchorConstraints", "false");
        try {
            validateBy(parameters, wrong);
        } finally {
            System.clearProperty("dev.handfast.pki.anchorConstraints");
        }
    }

    private static CertificatePolicies policy(String oid) {
        return new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(oid)));
    }

    private static TestPki leaf(String name, Consumer<Content> more) {
        return ROOT.issue(name, more.andThen(c -> c.valid(-9000, 9)));
    }

    private static Consumer<Content> small(Consumer<Content> more) {
        return more.andThen(c -> c.keys(SMALL));
    }

    private static Consumer<Content> server() {
        return purposes(KeyPurposeId.id_kp_serverAuth);
    }

    private static Consumer<Content> client() {
        return purposes(KeyPurposeId.id_kp_clientAuth);
    }

    private static Consumer<Content> purposes(KeyPurposeId... purposes) {
        return c -> c.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    private static ASN1Encodable features(int... numbers) {
        return new DERSequence(Arrays.stream(numbers).mapToObj(ASN1Integer::new).toArray(ASN1Encodable[]::new));
    }

    private static CertPathValidatorException refused(TestPki... chain) {
        return assertThrows(CertPathValidatorException.class, () -> validate(chain));
    }

    private static PKIXParameters parameters(Instant at) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(at == null ? null : Date.from(at));
        return parameters;
    }

    private static void validate(TestPki... chain) throws Exception {
        validateAt(null, chain);
    }

    private static void validateAt(Instant at, TestPki... chain) throws Exception {
        validateBy(parameters(at), chain);
    }

    private static void validateBy(PKIXParameters parameters, TestPki... chain) throws Exception {
        CertPathValidator.getInstance("PKIX", new HandfastProvider()).validate(CertificateFactory.getInstance("X.509")
                .generateCertPath(Arrays.stream(chain).map(TestPki::certificate).toList()), parameters);
    }
}
