package dev.handfast.jsse.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.record.MessageSizes;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.tls.TlsConnection;
import java.security.KeyManagementException;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties count for contexts made after they were set. */
@Tag("contract")
class PropertiesTest {

    private static <T> T with(Map<String, String> properties, Callable<T> made) throws Exception {
        try {
            properties.forEach(System::setProperty);
            return made.call();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    private static <T> T withSecurity(String property, String value, Callable<T> made) throws Exception {
        String before = Security.getProperty(property);
        try {
            Security.setProperty(property, value);
            return made.call();
        } finally {
            Security.setProperty(property, before == null ? "" : before);
        }
    }

    private static SSLContext context(String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance(protocol, JsseStack.HANDFAST.provider());
        context.init(null, null, null);
        return context;
    }

    private static SSLEngine client(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        return engine;
    }

    private static Policy policy() {
        return Policy.current(JcaCryptoProvider.standard());
    }

    /** A misspelled wish for more safety is no wish for less, as in SunJSSE. */
    @ParameterizedTest
    @ValueSource(strings = {"sun.security.ssl.allowLegacyHelloMessages", "jdk.tls.allowLegacyMasterSecret",
        "com.sun.net.ssl.requireCloseNotify"})
    void flagsThatAreWeakByDefaultAreNotMisspelled(String property) throws Exception {
        for (String wrong : List.of("no", "yes", "0", "flase", "true ")) {
            Exception refused = assertThrows(KeyManagementException.class,
                    () -> with(Map.of(property, wrong), () -> context("TLS")));
            assertTrue(refused.getMessage().contains(property), refused.getMessage());
        }
        for (String right : List.of("true", "FALSE", "\"true\"", "")) {
            with(Map.of(property, right), () -> context("TLS"));
        }
    }

    /** As in SunJSSE: a scheme goes with the kind of its keys and with its curve. */
    @ParameterizedTest
    @CsvSource({"secp256r1, ecdsa_secp256r1_sha256", "EC keySize < 384, ecdsa_secp256r1_sha256",
        "EC, ecdsa_secp521r1_sha512", "EdDSA, ed25519", "RSASSA-PSS, rsa_pss_pss_sha256"})
    void rulesAboutKeysAndCurvesHoldForSchemes(String rule, String scheme) throws Exception {
        for (boolean ruled : new boolean[] {false, true}) {
            String before = Security.getProperty("jdk.tls.disabledAlgorithms");
            SSLContext client = withSecurity("jdk.tls.disabledAlgorithms", ruled ? before + ", " + rule : before,
                    () -> JsseStack.HANDFAST.context(null));
            EnginePair pair = EnginePair.of(client,
                    JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.RSA))).protocol("TLSv1.2");
            pair.client().engine().setEnabledCipherSuites(new String[] {"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"});
            pair.handshake();
            assertEquals(!ruled, TlsConnection.of(pair.server().engine()).peerSignatureSchemes().contains(scheme));
        }
    }

