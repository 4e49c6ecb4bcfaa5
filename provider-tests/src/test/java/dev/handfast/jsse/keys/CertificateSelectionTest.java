package dev.handfast.jsse.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import dev.handfast.peers.SystemProperties;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.TestPki.Content;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.net.Socket;
import java.security.KeyPair;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * RFC 9846 section 4.5.1.2: which of several chains is shown, whatever their order, by servers and clients, on engines
 * and sockets; and what is shown, or not, where there is but one.
 */
@Tag("contract")
class CertificateSelectionTest {

    private static final TestPki RSA_ROOT = TestPki.root("CN=RSA", content -> content.keys(TestPki.keys("RSA", 2048)));
    private static final TestPki EC_ROOT = TestPki.root("CN=EC");
    private static final String ECDSA = "ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256";
    private static final String NO_SHA1 = ECDSA + ",rsa_pkcs1_sha256";
    private static final String WITH_SHA1 = "rsa_pkcs1_sha1," + NO_SHA1;

    private record Row(String version, boolean ofServer, boolean sockets) {
    }

    private static Stream<Row> rows() {
        return Stream.of("TLSv1.3", "TLSv1.2").flatMap(version -> Stream.of(true, false)
                .flatMap(ofServer -> Stream.of(true, false).map(sockets -> new Row(version, ofServer, sockets))));
    }

