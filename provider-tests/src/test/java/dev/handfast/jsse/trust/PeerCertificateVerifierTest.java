package dev.handfast.jsse.trust;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.FakeEngine;
import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.pki.TestPki;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the trust manager says: each refusal's first line names the cause and the cure. */
@Tag("contract")
class PeerCertificateVerifierTest {

    private static final String HOST = "www.example.com";
    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");

    private static TestPki leaf() {
        return AUTHORITY.issue("CN=leaf", c -> c.dns(HOST));
    }

    @Test
    void acceptsAChainInAnyOrderWithSurplus() throws Exception {
        TestPki leaf = leaf();
        accept(leaf, AUTHORITY);
        accept(leaf, ROOT, TestPki.root("CN=stranger"), AUTHORITY);
    }

    @Test
    void missingIntermediate() {
        TestPki leaf = AUTHORITY.issue("CN=leaf", c -> c.dns(HOST).extension(Extension.authorityInfoAccess, false,
                new AuthorityInformationAccess(AccessDescription.id_ad_caIssuers,
                        new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example/ca.der"))));
        refuse("was neither sent by the peer nor is it in the trust store|Have the peer send its intermediate"
                + " certificates|http://ca.example/ca.der", null, leaf);
    }

    @Test
    void expiredIntermediateWithValidAlternate() throws Exception {
        TestPki expired = AUTHORITY.crossSignedBy(ROOT, c -> c.valid(-20, -1));
        accept(leaf(), expired, AUTHORITY);
    }

    @Test
    void expiredIntermediateAlone() {
        TestPki expired = AUTHORITY.crossSignedBy(ROOT, c -> c.valid(-20, -1));
        refuse("expired at |Send a renewed certificate of this authority", "EXPIRED", leaf(), expired);
    }

    @Test
    void wrongHost() {
        TestPki leaf = AUTHORITY.issue("CN=www.example.com", c -> c.dns("other.example.com"));
        refuse("is not for the host \"www.example.com\"; it is for DNS:other.example.com|Connect by one of these names",
                null, leaf, AUTHORITY);
    }

    @Test
    void sha1Leaf() {
        TestPki leaf = AUTHORITY.issue("CN=leaf", c -> c.dns(HOST).signature("SHA1withECDSA"));
        refuse("SHA1withECDSA|Have it issued anew", "ALGORITHM_CONSTRAINED", leaf, AUTHORITY);
    }

    @Test
    void rsa1024() {
        TestPki leaf = AUTHORITY.issue("CN=leaf", c -> c.dns(HOST).keys(TestPki.keys("RSA", 1024)));
        refuse("RSA of 1024 bits, below 2048|RSA of at least 2048 bits", "ALGORITHM_CONSTRAINED", leaf, AUTHORITY);
    }

    @Test
    void selfSigned() {
        TestPki leaf = TestPki.root("CN=self", c -> c.dns(HOST));
        refuse("is self-signed and not trusted|add it to the trust store", "NO_TRUST_ANCHOR", leaf);
    }

    @Test
    void violatedNameConstraint() {
        TestPki constrained = ROOT.issue("CN=constrained", c -> c.authority(-1).extension(Extension.nameConstraints,
                true, new NameConstraints(new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.org"))}, null)));
        refuse("DNS:www.example.com, which the name constraints of an authority above it do not permit|Have it issued"
                + " by an authority that may", "INVALID_NAME",
                constrained.issue("CN=leaf", c -> c.dns(HOST)), constrained);
    }

    @Test
    void mustStapleWithoutStaple() throws Exception {
        TestPki leaf = mustStaple();
        refuse("demands a stapled OCSP response, and the server sent none|Turn OCSP stapling on",
                "UNDETERMINED_REVOCATION_STATUS", leaf, AUTHORITY);
        byte[] good = TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY, -1, 1);
        check(manager(), List.of(good), leaf, AUTHORITY);
    }

    @Test
    void staplesThatDoNotCountAreNoStaple() throws Exception {
        TestPki leaf = mustStaple();
        byte[] stale = TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY, -9, -8);
        byte[] foreign = TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, leaf, -1, 1);
        byte[] other = TestRevocation.response(AUTHORITY, leaf().certificate(), Status.GOOD, AUTHORITY, -1, 1);
        for (byte[] staple : List.of(stale, foreign, other, new byte[] {1, 2, 3})) {
            assertThrows(CertificateException.class, () -> check(manager(), List.of(staple), leaf, AUTHORITY));
        }
    }

    @Test
    void revokedByStapleEvenWhereNobodyAsked() throws Exception {
        TestPki leaf = leaf();
        byte[] revoked = TestRevocation.response(AUTHORITY, leaf.certificate(), Status.REVOKED, AUTHORITY, -1, 1);
        CertificateException refused = assertThrows(CertificateException.class,
                () -> check(manager(), List.of(revoked), leaf, AUTHORITY));
        assertText("was revoked at |reason keyCompromise, says its issuer's OCSP responder|Replace it", refused);
    }

    @Test
    void revokedByList() throws Exception {
        TestPki leaf = leaf();
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                java.util.Set.of(new java.security.cert.TrustAnchor(ROOT.certificate(), null)), new X509CertSelector());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(
                TestRevocation.list(ROOT, ROOT, 1, 10, null),
                TestRevocation.list(AUTHORITY, AUTHORITY, 1, 10, null, leaf.certificate())))));
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", new HandfastProvider());
        factory.init(new CertPathTrustManagerParameters(parameters));
        X509ExtendedTrustManager manager = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        CertificateException refused = assertThrows(CertificateException.class,
                () -> check(manager, List.of(), leaf, AUTHORITY));
        assertText("was revoked at |reason keyCompromise, by the revocation list of \"CN=authority\"|Replace it",
                refused);
        check(manager, List.of(), leaf(), AUTHORITY);
    }

    @Test
    void purposesAndKeyUsage() {
        TestPki client = AUTHORITY.issue("CN=leaf", c -> c.dns(HOST).extension(Extension.extendedKeyUsage, false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)));
        refuse("may not be used for serverAuth", "INVALID_KEY_USAGE", client, AUTHORITY);
        TestPki agreement = AUTHORITY.issue("CN=leaf", c -> c.dns(HOST).extension(Extension.keyUsage, true,
                new KeyUsage(KeyUsage.keyAgreement)));
        refuse("its key usage lacks digitalSignature", null, agreement, AUTHORITY);
    }

    /** RFC 5246 section 7.4.2: the key of static RSA deciphers, and that of every other key exchange signs. */
    @Test
    void theKeyExchangeSaysWhatTheKeyIsFor() throws Exception {
        TestPki signing = ofUse(KeyUsage.digitalSignature);
        TestPki deciphering = ofUse(KeyUsage.keyEncipherment);
        check("RSA", deciphering);
        assertText("its key usage lacks keyEncipherment", assertThrows(CertificateException.class,
                () -> check("RSA", signing)));
        for (String authType : List.of("ECDHE_RSA", "DHE_RSA", "UNKNOWN")) {
            check(authType, signing);
            assertText("its key usage lacks digitalSignature", assertThrows(CertificateException.class,
                    () -> check(authType, deciphering)));
        }
    }

    private static TestPki ofUse(int usage) {
        return AUTHORITY.issue("CN=leaf", c -> c.dns(HOST).keys(TestPki.keys("RSA", 2048))
                .extension(Extension.keyUsage, true, new KeyUsage(usage)));
    }

    private static void check(String authType, TestPki leaf) throws Exception {
        X509Certificate[] sent = sent(leaf, AUTHORITY);
        manager().checkServerTrusted(sent, authType, new FakeEngine(true, HOST, true, sent));
    }

    @Test
    void anAnchorsOwnConstraintsCount() throws Exception {
        TestPki root = TestPki.root("CN=constrained root", c -> c.authority(0));
        TestPki authority = root.authority("CN=authority");
        TestPki leaf = authority.issue("CN=leaf", c -> c.dns(HOST));
        TestPki direct = root.issue("CN=leaf", c -> c.dns(HOST));
        X509ExtendedTrustManager manager = manager(root);
        assertThrows(CertificateException.class, () -> check(manager, List.of(), leaf, authority));
        check(manager, List.of(), direct);
    }

    @Test
    void anAnchorsConstraintsCanBeRelaxed() throws Exception {
        TestPki root = TestPki.root("CN=expired root", c -> c.valid(-20, -1));
        TestPki leaf = root.issue("CN=leaf", c -> c.dns(HOST));
        X509ExtendedTrustManager manager = manager(root);
        assertThrows(CertificateException.class, () -> check(manager, List.of(), leaf));
        withProperty("handfast.pki.anchorConstraints", "false", () -> check(manager, List.of(), leaf));
        assertThrows(CertificateException.class, () -> check(manager, List.of(), leaf));
    }

    @Test
    void missingIssuersAreFetchedOnlyWhereAsked() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger asked = new AtomicInteger();
        byte[] issuer = AUTHORITY.certificate().getEncoded();
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, issuer.length);
            exchange.getResponseBody().write(issuer);
            exchange.close();
        });
        server.start();
        try {
            TestPki leaf = AUTHORITY.issue("CN=leaf", c -> c.dns(HOST).extension(Extension.authorityInfoAccess, false,
                    new AuthorityInformationAccess(AccessDescription.id_ad_caIssuers, new GeneralName(
                            GeneralName.uniformResourceIdentifier, "http://127.0.0.1:"
                                    + server.getAddress().getPort() + "/ca.der"))));
            assertThrows(CertificateException.class, () -> check(manager(), List.of(), leaf));
            assertEquals(0, asked.get());
            withProperty("com.sun.security.allowedAIALocations", "any",
                    () -> withProperty("com.sun.security.enableAIAcaIssuers", "true", () -> {
                        check(manager(), List.of(), leaf, AUTHORITY);
                        assertEquals(0, asked.get());
                        check(manager(), List.of(), leaf);
                        check(manager(), List.of(), leaf);
                        assertEquals(1, asked.get());
                    }));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aTrustedLeafNeedsNoIssuerButStillItsHost() throws Exception {
        TestPki leaf = TestPki.root("CN=self", c -> c.dns(HOST).extension(Extension.keyUsage, false, null));
        check(manager(leaf), List.of(), leaf);
        TestPki other = TestPki.root("CN=self", c -> c.dns("other.example").extension(Extension.keyUsage, false, null));
        assertThrows(CertificateException.class, () -> check(manager(other), List.of(), other));
    }

    @Test
    void rememberedPathsAreForgottenWhenTheyExpireAndApplyToTheirQuestionOnly() throws Exception {
        TestPki leaf = leaf();
        X509ExtendedTrustManager manager = manager();
        check(manager, List.of(), leaf, AUTHORITY);
        check(manager, List.of(), leaf, AUTHORITY);
        assertThrows(CertificateException.class, () -> check(manager(TestPki.root("CN=root")), List.of(), leaf,
                AUTHORITY));
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(sent(leaf, AUTHORITY), "UNKNOWN",
                new FakeEngine(true, "other.example.com", true, sent(leaf, AUTHORITY))));
    }

    @Test
    void theCauseHoldsTheWholeSearch() {
        TestPki expired = AUTHORITY.crossSignedBy(ROOT, c -> c.valid(-20, -1));
        CertificateException refused = assertThrows(CertificateException.class,
                () -> check(manager(), List.of(), leaf(), expired));
        CertPathBuilderException built = assertInstanceOf(CertPathBuilderException.class, refused.getCause());
        CertPathValidatorException reason = assertInstanceOf(CertPathValidatorException.class, built.getCause());
        String tree = reason.getCause().getMessage();
        assertTrue(tree.contains("target \"CN=leaf\"") && tree.contains("issuer \"CN=authority\"")
                && tree.contains("refused, EXPIRED"), tree);
    }

    @Test
    void wrongArgumentsAreRefusedAsSuch() throws Exception {
        X509ExtendedTrustManager manager = manager();
        assertThrows(IllegalArgumentException.class, () -> manager.checkServerTrusted(null, "RSA"));
        assertThrows(IllegalArgumentException.class,
                () -> manager.checkServerTrusted(new X509Certificate[0], "RSA"));
        X509Certificate[] chain = sent(leaf(), AUTHORITY);
        assertThrows(IllegalArgumentException.class, () -> manager.checkServerTrusted(chain, ""));
        assertDoesNotThrow(() -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
    }

    /** What a test does under a property. */
    private interface Doing {
        void run() throws Exception;
    }

    private static void withProperty(String name, String value, Doing doing) throws Exception {
        String before = System.setProperty(name, value);
        try {
            doing.run();
        } finally {
            if (before == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, before);
            }
        }
    }

    private static TestPki mustStaple() {
        return AUTHORITY.issue("CN=leaf", c -> c.dns(HOST).mustStaple());
    }

    private static void accept(TestPki... chain) throws Exception {
        check(manager(), List.of(), chain);
    }

    private static void refuse(String texts, String reason, TestPki... chain) {
        CertificateException refused = assertThrows(CertificateException.class,
                () -> check(manager(), List.of(), chain));
        assertText(texts, refused);
        if (reason != null) {
            CertPathValidatorException inner = (CertPathValidatorException) refused.getCause().getCause();
            assertEquals(reason, inner.getReason().toString());
        }
    }

    private static void assertText(String texts, CertificateException refused) {
        for (String text : texts.split("\\|")) {
            assertTrue(refused.getMessage().contains(text), refused.getMessage());
        }
    }

    private static X509ExtendedTrustManager manager(TestPki... roots) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (TestPki root : roots.length == 0 ? new TestPki[] {ROOT} : roots) {
            store.setCertificateEntry("root" + store.size(), root.certificate());
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", new HandfastProvider());
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    private static void check(X509ExtendedTrustManager manager, List<byte[]> staples, TestPki... chain)
            throws CertificateException {
        manager.checkServerTrusted(sent(chain), "UNKNOWN",
                new FakeEngine(true, HOST, true, sent(chain)).withStaples(staples));
    }

    private static X509Certificate[] sent(TestPki... chain) {
        return Arrays.stream(chain).map(TestPki::certificate).toArray(X509Certificate[]::new);
    }
}
