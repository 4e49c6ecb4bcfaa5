package dev.handfast.jsse.revocation;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.path.SharedCaches;
import java.io.ByteArrayInputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists that were read are remembered in our form alone: the JDK's takes six times as much, which no bound counts. */
@Tag("contract")
class CrlCacheTest {

    private final CrlCache cache = new CrlCache(SharedCaches.ofProcess());

    private static final TestPki ROOT = TestPki.root("CN=root");

    /** More than it takes; a collection is asked for each time. */
    private static final int COLLECTIONS = 20;

    /** An object of BouncyCastle's: the JDK's factory has a memory of its own. */
    private static X509CRL list() throws Exception {
        byte[] encoded = TestRevocation.list(ROOT, ROOT, 1, 9, null).getEncoded();
        return (X509CRL) CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                .generateCRL(new ByteArrayInputStream(encoded));
    }

    @Test
    void aListIsReadOnce() throws Exception {
        X509CRL list = list();
        assertSame(cache.of(list), cache.of(list));
        Reference.reachabilityFence(list);
    }

    @Test
    void aListThatItsOwnerHasDroppedIsFreed() throws Exception {
        WeakReference<X509CRL> dropped = read();
        for (int i = 0; i < COLLECTIONS && dropped.get() != null; i++) {
            System.gc();
        }
        assertNull(dropped.get());
    }

    private WeakReference<X509CRL> read() throws Exception {
        X509CRL own = list();
        cache.of(own);
        return new WeakReference<>(own);
    }
}