    /** Parameters of a context that was made under other rules bring none of them along. */
    @Test
    void rulesOfAContextStayItsOwn() throws Exception {
        String before = Security.getProperty("jdk.tls.disabledAlgorithms");
        SSLParameters lax = JsseStack.HANDFAST.context(null).createSSLEngine().getSSLParameters();
        SSLContext strict = withSecurity("jdk.tls.disabledAlgorithms", before + ", secp256r1, RSA keySize < 4096",
                () -> JsseStack.HANDFAST.context(null));
        SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.RSA));
        for (boolean given : new boolean[] {true, false}) {
            EnginePair pair = EnginePair.of(strict, server);
            if (given) {
                pair.client().engine().setSSLParameters(lax);
            }
            assertThrows(SSLException.class, pair::handshake);
            assertFalse(TlsConnection.of(pair.server().engine()).peerGroups().contains("secp256r1"));
        }
    }

    @Test
    void protocolsOfClientsAndServers() throws Exception {
        SSLContext tls = with(Map.of("jdk.tls.client.protocols", "\"TLSv1.2,TLSv1.1\"",
                "jdk.tls.server.protocols", "TLSv1.3"), () -> context("TLS"));
        assertArrayEquals(new String[] {"TLSv1.2"}, client(tls).getEnabledProtocols());
        SSLEngine server = tls.createSSLEngine();
        server.setUseClientMode(false);
        assertArrayEquals(new String[] {"TLSv1.3"}, server.getEnabledProtocols());
        assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, client(context("TLS")).getEnabledProtocols());
        assertArrayEquals(new String[] {"TLSv1.2"}, client(context("TLSv1.2")).getEnabledProtocols());
        assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, client(context("TLSv1.3")).getEnabledProtocols());
        assertThrows(KeyManagementException.class,
                () -> with(Map.of("jdk.tls.client.protocols", "TLSv9"), () -> context("TLS")));
    }

    @Test
    void suitesGroupsAndSchemes() throws Exception {
        Policy policy = with(Map.of("jdk.tls.client.cipherSuites", "TLS_AES_128_GCM_SHA256, TLS_NO_SUCH_SUITE",
                "jdk.tls.namedGroups", "secp384r1, ffdhe8192, x25519",
                "jdk.tls.client.SignatureSchemes", "ed25519,dsa_sha256"), PropertiesTest::policy);
        assertEquals("[TLS_AES_128_GCM_SHA256]", policy.suites(true, policy.supportedVersions()).toString());
        assertTrue(policy.suites(false, policy.supportedVersions()).size() > 10);
        assertEquals(List.of(NamedGroup.SECP384R1, NamedGroup.X25519), policy.namedGroups());
        assertEquals(List.of(SignatureScheme.ED25519), policy.schemes(true));
        assertThrows(IllegalArgumentException.class,
                () -> with(Map.of("jdk.tls.namedGroups", "ffdhe8192"), PropertiesTest::policy));
        assertFalse(with(Map.of("jsse.enableFFDHE", "false"), PropertiesTest::policy).namedGroups()
                .contains(NamedGroup.FFDHE2048));
    }

    @Test
    void staticRsaAndShortTagsAreOffUnlessNamed() throws Exception {
        List<String> enabled = Arrays.asList(client(context("TLS")).getEnabledCipherSuites());
        assertFalse(enabled.stream().anyMatch(suite -> suite.startsWith("TLS_RSA_") || suite.contains("CCM_8")),
                enabled.toString());
        assertEquals("TLS_AES_256_GCM_SHA384", enabled.get(0));
        assertTrue(withSecurity("jdk.tls.disabledAlgorithms", "SSLv3", () -> context("TLS"))
                .getSupportedSSLParameters().getCipherSuites().length > enabled.size());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, TLSv1.2", "TLSv1.2, TLSv1.3"})
    void disabledVersionsCannotBeEnabled(String disabled, String left) throws Exception {
        SSLContext context = withSecurity("jdk.tls.disabledAlgorithms", disabled, () -> context("TLS"));
        assertArrayEquals(new String[] {left}, context.getSupportedSSLParameters().getProtocols());
        SSLEngine engine = client(context);
        engine.setEnabledProtocols(new String[] {disabled});
        SSLException refused = assertThrows(SSLHandshakeException.class, engine::beginHandshake);
        assertTrue(refused.getMessage().startsWith("No appropriate protocol"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello"})
    void oldVersionsAreTakenAndNeverSpoken(String old) throws Exception {
        SSLEngine engine = client(context("TLS"));
        engine.setEnabledProtocols(new String[] {old});
        assertArrayEquals(new String[] {old}, engine.getEnabledProtocols());
        assertThrows(SSLHandshakeException.class, engine::beginHandshake);
    }

    @Test
    @PublishedAttack(id = "CVE-2016-2183", victim = "TLS", kind = AttackKind.RECORDS,
            what = "Sweet32: ciphers with blocks of 64 bits")
    void oldSuitesAreTakenAndUnknownOnesAreNot() throws Exception {
        SSLEngine engine = client(context("TLS"));
        String[] mixed = {"SSL_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA",
            "TLS_AES_128_GCM_SHA256"};
        engine.setEnabledCipherSuites(mixed);
        assertArrayEquals(mixed, engine.getEnabledCipherSuites());
        engine.beginHandshake();
        for (String wrong : new String[] {"TLS_AES_512_GCM", "", "HTTP"}) {
            assertThrows(IllegalArgumentException.class, () -> engine.setEnabledCipherSuites(new String[] {wrong}));
        }
    }

    @Test
    void extendedMasterSecretCanBeDemanded() throws Exception {
        Map<String, String> without = Map.of("jdk.tls.useExtendedMasterSecret", "false");
        SSLContext client = with(without, () -> JsseStack.HANDFAST.context(null));
        SSLContext server = with(Map.of("jdk.tls.allowLegacyMasterSecret", "false"),
                () -> JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)));
        EnginePair.of(client, JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)))
                .protocol("TLSv1.2").handshake();
        assertThrows(SSLHandshakeException.class, EnginePair.of(client, server).protocol("TLSv1.2")::handshake);
        EnginePair.of(client, server).protocol("TLSv1.3").handshake();
    }

    @Test
    void numbersOutOfRangeGiveTheDefault() throws Exception {
        Policy policy = with(Map.of("jdk.tls.maxHandshakeMessageSize", "-5", "javax.net.ssl.sessionCacheSize", "many",
                "jdk.tls.server.maxInboundCertificateChainLength", "3", "jdk.tls.ephemeralDHKeySize", "4096"),
                PropertiesTest::policy);
        assertEquals(MessageSizes.DEFAULT, policy.switches().messageSizes);
        assertEquals(20_480, policy.switches().sessionCacheSize);
        assertEquals(3, policy.maxCertificates(false));
        assertEquals(10, policy.maxCertificates(true));
        assertEquals(NamedGroup.FFDHE4096, policy.switches().dhGroup);
    }

    /** In both roles and versions: SunJSSE's property raises the limit, and lowers it for certificates too. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void handshakeMessagesMayBeAsLongAsTheyAreAllowedToBe(String version) throws Exception {
        String property = "jdk.tls.maxHandshakeMessageSize";
        Callable<SSLContext> server = () -> JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.RSA));
        String[] protocols = new String[200];
        Arrays.setAll(protocols, i -> "x".repeat(220) + i);
        assertThrows(SSLException.class, () -> offering(protocols, JsseStack.HANDFAST.context(null), server.call(),
                version).handshake());
        offering(protocols, JsseStack.HANDFAST.context(null), with(Map.of(property, "65536"), server), version)
                .handshake();
        SSLContext narrow = with(Map.of(property, "1024"), () -> JsseStack.HANDFAST.context(null));
        assertThrows(SSLException.class, EnginePair.of(narrow, server.call()).protocol(version)::handshake);
    }

    private static EnginePair offering(String[] protocols, SSLContext client, SSLContext server, String version) {
        EnginePair pair = EnginePair.of(client, server).protocol(version);
        SSLParameters parameters = pair.client().engine().getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        pair.client().engine().setSSLParameters(parameters);
        return pair;
    }

    @Test
    void aTrustStoreThatIsNotThereTrustsNobody() throws Exception {
        SSLContext context = with(Map.of("javax.net.ssl.trustStore", "/nowhere/at/all"), () -> context("TLS"));
        assertThrows(SSLHandshakeException.class, EnginePair.of(context,
                JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)))::handshake);
    }
}
