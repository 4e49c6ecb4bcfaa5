package dev.handfast.jsse.pkix;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.HarmlessText;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPath;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateFactorySpi;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What stands behind caIssuers: a certificate or a bundle of them (RFC 5280 section 4.2.2.1). */
@Tag("contract")
class IssuerFetchTest {

    private static final TestPki ROOT = TestPki.root("CN=root");

    private final TestPki authority = ROOT.authority("CN=authority");
    private final TestPki inner = authority.authority("CN=inner");
    private Responder server;

    @BeforeEach
    void start() throws Exception {
        server = new Responder();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bundlesInDerAndBer() throws Exception {
        TestPki stranger = TestPki.root("CN=stranger");
        CMSSignedData bundle = bundle(stranger, inner, authority);
        byte[] ber = bundle.toASN1Structure().getEncoded("BER");
        assertEquals((byte) 0x80, ber[1], "an indefinite length");
        check("/ber.p7c", ber);
        check("/der.p7c", bundle.toASN1Structure().getEncoded("DER"));
    }

    @Test
    void whatIsNoneOfThemIsNoIssuer() throws Exception {
        byte[] bundle = bundle(inner, authority).toASN1Structure().getEncoded("DER");
        byte[] single = inner.certificate().getEncoded();
        refused("/junk", "no certificate".getBytes(StandardCharsets.US_ASCII), "it holds no certificate)");
        refused("/empty", new byte[0], "it holds no certificate)");
        refused("/half", Arrays.copyOf(single, single.length / 2), "it holds no certificate that can be read: ");
        refused("/cut", Arrays.copyOf(bundle, bundle.length - 9), "corrupted stream");
        refused("/none", bundle().toASN1Structure().getEncoded("DER"), "it holds no certificate)");
        refused("/other", TestPki.root("CN=other").certificate().getEncoded(),
                "none of its certificates has that name");
        refused("/absent", null, "404");
        server.says("/stranger", bundle(TestPki.root("CN=inner")).toASN1Structure().getEncoded("DER"));
        assertTrue(refusal("/stranger").contains("was not signed by"));
    }

    @Test
    void ofABundleOnlySoMuchIsTaken() throws Exception {
        TestPki[] many = new TestPki[40];
        Arrays.setAll(many, i -> i < 38 ? TestPki.root("CN=inner") : i == 38 ? inner : authority);
        server.says("/many", bundle(many).toASN1Structure().getEncoded("BER"));
        assertTrue(refusal("/many").contains("was not signed by"));
    }

    /** What one path has needed of a bundle must not stand for all of it. */
    @Test
    void aRememberedBundleServesOtherIssuersToo() throws Exception {
        TestPki newer = authority("CN=other", 2);
        TestPki older = authority("CN=other", 1);
        server.says("/all", bundle(inner, authority, newer, older).toASN1Structure().getEncoded("DER"));
        List<TestPki> issuers = List.of(inner, newer, older);
        for (int round = 0; round < 2; round++) {
            for (TestPki issuer : issuers) {
                byte[] keyId = issuer == inner ? null : new byte[] {(byte) (issuer == newer ? 2 : 1)};
                trust(issuer.issue("CN=leaf", c -> server.issuers("/all").accept(c.dns("localhost").extension(
                        Extension.authorityKeyIdentifier, false,
                        keyId == null ? null : new AuthorityKeyIdentifier(keyId)))));
            }
        }
        assertEquals(issuers.size(), server.asked(), "each is fetched once, and then remembered");
    }

    private static TestPki authority(String name, int keyId) {
        return ROOT.issue(name, c -> c.authority(-1).extension(Extension.subjectKeyIdentifier, false,
                new SubjectKeyIdentifier(new byte[] {(byte) keyId})));
    }

    private static CMSSignedData bundle(TestPki... certificates) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addCertificates(new JcaCertStore(Arrays.stream(certificates).map(TestPki::certificate).toList()));
        return generator.generate(new CMSProcessableByteArray(new byte[0]));
    }

