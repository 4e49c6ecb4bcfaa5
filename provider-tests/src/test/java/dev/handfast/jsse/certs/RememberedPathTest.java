package dev.handfast.jsse.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.ParameterAnchors;
import dev.handfast.jsse.pkix.TargetRules;
import dev.handfast.peers.BackwardChecker;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.pki.path.ValidationParameters;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.Principal;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A remembered path counts only for the same question, about the same certificates, under the same trust. */
@Tag("contract")
class RememberedPathTest {

    private final CertificateConverter certs = new CertificateConverter(SharedCaches.ofProcess());

    private static final Provider HANDFAST = new HandfastProvider();
    private static final String DISABLED = "jdk.certpath.disabledAlgorithms";

    private final TestPki root = TestPki.root("CN=root");
    private final TestPki authority = root.authority("CN=authority");
    private final TestPki leaf = authority.issue("CN=leaf", c -> c.dns("www.example.com"));
    private final TrustAnchor anchor = new TrustAnchor(root.certificate(), null);

    @BeforeEach
    void remember() throws Exception {
        build(builderParameters(leaf, authority));
        assertNotNull(remembered(builderParameters(leaf, authority)), "the path should be remembered by now");
    }

    @Test
    void theSameQuestionHasTheSameAnswer() throws Exception {
        PKIXCertPathBuilderResult again = build(builderParameters(leaf, authority));
        assertEquals(List.of(leaf.certificate(), authority.certificate()), again.getCertPath().getCertificates());
        assertSame(anchor, again.getTrustAnchor());
        assertEquals(leaf.keys().getPublic(), again.getPublicKey());
        PKIXCertPathValidatorResult validated = validate(leaf.certificate(), authority.certificate());
        assertSame(anchor, validated.getTrustAnchor());
        assertEquals(leaf.keys().getPublic(), validated.getPublicKey());
    }

    @Test
    void anEqualAnchorIsTheCallersOwn() throws Exception {
        TrustAnchor other = new TrustAnchor(root.certificate(), null);
        PKIXBuilderParameters parameters = builderParameters(leaf, authority);
        parameters.setTrustAnchors(Set.of(other));
        assertNotNull(remembered(parameters));
        assertSame(other, build(parameters).getTrustAnchor());
    }

    @Test
    void aStoreThatLostTheIssuerHasNoPath() throws Exception {
        assertThrows(CertPathBuilderException.class, () -> build(builderParameters(leaf)));
        assertThrows(CertPathBuilderException.class, () -> build(builderParameters(leaf, TestPki.root("CN=other"))));
    }

    @Test
    void anotherPathIsJudgedByItself() throws Exception {
        TestPki other = TestPki.root("CN=authority");
        assertThrows(CertPathValidatorException.class, () -> validate(leaf.certificate(), other.certificate()));
        assertThrows(CertPathValidatorException.class, () -> validate(leaf.certificate()));
        validate(leaf.certificate(), authority.certificate());
    }

    @Test
    void anotherTrustForgetsIt() throws Exception {
        PKIXBuilderParameters parameters = builderParameters(leaf, authority);
        parameters.setTrustAnchors(Set.of(new TrustAnchor(TestPki.root("CN=root").certificate(), null)));
        assertNull(remembered(parameters));
        assertThrows(CertPathBuilderException.class, () -> build(parameters));
    }

    @Test
    void anchorsUnderConstraintsAreOtherAnchors() throws Exception {
        // NameConstraints { excludedSubtrees { dNSName "example.com" } }
        byte[] excluded = {0x30, 0x11, (byte) 0xa1, 0x0f, 0x30, 0x0d, (byte) 0x82, 0x0b, 'e', 'x', 'a', 'm', 'p', 'l',
            'e', '.', 'c', 'o', 'm'};
        PKIXBuilderParameters parameters = builderParameters(leaf, authority);
        parameters.setTrustAnchors(Set.of(new TrustAnchor(root.certificate(), excluded)));
        assertThrows(CertPathBuilderException.class, () -> build(parameters));
    }

