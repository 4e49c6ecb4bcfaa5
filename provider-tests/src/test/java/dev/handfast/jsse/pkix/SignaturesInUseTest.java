package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Tools;
import dev.handfast.pki.OddSigner;
import dev.handfast.pki.TestPki;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.DERNull;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates as authorities in use sign them: NULL beside ECDSA, and RSASSA-PSS as OpenSSL makes it. */
@Tag("contract")
class SignaturesInUseTest {

    private static final Provider OURS = new HandfastProvider();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void serversAndClientsWithNullBesideEcdsa(String version) throws Exception {
        TestPki root = TestPki.root("CN=root", SignaturesInUseTest::withNull);
        TestPki middle = root.issue("CN=middle", c -> withNull(c.authority(-1)));
        TestPki server = middle.issue("CN=server", c -> withNull(c.dns("localhost")));
        TestPki client = middle.issue("CN=client", SignaturesInUseTest::withNull);
        EnginePair pair = EnginePair.of(context(root, client, middle), context(root, server, middle))
                .protocol(version);
        SSLEngine serverEngine = pair.server().engine();
        serverEngine.setNeedClientAuth(true);
        pair.handshake();
        assertEquals(client.certificate(), serverEngine.getSession().getPeerCertificates()[0]);
    }

    private static void withNull(TestPki.Content content) {
        content.signer(key -> new OddSigner(key, "SHA256withECDSA", null, "1.2.840.10045.4.3.2", DERNull.INSTANCE));
    }

    private static SSLContext context(TestPki root, TestPki... chain) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", OURS);
        context.init(TestPki.keyManagers(chain), new TrustManager[] {trusting(root.certificate())}, null);
        return context;
    }

    private static X509TrustManager trusting(X509Certificate root) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", OURS);
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    @ParameterizedTest
    @CsvSource({"''", "-sigopt rsa_pss_saltlen:digest", "-sigopt rsa_pss_saltlen:0", "-sigopt rsa_pss_saltlen:max",
        "-sigopt rsa_mgf1_md:sha512", "-sigopt rsa_mgf1_md:sha1",
        "-sigopt rsa_pss_saltlen:100 -sigopt rsa_mgf1_md:sha384"})
    void pssOfOpenSsl(String options) throws Exception {
        List<X509Certificate> chain = openSslChain("-sha256", options);
        X509TrustManager manager = trusting(chain.get(1));
        manager.checkServerTrusted(new X509Certificate[] {chain.get(0)}, "UNKNOWN");
        manager.checkClientTrusted(new X509Certificate[] {chain.get(0)}, "UNKNOWN");
    }

    /** What policy refuses is named as it is: hash, mask and salt. */
    @Test
    void aRefusalOfPssNamesSaltAndMask() throws Exception {
        List<X509Certificate> chain = openSslChain("-sha1", "-sigopt rsa_mgf1_md:sha256 -sigopt rsa_pss_saltlen:77");
        CertificateException refusal = assertThrows(CertificateException.class, () -> trusting(chain.get(1))
                .checkServerTrusted(new X509Certificate[] {chain.get(0)}, "UNKNOWN"));
        assertTrue(refusal.getMessage().contains("RSASSA-PSS with SHA-1, MGF1 with SHA-256, a salt of 77 bytes"),
                refusal.getMessage());
    }

    private List<X509Certificate> openSslChain(String hash, String options) throws Exception {
        assumeTrue(Tools.isMandatory() || Tools.find("openssl").isPresent(), Tools.missing("openssl"));
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=root -days 9 -sha256");
        openssl("req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf");
        openssl("x509 -req -in leaf.csr -CA root.pem -CAkey root.key -set_serial 7 -days 9 -out leaf.pem " + hash
                + " -sigopt rsa_padding_mode:pss " + options);
        List<X509Certificate> chain = new ArrayList<>();
        for (String file : List.of("leaf.pem", "root.pem")) {
            try (InputStream in = Files.newInputStream(folder.resolve(file))) {
                chain.add((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
        }
        return chain;
    }

    private void openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments.trim().split(" +")));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), "openssl hangs");
        assertEquals(0, process.exitValue(), () -> arguments + ": " + log);
    }
}
