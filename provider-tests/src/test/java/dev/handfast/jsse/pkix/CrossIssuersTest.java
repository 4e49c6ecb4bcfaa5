package dev.handfast.jsse.pkix;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.TestPki;
import java.security.KeyPair;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which cross certificate of an issuer is remembered keeps nobody who trusts another root from his own. */
@Tag("contract")
class CrossIssuersTest {

    private static final KeyPair KEYS = TestPki.keys("EC", 256);
    private static final List<TestPki> ROOTS = List.of(TestPki.root("CN=root 1"), TestPki.root("CN=root 2"));
    private static final List<TestPki> CROSS = ROOTS.stream().map(root -> root.issue("CN=issuer",
            c -> c.keys(KEYS).authority(-1))).toList();

    @Test
    void eachListenerFindsItsOwn() throws Exception {
        CMSSignedDataGenerator bundle = new CMSSignedDataGenerator();
        bundle.addCertificates(new JcaCertStore(CROSS.stream().map(TestPki::certificate).toList()));
        byte[] file = bundle.generate(new CMSProcessableByteArray(new byte[0])).toASN1Structure().getEncoded("DER");
        for (List<Integer> order : List.of(List.of(0, 1, 0, 1), List.of(1, 0, 0, 1))) {
            try (Responder server = new Responder()) {
                server.says("/both", file);
                TestPki leaf = CROSS.get(0).issue("CN=leaf", server.issuers("/both"));
                for (int root : order) {
                    with(Map.of("com.sun.security.enableAIAcaIssuers", "true", "com.sun.security.allowedAIALocations",
                            "any"), () -> search(leaf, ROOTS.get(root)));
                }
                assertEquals(2, server.asked(), "each is fetched once, and both are remembered");
            }
        }
    }

    private static Object search(TestPki leaf, TestPki root) throws Exception {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf.certificate());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                Set.of(new TrustAnchor(root.certificate(), null)), target);
        parameters.setRevocationEnabled(false);
        return CertPathBuilder.getInstance("PKIX", new HandfastProvider()).build(parameters);
    }
}
