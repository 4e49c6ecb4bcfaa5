package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.peers.BackwardChecker;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.CertStore;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** An application's checker is shown a target that is trusted itself, however it is trusted, and never nothing. */
@Tag("contract")
class CheckedTargetsTest {

    private static final TestPki ROOT = TestPki.root("CN=trusted itself");
    private static final X509Certificate TARGET = ROOT.certificate();

    private final List<Certificate> seen = new ArrayList<>();

    private static final class Noting extends BackwardChecker {

        private final List<Certificate> seen;

        Noting(List<Certificate> seen) {
            this.seen = seen;
        }

        @Override
        public void check(Certificate certificate, Collection<String> unresolved) {
            seen.add(certificate);
        }
    }

    private PKIXBuilderParameters trusting(boolean certificate) throws Exception {
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(TARGET);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(certificate ? new TrustAnchor(TARGET, null)
                : new TrustAnchor(TARGET.getSubjectX500Principal(), TARGET.getPublicKey(), null)), selector);
        parameters.setRevocationEnabled(false);
        parameters.addCertPathChecker(new Noting(seen));
        parameters.addCertStore(CertStore.getInstance("Collection",
                new CollectionCertStoreParameters(List.of(TARGET))));
        return parameters;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereAPathIsSearched(boolean certificate) throws Exception {
        assertEquals(certificate ? 0 : 1, CertPathBuilder.getInstance("PKIX", JsseStack.HANDFAST.provider())
                .build(trusting(certificate)).getCertPath().getCertificates().size());
        assertEquals(List.of(TARGET), seen);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereAPathIsGiven(boolean certificate) throws Exception {
        CertPathValidator.getInstance("PKIX", JsseStack.HANDFAST.provider()).validate(CertificateFactory
                .getInstance("X.509").generateCertPath(List.of(TARGET)), trusting(certificate));
        assertEquals(List.of(TARGET), seen);
    }
}
