package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key is shown, who is trusted, and what the managers of an application can count on. */
@Tag("contract")
class ManagersTest {

    private static final Credentials CREDENTIALS = Credentials.shared();

    private static X509ExtendedKeyManager manager(String algorithm, KeyStore store) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm, JsseStack.HANDFAST.provider());
        factory.init(store, Identity.PASSWORD.toCharArray());
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    private static void add(KeyStore store, String alias, Identity identity) throws Exception {
        store.setKeyEntry(alias, identity.key(), Identity.PASSWORD.toCharArray(),
                identity.chain().toArray(new X509Certificate[0]));
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(keys, trust, null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKIX", "NewSunX509", "SunX509"})
    void keysAreChosenByTypeAndIssuer(String algorithm) throws Exception {
        KeyStore store = CREDENTIALS.server(KeyKind.P256).keyStore();
        X509ExtendedKeyManager manager = manager(algorithm, store);
        Principal[] root = {CREDENTIALS.root().getSubjectX500Principal()};
        Principal[] other = {new X500Principal("CN=nobody")};
        String alias = manager.chooseEngineServerAlias("EC", root, null);
        assertEquals(CREDENTIALS.server(KeyKind.P256).key(), manager.getPrivateKey(alias));
        assertEquals(CREDENTIALS.server(KeyKind.P256).certificate(), manager.getCertificateChain(alias)[0]);
        assertNull(manager.chooseEngineServerAlias("RSA", root, null));
        assertNull(manager.chooseEngineServerAlias("EC", other, null));
        assertEquals(1, manager.getServerAliases("EC", null).length);
        assertNull(manager.getServerAliases("EdDSA", null));
        assertNull(manager.getPrivateKey("nothing of that name"));
    }

    @Test
    void aKeyPutInTheStoreLaterIsSeen() throws Exception {
        KeyStore store = CREDENTIALS.server(KeyKind.P256).keyStore();
        X509ExtendedKeyManager manager = manager("PKIX", store);
        assertNull(manager.chooseEngineServerAlias("RSA", null, null));
        add(store, "later", CREDENTIALS.server(KeyKind.RSA));
        String alias = manager.chooseEngineServerAlias("RSA", null, null);
        assertEquals(CREDENTIALS.server(KeyKind.RSA).key(), manager.getPrivateKey(alias));
        add(store, "later", CREDENTIALS.client(KeyKind.RSA));
        assertEquals(CREDENTIALS.client(KeyKind.RSA).certificate(), manager.getCertificateChain(alias)[0]);
    }

    @Test
    void aValidKeyGoesBeforeAnExpiredOne() throws Exception {
        KeyStore store = CREDENTIALS.expired().keyStore();
        X509ExtendedKeyManager manager = manager("PKIX", store);
        assertNotNull(manager.chooseEngineServerAlias("EC", null, null));
        add(store, "valid", CREDENTIALS.server(KeyKind.P256));
        String alias = manager.chooseEngineServerAlias("EC", null, null);
        assertEquals(CREDENTIALS.server(KeyKind.P256).certificate(), manager.getCertificateChain(alias)[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theServerShowsTheKeyOfTheNameAskedFor(String version) throws Exception {
        KeyStore store = CREDENTIALS.server(KeyKind.P256).keyStore();
        Identity elsewhere = CREDENTIALS.server(KeyKind.P256, "elsewhere.example");
        add(store, "elsewhere", elsewhere);
        SSLContext server = context(new KeyManager[] {manager("PKIX", store)}, null);
        EnginePair pair = EnginePair.of(JsseStack.HANDFAST.context(null), server).protocol(version);
        SSLParameters parameters = pair.client().engine().getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("elsewhere.example")));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        pair.client().engine().setSSLParameters(parameters);
        pair.handshake();
        assertEquals(elsewhere.certificate(), pair.client().engine().getSession().getPeerCertificates()[0]);
    }

    /** A key manager without the methods for engines. */
    private record PlainKeys(X509ExtendedKeyManager extended) implements X509KeyManager {

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return extended.getClientAliases(keyType, issuers);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return extended.chooseClientAlias(keyType, issuers, socket);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return extended.getServerAliases(keyType, issuers);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return extended.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return extended.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return extended.getPrivateKey(alias);
        }
    }

    @Test
    void plainKeyManagersServeEngines() throws Exception {
        KeyManager plain = new PlainKeys(manager("PKIX", CREDENTIALS.server(KeyKind.RSA).keyStore()));
        EnginePair pair = EnginePair.of(JsseStack.HANDFAST.context(null), context(new KeyManager[] {plain}, null));
        pair.handshake();
        assertArrayEquals(CREDENTIALS.server(KeyKind.RSA).chain().toArray(),
                pair.client().engine().getSession().getPeerCertificates());
    }

    /** A trust manager that takes everybody; or throws what it is told to. */
    private record PlainTrust(CertificateException thrown) implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static EnginePair pairTrusting(TrustManager trust, String identification) throws Exception {
        EnginePair pair = new EnginePair(
                context(null, new TrustManager[] {trust}).createSSLEngine("elsewhere.example", 443),
                JsseStack.HANDFAST.context(CREDENTIALS.server(KeyKind.P256)).createSSLEngine());
        pair.client().engine().setUseClientMode(true);
        pair.server().engine().setUseClientMode(false);
        SSLParameters parameters = pair.client().engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(identification);
        pair.client().engine().setSSLParameters(parameters);
        return pair;
    }

    @Test
    void plainTrustManagersAreNotAskedForTheHost() throws Exception {
        pairTrusting(new PlainTrust(null), "").handshake();
        EnginePair pair = pairTrusting(new PlainTrust(null), "HTTPS");
        SSLHandshakeException refused = assertThrows(SSLHandshakeException.class, pair::handshake);
        assertTrue(refused.getMessage().contains("elsewhere.example"), refused.getMessage());
        assertTrue(refused.getCause() instanceof CertificateException, String.valueOf(refused.getCause()));
    }

    @Test
    void theManagersExceptionIsTheCause() throws Exception {
        CertificateException mine = new CertificateException("not this one");
        SSLException refused = assertThrows(SSLHandshakeException.class,
                pairTrusting(new PlainTrust(mine), null)::handshake);
        assertEquals(mine, refused.getCause());
        assertTrue(refused.getMessage().startsWith("(certificate_unknown) "), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void unknownAuthoritiesAndExpiryHaveTheirAlerts(String version) {
        SSLException unknown = assertThrows(SSLHandshakeException.class, EnginePair.of(JsseStack.HANDFAST.context(null),
                JsseStack.HANDFAST.context(CREDENTIALS.unknownCa())).protocol(version)::handshake);
        assertTrue(unknown.getMessage().startsWith("(unknown_ca) "), unknown.getMessage());
        assertTrue(unknown.getMessage().contains("CN=Unknown root"), unknown.getMessage());
        SSLException expired = assertThrows(SSLHandshakeException.class, EnginePair.of(JsseStack.HANDFAST.context(null),
                JsseStack.HANDFAST.context(CREDENTIALS.expired())).protocol(version)::handshake);
        assertTrue(expired.getMessage().startsWith("(certificate_expired) "), expired.getMessage());
    }

    @Test
    void withoutManagersOfX509NobodyIsTrusted() throws Exception {
        EnginePair pair = EnginePair.of(context(null, new TrustManager[0]),
                JsseStack.HANDFAST.context(CREDENTIALS.server(KeyKind.P256)));
        assertThrows(SSLHandshakeException.class, pair::handshake);
    }
}