    @Test
    void itEndsWithItsCertificates() throws Exception {
        for (int days : new int[] {-2, 31}) {
            PKIXBuilderParameters parameters = builderParameters(leaf, authority);
            parameters.setDate(Date.from(Instant.now().plus(days, ChronoUnit.DAYS)));
            assertThrows(CertPathBuilderException.class, () -> build(parameters));
        }
        build(builderParameters(leaf, authority));
    }

    @Test
    void stricterConditionsAreAskedAnew() throws Exception {
        PKIXBuilderParameters policy = builderParameters(leaf, authority);
        policy.setExplicitPolicyRequired(true);
        assertThrows(CertPathBuilderException.class, () -> build(policy));
        PKIXBuilderParameters shorter = builderParameters(leaf, authority);
        shorter.setMaxPathLength(0);
        assertThrows(CertPathBuilderException.class, () -> build(shorter));
        PKIXBuilderParameters revocation = builderParameters(leaf, authority);
        revocation.setRevocationEnabled(true);
        assertThrows(CertPathBuilderException.class, () -> build(revocation));
        PKIXBuilderParameters checked = builderParameters(leaf, authority);
        checked.addCertPathChecker(new Refusing());
        assertThrows(CertPathBuilderException.class, () -> build(checked));
    }

    @Test
    void thePlatformsRulesAreThoseOfTheMoment() throws Exception {
        String before = Security.getProperty(DISABLED);
        try {
            Security.setProperty(DISABLED, before + ", SHA256withECDSA denyAfter "
                    + Instant.now().plus(10, ChronoUnit.DAYS).toString().substring(0, 10));
            build(builderParameters(leaf, authority));
            assertNotNull(remembered(builderParameters(leaf, authority)));
            PKIXBuilderParameters later = builderParameters(leaf, authority);
            later.setDate(Date.from(Instant.now().plus(20, ChronoUnit.DAYS)));
            assertThrows(CertPathBuilderException.class, () -> build(later));
            Security.setProperty(DISABLED, before + ", EC keySize < 384");
            assertThrows(CertPathBuilderException.class, () -> build(builderParameters(leaf, authority)));
        } finally {
            Security.setProperty(DISABLED, before);
        }
        build(builderParameters(leaf, authority));
    }

    @Test
    void aCertificateThatClaimsToBeAnotherIsReadByItsEncoding() throws Exception {
        X509Certificate forged = TestPki.root("CN=forger").issue("CN=leaf", c -> c.dns("www.example.com"))
                .certificate();
        Liar liar = new Liar(leaf.certificate(), forged.getEncoded());
        assertTrue(liar.equals(leaf.certificate()) && liar.hashCode() == leaf.certificate().hashCode());
        assertEquals(certs.read(forged), certs.read(liar));
        assertThrows(CertPathValidatorException.class, () -> validate(liar, authority.certificate()));
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(liar);
        PKIXBuilderParameters parameters = builderParameters(leaf, authority);
        parameters.setTargetCertConstraints(selector);
        assertThrows(CertPathBuilderException.class, () -> build(parameters));
    }

    @Test
    void whatIsEqualIsReadOnce() throws Exception {
        X509Certificate copy = (X509Certificate) CertificateFactory.getInstance("X.509", "SUN").generateCertificate(
                new ByteArrayInputStream(leaf.certificate().getEncoded()));
        X509Certificate stranger = authority.issue("CN=stranger", c -> {}).certificate();
        assertNotSame(certs.read(stranger), certs.read(stranger),
                "remembered before it is trusted");
        build(builderParameters(leaf, authority));
        assertSame(certs.read(leaf.certificate()), certs.read(copy));
        Liar honest = new Liar(leaf.certificate(), leaf.certificate().getEncoded());
        assertNotSame(honest, copy);
        validate(honest, authority.certificate());
        assertSame(certs.read(honest),
                certs.read(new Liar(root.certificate(), leaf.certificate().getEncoded())));
    }

    private ParameterAnchors.Answer remembered(PKIXBuilderParameters parameters) throws Exception {
        ValidationParameters rules = TargetRules.of(parameters, leaf.cert())
                .withMaxIntermediates(parameters.getMaxPathLength());
        return ParameterAnchors.of(parameters.getTrustAnchors(), SharedCaches.ofProcess())
                .remembered(new ParameterAnchors.Question(leaf.cert(), rules.conditions()), rules.time());
    }

