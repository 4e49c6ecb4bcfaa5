package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.MutantChain.Fields;
import dev.handfast.jsse.pkix.Oddities.Role;
import dev.handfast.peers.SystemProperties;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A certificate that is here and cannot be read, or not as it is encoded, is said to be that: the first line names
 * where it came from and what is wrong with it, and does not call it missing.
 */
@Tag("contract")
class UnreadCertificatesTest {

    private static final Provider OURS = new HandfastProvider();
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    /** What the JDK reads and we do not, or only in part. */
    private static List<X509Certificate> chain(String oddity, Role role) throws Exception {
        BiConsumer<Fields, Role> change = Oddities.all().get(oddity);
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] each : Oddities.chain(change, role).encoded()) {
            chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(each)));
        }
        return chain;
    }

    private static KeyStore store(X509Certificate root) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("our root", root);
        return store;
    }

    /** The first line of the refusal; null for acceptance. */
    private static String refusal(KeyStore store, X509Certificate... sent) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", OURS);
        factory.init(store);
        try {
            ((X509TrustManager) factory.getTrustManagers()[0]).checkServerTrusted(sent, "UNKNOWN");
            return null;
        } catch (CertificateException e) {
            return e.getMessage().lines().findFirst().orElse("");
        }
    }

    private static void assertTold(String refusal, String... parts) {
        for (String part : parts) {
            assertTrue(refusal != null && refusal.contains(part), part + " is missing in: " + refusal);
        }
        assertFalse(refusal.contains("neither sent"), refusal);
        assertFalse(refusal.contains("not signed by"), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA key with an even exponent", "GeneralizedTime with a fraction",
        "authority access that is no DER", "alternative address of 5 octets", "UTCTime without seconds"})
    void intermediates(String oddity) throws Exception {
        List<X509Certificate> chain = chain(oddity, Role.INTERMEDIATE);
        assertTold(refusal(store(chain.get(2)), chain.get(0), chain.get(2), chain.get(1)),
                "certificate 3 of 3 in the peer's Certificate message", oddity.contains("Time") ? "time" : "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA key with an even exponent", "GeneralizedTime with a fraction",
        "authority access that is no DER", "alternative address of 5 octets", "UTCTime without seconds"})
    void leaves(String oddity) throws Exception {
        List<X509Certificate> chain = chain(oddity, Role.LEAF);
        assertTold(refusal(store(chain.get(2)), chain.get(0), chain.get(1)),
                "certificate 1 of 2 in the peer's Certificate message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA key with an even exponent", "negative path length",
        "name constraints that are no DER"})
    void anchors(String oddity) throws Exception {
        List<X509Certificate> chain = chain(oddity, Role.ANCHOR);
        assertTold(refusal(store(chain.get(2)), chain.get(0), chain.get(1)), "entry \"our root\" of the trust store");
    }

    @Test
    void anchorsOfTheDefaultStoreWithItsFile() throws Exception {
        List<X509Certificate> chain = chain("RSA key with an even exponent", Role.ANCHOR);
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store(chain.get(2)).store(out, PASSWORD);
        }
        String refusal = SystemProperties.with(Map.of("javax.net.ssl.trustStore", file.toString(),
                "javax.net.ssl.trustStorePassword", "changeit"), () -> refusal(null, chain.get(0), chain.get(1)));
        assertTold(refusal, "our root", file.toString());
    }

    /** An anchor that cannot be read is not blamed for what it has nothing to do with. */
    @Test
    void anchorsThatAreNotConcernedAreNotNamed() throws Exception {
        KeyStore store = store(chain("RSA key with an even exponent", Role.ANCHOR).get(2));
        List<X509Certificate> good = chain("subject with a BMPString", Role.ANCHOR);
        String refusal = refusal(store, good.get(0), good.get(1));
        assertTrue(refusal.contains("neither sent by the peer nor is it in the trust store"), refusal);
        store.setCertificateEntry("good", good.get(2));
        assertNull(refusal(store, good.get(0), good.get(1)));
    }

    @Test
    void certificatesInStoresOfABuilder() throws Exception {
        List<X509Certificate> chain = chain("RSA key with an even exponent", Role.INTERMEDIATE);
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(chain.get(0));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(chain.get(2), null)),
                selector);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
        String refusal = null;
        try {
            CertPathBuilder.getInstance("PKIX", OURS).build(parameters);
        } catch (CertPathBuilderException e) {
            refusal = e.getMessage();
        }
        assertTold(refusal, "a certificate in a CertStore");
    }
}