    /** RFC 5246 section 7.4.2: the key deciphers for static RSA, and signs for all other suites. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSuiteSaysWhatAKeyOfRsaIsFor(boolean deciphers) throws Exception {
        Identity signing = rsa("signing", KeyUsage.digitalSignature);
        Identity deciphering = rsa("deciphering", KeyUsage.keyEncipherment);
        String[] suites = {deciphers ? "TLS_RSA_WITH_AES_128_GCM_SHA256" : "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"};
        Identity right = deciphers ? deciphering : signing;
        Identity wrong = deciphers ? signing : deciphering;
        for (List<Identity> own : List.of(List.of(wrong, right), List.of(right, wrong), List.of(wrong))) {
            EnginePair pair = withStaticRsa(() -> EnginePair.of(context(List.of()), context(own)));
            for (SSLEngine engine : List.of(pair.client().engine(), pair.server().engine())) {
                engine.setEnabledProtocols(new String[] {"TLSv1.2"});
                engine.setEnabledCipherSuites(suites);
            }
            pair.handshake();
            // By choice: the last is shown where there is no other, and receivers decide.
            assertEquals((own.contains(right) ? right : wrong).certificate(),
                    first(pair.client().engine().getSession()), own::toString);
        }
    }

    private static Identity rsa(String name, int usage) {
        return leaf(EC_ROOT, name, content -> content.keys(TestPki.keys("RSA", 2048)).extension(Extension.keyUsage,
                true, new KeyUsage(usage)));
    }

    private static <T> T withStaticRsa(Callable<T> made) throws Exception {
        String disabled = Security.getProperty("jdk.tls.disabledAlgorithms");
        Security.setProperty("jdk.tls.disabledAlgorithms", disabled.replace("TLS_RSA_*", "SSLv3"));
        try {
            return made.call();
        } finally {
            Security.setProperty("jdk.tls.disabledAlgorithms", disabled);
        }
    }

    private static Identity leaf(TestPki root, String name, Consumer<Content> more) {
        TestPki leaf = root.issue("CN=" + name, more);
        return new Identity(name, leaf.keys().getPrivate(), List.of(leaf.certificate(), root.certificate()));
    }

    /** In TLS 1.2 too: RFC 5246 sections 7.4.2 and 7.4.6. */
    @ParameterizedTest
    @MethodSource("rows")
    void aKeyForOtherUsesThanSignaturesIsTheLast(Row row) throws Exception {
        int other = row.ofServer ? KeyUsage.keyEncipherment : KeyUsage.keyAgreement;
        Identity wrong = leaf(EC_ROOT, "wrong",
                content -> content.extension(Extension.keyUsage, true, new KeyUsage(other)));
        Identity right = leaf(EC_ROOT, "right",
                content -> content.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)));
        assertEquals(right.certificate(), shown(row, null, wrong, right));
        assertEquals(right.certificate(), shown(row, null, right, wrong));
        // By choice: receivers decide, and some take it.
        assertEquals(wrong.certificate(), shown(row, null, wrong));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aCertificateOfVersion1IsTheLast(Row row) throws Exception {
        KeyPair keys = TestPki.keys("EC", 256);
        long now = System.currentTimeMillis();
        X509Certificate first = new JcaX509CertificateConverter().getCertificate(new JcaX509v1CertificateBuilder(
                new X500Name(EC_ROOT.name()), BigInteger.ONE, new Date(now - 60_000), new Date(now + 3_600_000),
                new X500Name("CN=v1"), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(EC_ROOT.keys().getPrivate())));
        Identity old = new Identity("old", keys.getPrivate(), List.of(first, EC_ROOT.certificate()));
        Identity today = leaf(EC_ROOT, "today", content -> content.dns("localhost"));
        assertEquals(List.of(1, 3), List.of(first.getVersion(), today.certificate().getVersion()));
        assertEquals(today.certificate(), shown(row, null, old, today));
        assertEquals(today.certificate(), shown(row, null, today, old));
        // By choice: as everybody shows it.
        assertEquals(first, shown(row, null, old));
    }

    /** RFC 9846 section 4.3.3: a SHA-1 signature is shown to who takes it, and if there is no other chain. */
    @ParameterizedTest
    @MethodSource("rows")
    void aChainWithSha1IsTheLast(Row row) throws Exception {
        Identity old = leaf(RSA_ROOT, "old", content -> content.signature("SHA1withRSA"));
        Identity today = leaf(RSA_ROOT, "today", content -> content.signature("SHA256withRSA"));
        for (String peers : List.of(WITH_SHA1, NO_SHA1)) {
            assertEquals(today.certificate(), shown(row, peers, old, today), peers);
            assertEquals(today.certificate(), shown(row, peers, today, old), peers);
        }
        if (row.ofServer || row.version.equals("TLSv1.3")) {
            // A CertificateRequest of TLS 1.2 has one list, and JDK 24 permits no SHA-1 in handshakes any more.
            assertEquals(old.certificate(), shown(row, WITH_SHA1, old));
        }
        assertNotShown(row, NO_SHA1, old);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aChainIsSignedAsThePeerAccepts(Row row) throws Exception {
        Identity other = leaf(RSA_ROOT, "other", content -> {});
        Identity fitting = leaf(EC_ROOT, "fitting", content -> {});
        assertEquals(fitting.certificate(), shown(row, ECDSA, other, fitting));
        assertEquals(fitting.certificate(), shown(row, ECDSA, fitting, other));
        assertEquals(other.certificate(), shown(row, NO_SHA1, other));
        assertNotShown(row, ECDSA, other);
    }

    private static void assertNotShown(Row row, String schemes, Identity only) throws Exception {
        if (row.ofServer) {
            assertThrows(SSLHandshakeException.class, () -> shown(row, schemes, only));
        } else {
            assertNull(shown(row, schemes, only));
        }
    }

    /**
     * The certificate that one side shows, or null for none.
     *
     * @param schemes those of the other side, or null for the default
     */
    private static Certificate shown(Row row, String schemes, Identity... own) throws Exception {
        SSLContext shows = context(List.of(own));
        String property = "jdk.tls." + (row.ofServer ? "client" : "server") + ".SignatureSchemes";
        SSLContext sees = SystemProperties.with(schemes == null ? Map.of() : Map.of(property, schemes),
                () -> context(List.of(Credentials.shared().server(KeyKind.P256))));
        SSLContext client = row.ofServer ? sees : shows;
        SSLContext server = row.ofServer ? shows : sees;
        if (row.sockets) {
            SSLServerSocket listener = SocketPair.listener(server);
            listener.setEnabledProtocols(new String[] {row.version});
            listener.setWantClientAuth(!row.ofServer);
            try (SocketPair pair = SocketPair.connect(client, listener).handshake()) {
                return first((row.ofServer ? pair.client() : pair.server()).getSession());
            }
        }
        EnginePair pair = EnginePair.of(client, server).protocol(row.version);
        pair.server().engine().setWantClientAuth(!row.ofServer);
        pair.handshake();
        return first((row.ofServer ? pair.client() : pair.server()).engine().getSession());
    }

    private static Certificate first(SSLSession session) {
        try {
            return session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static SSLContext context(List<Identity> own) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(JsseStack.HANDFAST.keyManagers(own), new TrustManager[] {new Everybody()}, null);
        return context;
    }

    /** Trusts everybody, and looks at nothing. */
    private static final class Everybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