    private PKIXBuilderParameters builderParameters(TestPki... held) throws Exception {
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(leaf.certificate());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(anchor), selector);
        parameters.setRevocationEnabled(false);
        List<Certificate> certificates = new ArrayList<>();
        for (TestPki one : held) {
            certificates.add(one.certificate());
        }
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(certificates)));
        return parameters;
    }

    private static PKIXCertPathBuilderResult build(PKIXBuilderParameters parameters) throws Exception {
        return (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX", HANDFAST).build(parameters);
    }

    private PKIXCertPathValidatorResult validate(X509Certificate... path) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
        parameters.setRevocationEnabled(false);
        return (PKIXCertPathValidatorResult) CertPathValidator.getInstance("PKIX", HANDFAST).validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(path)), parameters);
    }

    /** Refuses every certificate. */
    private static final class Refusing extends BackwardChecker {

        @Override
        public void check(Certificate certificate, Collection<String> unresolved) throws CertPathValidatorException {
            throw new CertPathValidatorException("refused");
        }
    }

    /** Has one encoding, and claims by all else to be another certificate. */
    private static final class Liar extends X509Certificate {

        private static final long serialVersionUID = 1L;

        private final transient X509Certificate claimed;
        private final byte[] encoded;

        Liar(X509Certificate claimed, byte[] encoded) {
            this.claimed = claimed;
            this.encoded = encoded;
        }

        @Override
        public byte[] getEncoded() throws CertificateEncodingException {
            return encoded.clone();
        }

        @Override
        public boolean equals(Object other) {
            return claimed.equals(other) || other instanceof Liar that && claimed.equals(that.claimed);
        }

        @Override
        public int hashCode() {
            return claimed.hashCode();
        }

        @Override
        public void checkValidity() {
            // It claims to be valid.
        }

        @Override
        public void checkValidity(Date date) {
            // It claims to be valid.
        }

        @Override
        public int getVersion() {
            return claimed.getVersion();
        }

        @Override
        public BigInteger getSerialNumber() {
            return claimed.getSerialNumber();
        }

        @Override
        public Principal getIssuerDN() {
            return claimed.getIssuerX500Principal();
        }

        @Override
        public Principal getSubjectDN() {
            return claimed.getSubjectX500Principal();
        }

        @Override
        public Date getNotBefore() {
            return claimed.getNotBefore();
        }

        @Override
        public Date getNotAfter() {
            return claimed.getNotAfter();
        }

        @Override
        public byte[] getTBSCertificate() throws CertificateEncodingException {
            return claimed.getTBSCertificate();
        }

        @Override
        public byte[] getSignature() {
            return claimed.getSignature();
        }

        @Override
        public String getSigAlgName() {
            return claimed.getSigAlgName();
        }

        @Override
        public String getSigAlgOID() {
            return claimed.getSigAlgOID();
        }

        @Override
        public byte[] getSigAlgParams() {
            return claimed.getSigAlgParams();
        }

        @Override
        public boolean[] getIssuerUniqueID() {
            return claimed.getIssuerUniqueID();
        }

        @Override
        public boolean[] getSubjectUniqueID() {
            return claimed.getSubjectUniqueID();
        }

        @Override
        public boolean[] getKeyUsage() {
            return claimed.getKeyUsage();
        }

        @Override
        public int getBasicConstraints() {
            return claimed.getBasicConstraints();
        }

        @Override
        public PublicKey getPublicKey() {
            return claimed.getPublicKey();
        }

        @Override
        public void verify(PublicKey key) {
            // It claims to be signed by anyone.
        }

        @Override
        public void verify(PublicKey key, String provider) {
            // It claims to be signed by anyone.
        }

        @Override
        public String toString() {
            return "claims to be " + claimed;
        }

        @Override
        public boolean hasUnsupportedCriticalExtension() {
            return false;
        }

        @Override
        public Set<String> getCriticalExtensionOIDs() {
            return claimed.getCriticalExtensionOIDs();
        }

        @Override
        public Set<String> getNonCriticalExtensionOIDs() {
            return claimed.getNonCriticalExtensionOIDs();
        }

        @Override
        public byte[] getExtensionValue(String oid) {
            return claimed.getExtensionValue(oid);
        }
    }
}
