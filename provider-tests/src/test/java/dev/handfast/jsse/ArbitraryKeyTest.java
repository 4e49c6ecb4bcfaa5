package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.pki.TestPki;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several keys is shown when nothing chooses: as SunJSSE's managers do, and said once. */
@Tag("contract")
class ArbitraryKeyTest {

    private static final Credentials CREDENTIALS = Credentials.shared();
    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final KeyPair RSA = TestPki.keys("RSA", 2048);

    private static X509ExtendedKeyManager manager(JsseStack stack, String algorithm, KeyStore store) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm, stack.provider());
        factory.init(store, Identity.PASSWORD.toCharArray());
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    private static KeyStore store(String type, List<String> aliases, List<Identity> identities) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        for (int i = 0; i < aliases.size(); i++) {
            Identity one = identities.get(i % identities.size());
            store.setKeyEntry(aliases.get(i), one.key(), Identity.PASSWORD.toCharArray(),
                    one.chain().toArray(new X509Certificate[0]));
        }
        return store;
    }

    private static Identity rsa(String name, int from, int to, boolean ofServer) {
        TestPki issued = ROOT.issue("CN=" + name, content -> content.keys(RSA).valid(from, to).dns("localhost")
                .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(ofServer
                        ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth)));
        return new Identity(name, RSA.getPrivate(), List.of(issued.certificate(), ROOT.certificate()));
    }

    /**
     * With random stores of good, expired and unfit keys. EC keys of one kind only: SunJSSE's PKIX takes those whose
     * key usage lacks keyAgreement, which nobody needs, for unfit.
     */
    @ParameterizedTest
    @ValueSource(strings = {"SunX509", "NewSunX509", "PKIX"})
    void theOrderIsSunJsses(String algorithm) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 8; round++) {
            List<Identity> identities = new ArrayList<>(List.of(CREDENTIALS.server(KeyKind.P256),
                    CREDENTIALS.server(KeyKind.RSA), CREDENTIALS.server(KeyKind.ED25519), rsa("expired", -9, -1, true),
                    rsa("client", -1, 9, false), rsa("old client", -9, -1, false), rsa("server", -1, 9, true)));
            Collections.shuffle(identities, random);
            List<String> aliases = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(24); i++) {
                aliases.add(Long.toString(random.nextLong() >>> random.nextInt(60), 36) + "x" + i);
            }
            KeyStore store = store(random.nextBoolean() ? "JKS" : "PKCS12", aliases, identities);
            X509ExtendedKeyManager ours = manager(JsseStack.HANDFAST, algorithm, store);
            X509ExtendedKeyManager suns = manager(JsseStack.SUN, algorithm, store);
            for (String type : List.of("EC", "RSA", "EdDSA")) {
                String said = "seed " + seed + ", " + type + " of " + aliases;
                assertEquals(chain(suns, suns.chooseServerAlias(type, null, null)),
                        chain(ours, ours.chooseServerAlias(type, null, null)), said);
                assertEquals(chain(suns, suns.chooseEngineServerAlias(type, null, null)),
                        chain(ours, ours.chooseEngineServerAlias(type, null, null)), said);
                assertEquals(chain(suns, suns.chooseClientAlias(new String[] {type}, null, null)),
                        chain(ours, ours.chooseClientAlias(new String[] {type}, null, null)), said);
            }
            if (algorithm.equals("SunX509")) {
                assertEquals(suns.chooseServerAlias("EC", null, null), ours.chooseServerAlias("EC", null, null));
                assertEquals(list(suns.getServerAliases("EC", null)), list(ours.getServerAliases("EC", null)));
            }
        }
    }

    private static List<X509Certificate> chain(X509ExtendedKeyManager manager, String alias) {
        return alias == null ? List.of() : List.of(manager.getCertificateChain(alias));
    }

    private static List<String> list(String[] aliases) {
        return aliases == null ? List.of() : List.of(aliases);
    }

    /** What is logged of arbitrary choices meanwhile. */
    private static List<String> said(String algorithm, KeyStore store, int handshakes, boolean twoContexts)
            throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Logger logger = Logger.getLogger("dev.handfast.jsse.keys.ArbitraryChoice");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(record.getMessage());
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        logger.addHandler(handler);
        try {
            for (int context = 0; context < (twoContexts ? 2 : 1); context++) {
                SSLContext server = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
                server.init(new KeyManager[] {manager(JsseStack.HANDFAST, algorithm, store)}, null, null);
                for (int i = 0; i < handshakes; i++) {
                    EnginePair.of(JsseStack.HANDFAST.context(null), server).handshake();
                }
            }
        } finally {
            logger.removeHandler(handler);
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SunX509", "PKIX"})
    void anArbitraryChoiceIsSaidOncePerContext(String algorithm) throws Exception {
        KeyStore store = store("PKCS12", List.of("one", "two"), List.of(CREDENTIALS.server(KeyKind.P256)));
        List<String> lines = said(algorithm, store, 3, true);
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).contains("one") && lines.get(0).contains("two"), lines.toString());
    }

    @Test
    void nothingIsSaidWhereThereIsNoChoice() throws Exception {
        KeyStore store = store("PKCS12", List.of("one", "two"), List.of(CREDENTIALS.server(KeyKind.P256),
                CREDENTIALS.server(KeyKind.RSA)));
        assertEquals(List.of(), said("SunX509", store, 2, false));
        assertEquals(List.of(), said("PKIX", store, 2, false));
        KeyStore rotated = store("PKCS12", List.of("old", "new"), List.of(CREDENTIALS.expired(),
                CREDENTIALS.server(KeyKind.P256)));
        assertEquals(List.of(), said("PKIX", rotated, 2, false));
    }
}
