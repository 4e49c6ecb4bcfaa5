package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.handfast.HandfastProvider;
import dev.handfast.pki.TestPki;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** {@code HttpsURLConnection} to servers with bad certificates: the exception's first line names cause and cure. */
class HttpsRefusalTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");
    private static final int WAIT_MILLIS = 20_000;

    private static TestPki leaf() {
        return AUTHORITY.issue("CN=leaf", c -> c.names(localhost()));
    }

    private static GeneralName[] localhost() {
        return new GeneralName[] {new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1")};
    }

    @Test
    void aGoodServerIsReached() throws Exception {
        assertEquals(200, get(managers(null), leaf(), AUTHORITY));
    }

    @Test
    void missingIntermediate() {
        refused("was neither sent by the peer nor is it in the trust store", "Have the peer send its intermediate",
                leaf());
    }

    @Test
    void expiredIntermediateWithValidAlternate() throws Exception {
        assertEquals(200, get(managers(null), leaf(), AUTHORITY.crossSignedBy(ROOT, c -> c.valid(-9, -1)), AUTHORITY));
    }

    @Test
    void wrongHost() {
        refused("is not for the host", "Connect by one of these names",
                AUTHORITY.issue("CN=leaf", c -> c.dns("www.example.com")), AUTHORITY);
    }

    @Test
    void revokedLeaf() throws Exception {
        TestPki leaf = leaf();
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                Set.of(new TrustAnchor(ROOT.certificate(), null)), new X509CertSelector());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(
                TestRevocation.list(ROOT, ROOT, 1, 9, null),
                TestRevocation.list(AUTHORITY, AUTHORITY, 1, 9, null, leaf.certificate())))));
        assertLine("was revoked at", "Replace it", assertThrows(SSLHandshakeException.class,
                () -> get(managers(parameters), leaf, AUTHORITY)));
    }

    @Test
    void mustStapleWithoutStaple() {
        refused("demands a stapled OCSP response", "Turn OCSP stapling on", AUTHORITY.issue("CN=leaf",
                c -> c.names(localhost()).mustStaple()), AUTHORITY);
    }

    @Test
    void sha1Leaf() {
        refused("SHA1withECDSA", "Have it issued anew", AUTHORITY.issue("CN=leaf",
                c -> c.names(localhost()).signature("SHA1withECDSA")), AUTHORITY);
    }

    @Test
    void rsa1024() {
        refused("RSA of 1024 bits", "RSA of at least 2048 bits", AUTHORITY.issue("CN=leaf",
                c -> c.names(localhost()).keys(TestPki.keys("RSA", 1024))), AUTHORITY);
    }

    @Test
    void selfSigned() {
        refused("is self-signed and not trusted", "add it to the trust store",
                TestPki.root("CN=leaf", c -> c.names(localhost())));
    }

    @Test
    void violatedNameConstraint() {
        TestPki constrained = ROOT.issue("CN=constrained", c -> c.authority(-1).extension(Extension.nameConstraints,
                true, new NameConstraints(new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.org"))}, null)));
        refused("DNS:localhost, which the name constraints of an authority above it do not permit",
                "Have it issued by an authority that may", constrained.issue("CN=leaf", c -> c.names(localhost())),
                constrained);
    }

    private static void refused(String cause, String cure, TestPki... chain) {
        assertLine(cause, cure, assertThrows(SSLHandshakeException.class, () -> get(managers(null), chain)));
    }

    private static void assertLine(String cause, String cure, SSLHandshakeException refused) {
        String line = refused.getMessage().lines().findFirst().orElse("");
        System.out.println(line);
        assertTrue(line.contains(cause) && line.contains(cure), line);
    }

    /** The status of a request to a server with this chain, whose stack is SunJSSE. */
    private static int get(TrustManager[] trust, TestPki... chain) throws Exception {
        SSLContext serving = SSLContext.getInstance("TLS", "SunJSSE");
        serving.init(new KeyManager[] {new OneKey(chain)}, null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serving));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            SSLContext asking = SSLContext.getInstance("TLS", new HandfastProvider());
            asking.init(null, trust, null);
            HttpsURLConnection connection = (HttpsURLConnection) new URL("https://localhost:"
                    + server.getAddress().getPort() + "/").openConnection();
            connection.setSSLSocketFactory(asking.getSocketFactory());
            connection.setConnectTimeout(WAIT_MILLIS);
            connection.setReadTimeout(WAIT_MILLIS);
            return connection.getResponseCode();
        } finally {
            server.stop(0);
        }
    }

    private static TrustManager[] managers(PKIXBuilderParameters parameters) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", new HandfastProvider());
        if (parameters != null) {
            factory.init(new CertPathTrustManagerParameters(parameters));
        } else {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", ROOT.certificate());
            factory.init(store);
        }
        return factory.getTrustManagers();
    }

    /** Sends one chain to everybody, however bad it is. */
    private static final class OneKey extends X509ExtendedKeyManager {

        private final TestPki[] chain;

        OneKey(TestPki[] chain) {
            this.chain = chain;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"one"};
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return alias(type);
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return alias(type);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return Arrays.stream(chain).map(TestPki::certificate).toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return chain[0].keys().getPrivate();
        }

        private String alias(String type) {
            String algorithm = chain[0].keys().getPublic().getAlgorithm();
            return type.startsWith(algorithm) ? "one" : null;
        }
    }
}
