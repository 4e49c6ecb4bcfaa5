package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.TestPki;
import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Revocation lists whose class is the application's, and throws: they say nothing, and nothing else is kept back. */
@Tag("contract")
class ForeignCrlTest {

    private static final TestPki ROOT = TestPki.root("CN=root");

    private final TestPki leaf = ROOT.issue("CN=leaf", content -> {});

    @Test
    void aListThatThrowsDoesNotHideAnother() throws Exception {
        X509CRL good = TestRevocation.list(ROOT, ROOT, 1, 9, null);
        for (boolean named : new boolean[] {true, false}) {
            assertDoesNotThrow(() -> validate(new Throwing(named), good));
            CertPathValidatorException refused = assertThrows(CertPathValidatorException.class,
                    () -> validate(new Throwing(named)));
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused.getReason());
            assertTrue(refused.getMessage().contains("cannot be read: out of order"), refused.getMessage());
        }
    }

    /** Who calls itself as the issuer does, and has no path to the anchor, signs no list, however many there are. */
    @Test
    void aStrangerOfTheIssuersNameSignsNoList() throws Exception {
        TestPki stranger = TestPki.root("CN=root");
        X509CRL first = TestRevocation.list(ROOT, stranger, 1, 9, null);
        X509CRL second = TestRevocation.list(ROOT, stranger, 2, 9, null);
        assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, assertThrows(CertPathValidatorException.class,
                () -> validate(stranger.certificate(), first, second)).getReason());
        X509CRL honest = TestRevocation.list(ROOT, ROOT, 3, 9, null);
        assertDoesNotThrow(() -> validate(stranger.certificate(), first, second, honest));
    }

    private void validate(Object... lists) throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(Set.of(Option.PREFER_CRLS, Option.NO_FALLBACK));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.addCertPathChecker(checker);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(lists))));
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate())),
                parameters);
    }

    /** Throws whatever it is asked, but perhaps for its issuer. */
    private static final class Throwing extends X509CRL {

        private final boolean named;

        Throwing(boolean named) {
            this.named = named;
        }

        private static IllegalStateException thrown() {
            return new IllegalStateException("out of order");
        }

        @Override
        public X500Principal getIssuerX500Principal() {
            if (named) {
                return new X500Principal(ROOT.name());
            }
            throw thrown();
        }

        @Override
        public byte[] getEncoded() {
            throw thrown();
        }

        @Override
        public void verify(PublicKey key) {
            throw thrown();
        }

        @Override
        public void verify(PublicKey key, String provider) {
            throw thrown();
        }

        @Override
        public int getVersion() {
            throw thrown();
        }

        @Override
        public Principal getIssuerDN() {
            throw thrown();
        }

        @Override
        public Date getThisUpdate() {
            throw thrown();
        }

        @Override
        public Date getNextUpdate() {
            throw thrown();
        }

        @Override
        public X509CRLEntry getRevokedCertificate(BigInteger number) {
            throw thrown();
        }

        @Override
        public Set<? extends X509CRLEntry> getRevokedCertificates() {
            throw thrown();
        }

        @Override
        public byte[] getTBSCertList() {
            throw thrown();
        }

        @Override
        public byte[] getSignature() {
            throw thrown();
        }

        @Override
        public String getSigAlgName() {
            throw thrown();
        }

        @Override
        public String getSigAlgOID() {
            throw thrown();
        }

        @Override
        public byte[] getSigAlgParams() {
            throw thrown();
        }

        @Override
        public String toString() {
            throw thrown();
        }

        @Override
        public boolean isRevoked(Certificate certificate) {
            throw thrown();
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public boolean hasUnsupportedCriticalExtension() {
            throw thrown();
        }

        @Override
        public Set<String> getCriticalExtensionOIDs() {
            throw thrown();
        }

        @Override
        public Set<String> getNonCriticalExtensionOIDs() {
            throw thrown();
        }

        @Override
        public byte[] getExtensionValue(String oid) {
            throw thrown();
        }
    }
}
