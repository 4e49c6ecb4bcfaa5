package dev.handfast.jsse;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.pkix.Responder;
import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketPair;
import dev.handfast.pki.TestPki;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Stapling from a responder to what trust managers and applications see, through engines and sockets. */
@Tag("contract")
class StaplingTest {

    private static final String ON = "jdk.tls.server.enableStatusRequestExtension";

    private final Responder responder = new Responder();
    private final TestPki root = TestPki.root("CN=root");
    private final TestPki authority = root.issue("CN=authority", c -> {
        c.authority(-1);
        responder.ocsp("/authority").accept(c);
    });
    private final TestPki leaf = authority.issue("CN=leaf", c -> {
        c.dns("localhost");
        responder.ocsp("/leaf").accept(c);
    });
    private final byte[] response = TestRevocation.response(authority, leaf.certificate(), Status.GOOD, authority, -1,
            1);
    private final byte[] ofAuthority = TestRevocation.response(root, authority.certificate(), Status.GOOD, root, -1, 1);
    private final Asking asking = new Asking();

    StaplingTest() throws Exception {
        responder.says("/leaf", response);
    }

    @AfterEach
    void stop() {
        responder.close();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,HANDFAST,HANDFAST", "TLSv1.2,HANDFAST,HANDFAST", "TLSv1.3,SUN,HANDFAST",
        "TLSv1.2,SUN,HANDFAST", "TLSv1.3,HANDFAST,SUN", "TLSv1.2,HANDFAST,SUN"})
    void trustManagersOfAnyMakeSeeWhatIsStapled(String version, JsseStack client, JsseStack server) throws Exception {
        EnginePair pair = EnginePair.of(context(client, asking), with(Map.of(ON, "true"), () -> server(server)))
                .protocol(version).handshake();
        assertStaples(asking.seen, response);
        assertStaples(((ExtendedSSLSession) pair.client().engine().getSession()).getStatusResponses(), response);
        EnginePair again = EnginePair.of(context(client, asking), with(Map.of(ON, "true"), () -> server(server)))
                .protocol(version).handshake();
        assertStaples(((ExtendedSSLSession) again.client().engine().getSession()).getStatusResponses(), response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void throughSockets(String version) throws Exception {
        SSLContext serving = with(Map.of(ON, "true"), () -> server(JsseStack.HANDFAST));
        try (SSLServerSocket listener = SocketPair.listener(serving)) {
            listener.setEnabledProtocols(new String[] {version});
            try (SocketPair pair = SocketPair.connect(context(JsseStack.HANDFAST, asking), listener).handshake()) {
                assertStaples(asking.seen, response);
                assertStaples(((ExtendedSSLSession) pair.client().getSession()).getStatusResponses(), response);
            }
        }
        assertEquals(version.equals("TLSv1.3") ? 2 : 1, responder.asked(), "the authority's own, in TLS 1.3 only");
    }

    /** In TLS 1.3, and in TLS 1.2 for clients that send status_request_v2 (RFC 6961) as SunJSSE does. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3,HANDFAST,HANDFAST", "TLSv1.3,SUN,HANDFAST", "TLSv1.2,SUN,HANDFAST", "TLSv1.3,HANDFAST,SUN"})
    void everyCertificateOfAChainMayHaveOne(String version, JsseStack client, JsseStack server) throws Exception {
        responder.says("/authority", ofAuthority);
        SSLContext serving = with(Map.of(ON, "true"), () -> server(server, leaf, authority, root));
        EnginePair.of(context(client, asking), serving).protocol(version).handshake();
        assertStaples(asking.seen, response, ofAuthority);
        responder.says("/leaf", null);
        SSLContext without = with(Map.of(ON, "true"), () -> server(server, leaf, authority, root));
        EnginePair.of(context(client, asking), without).protocol(version).handshake();
        if (client == server || version.equals("TLSv1.2")) {
            assertStaples(asking.seen, new byte[0], ofAuthority);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void offUnlessAskedForByBothSides(String version) throws Exception {
        SSLContext plain = context(JsseStack.HANDFAST, asking);
        EnginePair.of(plain, server(JsseStack.HANDFAST)).protocol(version).handshake();
        assertStaples(asking.seen);
        SSLContext silent = with(Map.of("jdk.tls.client.enableStatusRequestExtension", "false"),
                () -> context(JsseStack.HANDFAST, asking));
        EnginePair.of(silent, with(Map.of(ON, "true"), () -> server(JsseStack.HANDFAST))).protocol(version).handshake();
        assertStaples(asking.seen);
        SSLContext disabled = with(Map.of(ON, "true", "jdk.tls.server.disableExtensions", "status_request"),
                () -> server(JsseStack.HANDFAST));
        EnginePair.of(plain, disabled).protocol(version).handshake();
        assertStaples(asking.seen);
        assertEquals(0, responder.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aSilentResponderCostsTheStapleAlone(String version) throws Exception {
        responder.says("/leaf", null);
        EnginePair.of(context(JsseStack.HANDFAST, asking), with(Map.of(ON, "true"), () -> server(JsseStack.HANDFAST)))
                .protocol(version).handshake();
        assertStaples(asking.seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aCertificateThatDemandsAStapleHasIt(String version) throws Exception {
        TestPki must = authority.issue("CN=must", c -> {
            c.dns("localhost").mustStaple();
            responder.ocsp("/must").accept(c);
        });
        responder.says("/must", TestRevocation.response(authority, must.certificate(), Status.GOOD, authority, -1, 1));
        SSLContext client = context(JsseStack.HANDFAST, JsseStack.HANDFAST.trustManagers(List.of(root.certificate())));
        EnginePair.of(client, with(Map.of(ON, "true"), () -> server(JsseStack.HANDFAST, must, authority)))
                .protocol(version).handshake();
        SSLHandshakeException refused = assertThrows(SSLHandshakeException.class,
                () -> EnginePair.of(client, server(JsseStack.HANDFAST, must, authority)).protocol(version).handshake());
        assertTrue(refused.getMessage().contains("demands a stapled OCSP response, and the server sent none"),
                refused.getMessage());
    }

    @Test
    void theTraceSaysWhyThereIsNone() throws Exception {
        responder.says("/leaf", null);
        String printed = traced(() -> EnginePair.of(context(JsseStack.HANDFAST, asking),
                with(Map.of(ON, "true"), () -> server(JsseStack.HANDFAST))).handshake());
        assertTrue(printed.contains("no stapled OCSP response"), printed);
        assertTrue(printed.contains("gave no response that can be stapled: status 404"), printed);
        responder.says("/leaf", response);
        assertTrue(traced(() -> EnginePair.of(context(JsseStack.HANDFAST, asking),
                with(Map.of(ON, "true"), () -> server(JsseStack.HANDFAST))).handshake())
                .contains("the certificate is good, until "));
        SSLContext off = server(JsseStack.HANDFAST);
        assertTrue(traced(() -> EnginePair.of(context(JsseStack.HANDFAST, asking), off).handshake()).contains(
                "stapling is off: jdk.tls.server.enableStatusRequestExtension is not true"));
    }

    private static void assertStaples(List<byte[]> seen, byte[]... expected) {
        assertEquals(expected.length, seen.size());
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], seen.get(i));
        }
    }

    private SSLContext server(JsseStack stack, TestPki... chain) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", stack.provider());
        context.init(TestPki.keyManagers(chain.length == 0 ? new TestPki[] {leaf, authority} : chain),
                stack.trustManagers(List.of(root.certificate())), null);
        return context;
    }

    private static SSLContext context(JsseStack stack, TrustManager... trust) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", stack.provider());
        context.init(null, trust, null);
        return context;
    }

    private static String traced(Callable<?> shaking) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            with(Map.of("handfast.debug.trace", "handshake"), shaking);
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** An application's own trust manager, which believes everybody and looks at what was stapled. */
    private static final class Asking extends X509ExtendedTrustManager {

        private List<byte[]> seen = new ArrayList<>();

        private void look(SSLSession session) {
            seen = ((ExtendedSSLSession) session).getStatusResponses();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            look(engine.getHandshakeSession());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            look(((SSLSocket) socket).getHandshakeSession());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("asked without a connection");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no clients");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
