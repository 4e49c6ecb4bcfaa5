package dev.handfast.jsse.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.pkix.CertPathBuilderImpl;
import dev.handfast.jsse.pkix.CertPathValidatorImpl;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.SharedCaches;
import java.security.KeyStore;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Services that are given caches use those and no others: the process's learn nothing of what they judged. */
@Tag("contract")
class OwnCachesTest {

    private final TestPki root = TestPki.root("CN=root of its own");
    private final TestPki authority = root.issue("CN=authority", c -> c.authority(-1));
    private final TestPki leaf = authority.issue("CN=leaf", c -> c.dns("www.example.com"));
    private final SharedCaches caches = new SharedCaches(1L << 30);
    private final PathEngine engine = new PathEngine(caches);

    @Test
    void ofTrustManagers() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        X509TrustManager manager = (X509TrustManager) TrustManagerFactoryImpl.trusting(store, engine);
        manager.checkServerTrusted(new X509Certificate[] {leaf.certificate(), authority.certificate()}, "ECDHE_ECDSA");
        assertRemembered(Set.of());
    }

    @Test
    void ofBuilders() throws Exception {
        new CertPathBuilderImpl(engine).engineBuild(parameters());
        assertRemembered(Set.of(CacheShare.ANCHORS_BY_OBJECT, CacheShare.ANCHORS_BY_CONTENT, CacheShare.PATHS));
    }

    @Test
    void ofValidators() throws Exception {
        new CertPathValidatorImpl(engine).engineValidate(CertificateFactory.getInstance("X.509")
                .generateCertPath(List.of(leaf.certificate(), authority.certificate())), parameters());
        assertRemembered(Set.of(CacheShare.ANCHORS_BY_OBJECT, CacheShare.ANCHORS_BY_CONTENT, CacheShare.PATHS));
    }

    private PKIXBuilderParameters parameters() throws Exception {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf.certificate());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                Set.of(new TrustAnchor(root.certificate(), null)), target);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(CertStore.getInstance("Collection",
                new CollectionCertStoreParameters(List.of(authority.certificate()))));
        return parameters;
    }

    /** Certificates and signatures are in these caches, and what else is said, each within its share. */
    private void assertRemembered(Set<CacheShare> besides) throws Exception {
        for (SharedCaches.Usage usage : caches.usage()) {
            boolean used = usage.share() == CacheShare.CERTIFICATES || usage.share() == CacheShare.SIGNATURES
                    || besides.contains(usage.share());
            assertEquals(used, usage.bytes() > 0, usage.toString());
            assertTrue(usage.bytes() <= usage.most(), usage.toString());
        }
        CertificateConverter own = new CertificateConverter(caches);
        CertificateConverter process = new CertificateConverter(SharedCaches.ofProcess());
        for (TestPki each : List.of(leaf, authority, root)) {
            assertSame(own.read(each.certificate()), own.read(each.certificate()));
            assertNotSame(process.read(each.certificate()), process.read(each.certificate()));
        }
    }
}
