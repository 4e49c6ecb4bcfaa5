package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.SystemProperties;
import dev.handfast.pki.TestPki;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an anchor's own certificate forbids counts, and every refusal for it names the property that lifts it. */
@Tag("contract")
class AnchorLimitsTest {

    private static final Provider OURS = new HandfastProvider();
    private static final String NON_CA = "jdk.security.allowNonCaAnchor";
    private static final String LIMITS = "handfast.pki.anchorConstraints";

    private static String byTrustManager(TestPki anchor, TestPki... sent) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("anchor", anchor.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", OURS);
        factory.init(store);
        try {
            ((X509TrustManager) factory.getTrustManagers()[0]).checkServerTrusted(
                    Arrays.stream(sent).map(TestPki::certificate).toArray(X509Certificate[]::new), "UNKNOWN");
            return null;
        } catch (GeneralSecurityException e) {
            return e.getMessage();
        }
    }

    private static String byValidator(TestPki anchor, TestPki sent) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor.certificate(), null)));
        parameters.setRevocationEnabled(false);
        try {
            CertPathValidator.getInstance("PKIX", OURS).validate(CertificateFactory.getInstance("X.509")
                    .generateCertPath(List.of(sent.certificate())), parameters);
            return null;
        } catch (GeneralSecurityException e) {
            return e.getMessage();
        }
    }

    /** No basic constraints, or a key usage without keyCertSign. */
    private static TestPki noAuthority(boolean byUsage) {
        return TestPki.root("CN=root", c -> {
            if (byUsage) {
                c.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            } else {
                c.extension(Extension.basicConstraints, true, null);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"false, '', true", "false, true, true", "false, TRUE, true", "false, false, false", "false, no, false",
        "true, true, true", "true, false, false"})
    void anAnchorThatIsNoAuthority(boolean byUsage, String value, boolean accepted) throws Exception {
        TestPki root = noAuthority(byUsage);
        TestPki leaf = root.issue("CN=leaf", c -> {});
        for (String refusal : List.of(byTrustManager(root, leaf), byValidator(root, leaf))) {
            assertTrue(refusal.contains("-D" + NON_CA + "=true"), refusal);
        }
        String managed = SystemProperties.with(Map.of(NON_CA, value), () -> byTrustManager(root, leaf));
        String validated = SystemProperties.with(Map.of(NON_CA, value), () -> byValidator(root, leaf));
        assertEquals(accepted, managed == null, managed);
        assertEquals(accepted, validated == null, validated);
    }

    /** The property is about anchors: what stands below one stays as it is. */
    @Test
    void anIntermediateThatIsNoAuthorityIsRefusedAllTheSame() throws Exception {
        TestPki root = TestPki.root("CN=root");
        TestPki middle = root.issue("CN=middle", c -> {});
        TestPki leaf = middle.issue("CN=leaf", c -> {});
        assertNotNull(SystemProperties.with(Map.of(NON_CA, "true"), () -> byTrustManager(root, leaf, middle)));
    }

    /** A certificate that is pinned needs to be no authority: it issues nothing. */
    @Test
    void aPinnedCertificateNeedsNoProperty() throws Exception {
        TestPki pinned = TestPki.root("CN=pinned", c -> c.extension(Extension.basicConstraints, true, null)
                .extension(Extension.keyUsage, true, null));
        assertNull(byTrustManager(pinned, pinned));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pinned", "issuer"})
    void anExpiredAnchor(String role) throws Exception {
        TestPki root = TestPki.root("CN=root", c -> {
            c.valid(-20, -10);
            if (role.equals("pinned")) {
                c.extension(Extension.basicConstraints, true, null).extension(Extension.keyUsage, true, null);
            }
        });
        TestPki sent = role.equals("pinned") ? root : root.issue("CN=leaf", c -> {});
        String refusal = byTrustManager(root, sent);
        assertTrue(refusal.contains("expired") && refusal.contains("-D" + LIMITS + "=false"), refusal);
        assertNull(SystemProperties.with(Map.of(LIMITS, "false"), () -> byTrustManager(root, sent)));
    }
}
