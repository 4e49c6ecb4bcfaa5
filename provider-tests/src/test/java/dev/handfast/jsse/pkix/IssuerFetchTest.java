package dev.handfast.jsse.pkix;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands behind caIssuers: a certificate or a bundle of them (RFC 5280 section 4.2.2.1). */
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
        refused("/junk", "no certificate".getBytes(StandardCharsets.US_ASCII));
        refused("/empty", new byte[0]);
        refused("/cut", Arrays.copyOf(bundle, bundle.length - 9));
        refused("/none", bundle().toASN1Structure().getEncoded("DER"));
        refused("/stranger", bundle(TestPki.root("CN=inner")).toASN1Structure().getEncoded("DER"));
    }

    @Test
    void ofABundleOnlySoMuchIsTaken() throws Exception {
        TestPki[] many = new TestPki[40];
        Arrays.setAll(many, i -> i < 38 ? TestPki.root("CN=inner") : i == 38 ? inner : authority);
        refused("/many", bundle(many).toASN1Structure().getEncoded("BER"));
    }

    private static CMSSignedData bundle(TestPki... certificates) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addCertificates(new JcaCertStore(Arrays.stream(certificates).map(TestPki::certificate).toList()));
        return generator.generate(new CMSProcessableByteArray(new byte[0]));
    }

    private void refused(String path, byte[] file) {
        CertificateException refused = assertThrows(CertificateException.class, () -> check(path, file));
        String message = refused.getMessage();
        assertTrue(message.contains("was neither sent") || message.contains("was not signed by"), message);
    }

    private void check(String path, byte[] file) throws Exception {
        server.says(path, file);
        TestPki leaf = inner.issue("CN=leaf", c -> server.issuers(path).accept(c.dns("localhost")));
        X509ExtendedTrustManager manager = (X509ExtendedTrustManager)
                JsseStack.HANDFAST.trustManagers(List.of(ROOT.certificate()))[0];
        with(Map.of("com.sun.security.enableAIAcaIssuers", "true", "com.sun.security.allowedAIALocations",
                server.at("/").toString()), () -> {
            manager.checkServerTrusted(new X509Certificate[] {leaf.certificate()}, "UNKNOWN");
            return null;
        });
    }
}
