package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.EnginePair;
import dev.handfast.pki.TestPki;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer's key beyond the bounds is refused before anything is computed with it, wherever it stands in its chain. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@Tag("contract")
class LargeKeysTest {

    private static final String PROPERTY = "handfast.pki.maxRsaKeySize";
    private static final HandfastProvider PROVIDER = new HandfastProvider();
    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final KeyPair RSA = TestPki.keys("RSA", 2048);
    private static final KeyPair EC = TestPki.keys("EC", 256);

    /** Both roles and versions, at every depth; the trust manager takes anyone, and is not even asked. */
    @ParameterizedTest
    @EnumSource(LargeKeys.class)
    @PublishedAttack(id = "CVE-2023-29409", victim = "Go", kind = AttackKind.TIME,
            what = "RSA keys of many thousand bits in a chain")
    void handshakes(LargeKeys kind) throws Exception {
        for (int depth = kind.isRsa() ? 0 : 1; depth < 3; depth++) {
            TestPki[] chain = chain(kind, depth);
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                for (boolean asServer : new boolean[] {true, false}) {
                    int[] asked = new int[1];
                    EnginePair pair = pair(chain, version, asServer, new Stranger.TakesAny() {
                        @Override
                        public void checkServerTrusted(X509Certificate[] shown, String authType, SSLEngine engine) {
                            asked[0]++;
                        }

                        @Override
                        public void checkClientTrusted(X509Certificate[] shown, String authType, SSLEngine engine) {
                            asked[0]++;
                        }
                    });
                    SSLException ours = assertThrows(SSLException.class, pair::handshake);
                    String where = kind + ", depth " + depth + ", " + version + (asServer ? ", server" : ", client");
                    assertSays(kind, ours.getMessage(), where);
                    assertTrue(ours.getMessage().contains("certificate " + depth), where + ": " + ours.getMessage());
                    assertEquals(0, asked[0], where);
                    SSLException theirs = assertThrows(SSLException.class, pair::settle);
                    assertTrue(theirs.getMessage().contains("bad_certificate"), where + ": " + theirs.getMessage());
                }
            }
        }
    }

    /** The trust manager alone, as other TLS stacks use it, and the validator. */
    @ParameterizedTest
    @EnumSource(LargeKeys.class)
    @PublishedAttack(id = "CVE-2023-29409", victim = "Go", kind = AttackKind.TIME,
            what = "RSA keys of many thousand bits in a chain")
    void paths(LargeKeys kind) throws Exception {
        for (int depth = 0; depth < 2; depth++) {
            TestPki[] chain = chain(kind, depth);
            X509Certificate[] shown = certificates(chain);
            CertificateException refused = assertThrows(CertificateException.class,
                    () -> trustManager(ROOT).checkServerTrusted(shown, "ECDHE_ECDSA"));
            assertSays(kind, refused.getMessage(), kind + ", depth " + depth);
            CertPathValidatorException invalid = assertThrows(CertPathValidatorException.class, () -> validate(shown));
            assertSays(kind, invalid.getMessage(), kind + ", depth " + depth);
            assertEquals(depth, invalid.getIndex());
        }
    }

    @Test
    void thePropertyRaisesTheBoundOfSizes() throws Exception {
        X509Certificate[] shown = certificates(chain(LargeKeys.RSA_MODULUS, 0));
        System.setProperty(PROPERTY, "16384");
        try {
            validate(shown);
            trustManager(ROOT).checkServerTrusted(shown, "ECDHE_ECDSA");
            System.setProperty(PROPERTY, "4096");
            CertPathValidatorException refused = assertThrows(CertPathValidatorException.class, () -> validate(shown));
            assertTrue(refused.getMessage().contains("4096"), refused.getMessage());
            System.setProperty(PROPERTY, "20000");
            refused = assertThrows(CertPathValidatorException.class, () -> validate(shown));
            assertTrue(refused.getMessage().contains("8192"), refused.getMessage());
        } finally {
            System.clearProperty(PROPERTY);
        }
    }

    /** A bit more than may be is refused, and what may be is not. */
    @ParameterizedTest
    @CsvSource({"8192, 17, true", "8193, 17, false", "3072, 33, true", "3072, 34, false", "8191, 2, true"})
    void theBoundsThemselves(int modulus, int exponent, boolean accepted) throws Exception {
        KeyPair keys = LargeKeys.rsa(modulus, exponent, RSA.getPrivate());
        X509Certificate[] shown = certificates(ROOT.issue("CN=leaf", c -> c.keys(keys)));
        if (accepted) {
            validate(shown);
            trustManager(ROOT).checkServerTrusted(shown, "ECDHE_RSA");
        } else {
            assertThrows(CertPathValidatorException.class, () -> validate(shown));
            assertThrows(CertificateException.class,
                    () -> trustManager(ROOT).checkServerTrusted(shown, "ECDHE_RSA"));
        }
    }

    /** Who trusts a large key has chosen it: a trust anchor is no peer. */
    @Test
    void trustAnchorsAreNotBound() throws Exception {
        KeyPair large = LargeKeys.RSA_MODULUS.with(RSA.getPrivate());
        TestPki pinned = TestPki.root("CN=pinned", c -> c.keys(large)
                .extension(org.bouncycastle.asn1.x509.Extension.keyUsage, true, null));
        trustManager(pinned).checkServerTrusted(certificates(pinned), "ECDHE_ECDSA");
    }

    @Test
    void usualKeysAreAccepted() throws Exception {
        for (KeyPair keys : List.of(TestPki.keys("RSA", 3072), TestPki.keys("EC", 521), TestPki.keys("EC", 384))) {
            TestPki authority = ROOT.issue("CN=authority", c -> c.authority(-1).keys(keys));
            X509Certificate[] shown = certificates(authority.issue("CN=leaf", c -> {}), authority);
            validate(shown);
            trustManager(ROOT).checkServerTrusted(shown, "ECDHE_ECDSA");
        }
    }

    /** A chain of three below a root, whose certificate at a depth holds the key; no signature needs to be good. */
    private static TestPki[] chain(LargeKeys kind, int depth) throws Exception {
        List<TestPki> chain = new ArrayList<>();
        TestPki above = ROOT;
        for (int i = 2; i >= 0; i--) {
            KeyPair keys = i == depth ? kind.with(kind.isRsa() ? RSA.getPrivate() : EC.getPrivate())
                    : i == 0 && !kind.isRsa() ? EC : i == 0 ? RSA : EC;
            boolean end = i == 0;
            TestPki made = above.issue("CN=depth " + i, c -> (end ? c : c.authority(-1)).keys(keys));
            chain.add(0, made);
            // Nobody has the private key, so another signs what is below.
            above = i == depth ? ROOT.issue("CN=depth " + i, c -> c.authority(-1).keys(EC)) : made;
        }
        return chain.toArray(TestPki[]::new);
    }

    private static EnginePair pair(TestPki[] chain, String version, boolean asServer, X509ExtendedTrustManager manager)
            throws Exception {
        SSLContext ours = SSLContext.getInstance("TLS", PROVIDER);
        ours.init(TestPki.keyManagers(ROOT.issue("CN=localhost", c -> c.dns("localhost"))),
                new TrustManager[] {manager}, null);
        SSLContext theirs = Stranger.context(chain[0].keys().getPrivate(), certificates(chain));
        return Stranger.pair(ours, theirs, asServer, version);
    }

    private static void validate(X509Certificate[] chain) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX", PROVIDER).validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(chain)), parameters);
    }

    private static X509ExtendedTrustManager trustManager(TestPki root) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", PROVIDER);
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    private static X509Certificate[] certificates(TestPki... chain) {
        return Arrays.stream(chain).map(TestPki::certificate).toArray(X509Certificate[]::new);
    }

    private static void assertSays(LargeKeys kind, String message, String where) {
        for (String part : kind.says()) {
            assertTrue(message != null && message.contains(part), where + ": \"" + part + "\" in: " + message);
        }
    }
}