    /** The first line names the address and what is wrong with what came from there. */
    private void refused(String path, byte[] file, String reason) throws Exception {
        if (file != null) {
            server.says(path, file);
        }
        String message = refusal(path);
        assertTrue(message.contains("was neither sent by the peer nor is it in the trust store, and did not come from "
                + server.at(path) + " ("), message);
        assertTrue(message.contains(reason), message);
    }

    private String refusal(String path) {
        CertificateException refused = assertThrows(CertificateException.class,
                () -> trust(inner.issue("CN=leaf", c -> server.issuers(path).accept(c.dns("localhost")))));
        HarmlessText.check(refused);
        return refused.getMessage();
    }

    private void check(String path, byte[] file) throws Exception {
        server.says(path, file);
        trust(inner.issue("CN=leaf", c -> server.issuers(path).accept(c.dns("localhost"))));
    }

    private void trust(TestPki leaf) throws Exception {
        X509ExtendedTrustManager manager = (X509ExtendedTrustManager) JsseStack.HANDFAST
                .trustManagers(List.of(ROOT.certificate()))[0];
        with(Map.of("com.sun.security.enableAIAcaIssuers", "true", "com.sun.security.allowedAIALocations",
                server.at("/").toString()), () -> {
                    manager.checkServerTrusted(new X509Certificate[] {leaf.certificate()}, "UNKNOWN");
                    return null;
                });
    }

    /** JCA is asked once whether it takes an issuer: what it has made is what the path then has. */
    @Test
    void anIssuerIsDecodedOnce() throws Exception {
        byte[] issuer = Fetching.AUTHORITY.certificate().getEncoded();
        try (OddServer host = new OddServer(OddServer.says(issuer))) {
            TestPki leaf = Fetching.leaf(Fetching.Kind.ISSUER, host.at("/once"));
            Security.insertProviderAt(new CountingFactories(), 1);
            Fetching.build(Fetching.Kind.ISSUER, leaf, Map.of());
        } finally {
            Security.removeProvider(CountingFactories.NAME);
        }
        assertEquals(1, Collections.frequency(CountingFactory.ENCODINGS, ByteBuffer.wrap(issuer)));
    }

    /** Has the platform's factory behind one that counts. */
    private static final class CountingFactories extends Provider {

        private static final String NAME = "CountingFactories";
        private static final long serialVersionUID = 1L;

        CountingFactories() {
            super(NAME, "1", "counts");
            put("CertificateFactory.X.509", CountingFactory.class.getName());
        }
    }

    /** Counts by encoding. */
    public static final class CountingFactory extends CertificateFactorySpi {

        static final List<ByteBuffer> ENCODINGS = new CopyOnWriteArrayList<>();

        /** For JCA. */
        public CountingFactory() {
        }

        private static CertificateFactory platform() throws CertificateException {
            try {
                return CertificateFactory.getInstance("X.509", "SUN");
            } catch (NoSuchProviderException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public Certificate engineGenerateCertificate(InputStream in) throws CertificateException {
            Certificate made = platform().generateCertificate(in);
            ENCODINGS.add(ByteBuffer.wrap(made.getEncoded()));
            return made;
        }

        @Override
        public CertPath engineGenerateCertPath(List<? extends Certificate> certificates) throws CertificateException {
            return platform().generateCertPath(certificates);
        }

        @Override
        public Collection<? extends Certificate> engineGenerateCertificates(InputStream in)
                throws CertificateException {
            return platform().generateCertificates(in);
        }

        @Override
        public CRL engineGenerateCRL(InputStream in) throws CRLException {
            throw new CRLException("none");
        }

        @Override
        public Collection<? extends CRL> engineGenerateCRLs(InputStream in) throws CRLException {
            throw new CRLException("none");
        }
    }
}
