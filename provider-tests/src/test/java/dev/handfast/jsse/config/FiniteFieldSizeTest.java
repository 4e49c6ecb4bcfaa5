package dev.handfast.jsse.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SystemProperties;
import dev.handfast.tls.TlsConnection;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.Security;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.crypto.interfaces.DHKey;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules about the size of finite fields bind DHE of TLS 1.2 whether or not its group was negotiated by name. */
@Tag("contract")
class FiniteFieldSizeTest {

    private static final String DHE = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String ECDHE = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

    private static SSLContext with(String rule, Callable<SSLContext> made) throws Exception {
        String property = "jdk.tls.disabledAlgorithms";
        String before = Security.getProperty(property);
        try {
            Security.setProperty(property, rule == null ? before : before + ", " + rule);
            return made.call();
        } finally {
            Security.setProperty(property, before);
        }
    }

    /** One that names no finite fields. */
    private static SSLContext client(String rule) throws Exception {
        return SystemProperties.with(Map.of("jsse.enableFFDHE", "false"),
                () -> with(rule, () -> JsseStack.HANDFAST.context(null)));
    }

    private static EnginePair pair(SSLContext client, SSLContext server, String... suites) {
        EnginePair pair = EnginePair.of(client, server).protocol("TLSv1.2");
        pair.client().engine().setEnabledCipherSuites(suites);
        pair.server().engine().setEnabledCipherSuites(suites);
        return pair;
    }

    private static SSLContext server(String rule) throws Exception {
        return with(rule, () -> JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.RSA)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DH keySize < 3072", "DH keySize <= 2048", "DiffieHellman keySize < 2049", "ffdhe2048"})
    void aClientRefusesFieldsThatAreTooSmall(String rule) throws Exception {
        SSLContext server = JsseStack.SUN.context(Credentials.shared().server(KeyKind.RSA));
        pair(client(null), server, DHE).handshake();
        EnginePair refused = pair(client(rule), server, DHE);
        SSLException fault = assertThrows(SSLHandshakeException.class, refused::handshake);
        assertTrue(fault.getMessage().contains("insufficient_security"), fault.getMessage());
        assertTrue(fault.getMessage().contains("jdk.tls.disabledAlgorithms"), fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource({", ffdhe2048", "DH keySize < 3072, ffdhe3072", "DH keySize <= 3072, ffdhe4096",
        "ffdhe2048, ffdhe3072", "DH keySize == 2048, ffdhe3072"})
    void aServerTakesTheFirstFieldThatIsPermitted(String rule, String group) throws Exception {
        EnginePair pair = pair(client(null), server(rule), DHE).handshake();
        assertEquals(group, TlsConnection.of(pair.client().engine()).namedGroup());
    }

    @Test
    void aServerWithoutFieldTakesNoSuiteThatNeedsOne() throws Exception {
        SSLContext server = server("DH keySize <= 4096");
        EnginePair refused = pair(client(null), server, DHE);
        assertThrows(SSLException.class, refused::handshake);
        EnginePair agreed = pair(client(null), server, DHE, ECDHE).handshake();
        assertEquals(ECDHE, agreed.client().engine().getSession().getCipherSuite());
        assertEquals(ECDHE, agreed.server().engine().getSession().getCipherSuite());
    }

    @ParameterizedTest
    @EnumSource(names = {"HANDFAST", "SUN"})
    void anApplicationsConstraintsAreAskedAboutTheKey(JsseStack stack) throws Exception {
        for (int least : new int[] {2048, 2049}) {
            EnginePair pair = pair(stack.context(null), server(null), DHE);
            SSLParameters parameters = pair.client().engine().getSSLParameters();
            AtLeast constraints = new AtLeast(least);
            parameters.setAlgorithmConstraints(constraints);
            pair.client().engine().setSSLParameters(parameters);
            if (least == 2048) {
                pair.handshake();
            } else {
                assertThrows(SSLHandshakeException.class, pair::handshake);
            }
            assertNotNull(constraints.asked);
        }
    }

    /** Permits keys of Diffie-Hellman from so many bits on. */
    private static final class AtLeast implements AlgorithmConstraints {

        private final int bits;
        private Key asked;

        AtLeast(int bits) {
            this.bits = bits;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            if (!(key instanceof DHKey field)) {
                return true;
            }
            asked = key;
            return field.getParams().getP().bitLength() >= bits;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key,
                AlgorithmParameters parameters) {
            return permits(primitives, key);
        }
    }
}
