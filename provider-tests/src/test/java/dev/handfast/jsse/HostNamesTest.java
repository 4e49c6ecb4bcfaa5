package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kinds of host names, as a client sends them, as a server takes them, and as they choose keys; beside SunJSSE. */
@Tag("contract")
class HostNamesTest {

    private static final Credentials CREDENTIALS = Credentials.shared();
    private static final Map<JsseStack, SSLContext> LOCALHOST = Map.of(
            JsseStack.SUN, JsseStack.SUN.context(CREDENTIALS.server(KeyKind.P256)),
            JsseStack.HANDFAST, JsseStack.HANDFAST.context(CREDENTIALS.server(KeyKind.P256)));
    private static final Map<JsseStack, SSLContext> TRUSTING = Map.of(JsseStack.SUN, JsseStack.SUN.context(null),
            JsseStack.HANDFAST, JsseStack.HANDFAST.context(null));
    private static final String REFUSED = "illegal_parameter";

    private static SSLEngine client(SSLContext context, String host) {
        SSLEngine engine = context.createSSLEngine(host, 443);
        engine.setUseClientMode(true);
        return engine;
    }

    private static SSLEngine server(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private static String names(SSLEngine engine) {
        return name(engine.getSession());
    }

    private static String name(SSLSession session) {
        List<SNIServerName> names = ((ExtendedSSLSession) session).getRequestedServerNames();
        return names.isEmpty() ? null : names.get(0) instanceof SNIHostName host ? host.getAsciiName()
                : new String(names.get(0).getEncoded(), StandardCharsets.US_ASCII);
    }

    /** A host, what we send for it and what SunJSSE sends, null for nothing. */
    private static Stream<Arguments> hosts() {
        return Stream.of(
                Arguments.of("www.example.com", "www.example.com", "www.example.com"),
                Arguments.of("www.example.com.", "www.example.com", "www.example.com"),
                Arguments.of("WWW.Example.COM", "WWW.Example.COM", "WWW.Example.COM"),
                Arguments.of("my_host.example.com", "my_host.example.com", null),
                Arguments.of("my_host.example.com.", "my_host.example.com", null),
                Arguments.of("_sip._tcp.example.com", "_sip._tcp.example.com", null),
                Arguments.of("b\u00fccher.example", "xn--bcher-kva.example", "xn--bcher-kva.example"),
                Arguments.of("b\u00fccher.example.", "xn--bcher-kva.example", "xn--bcher-kva.example"),
                Arguments.of("xn--bcher-kva.example", "xn--bcher-kva.example", "xn--bcher-kva.example"),
                Arguments.of("my_b\u00fccher.example", "xn--my_bcher-95a.example", null),
                Arguments.of("\u65e5\u672c.example", "xn--wgv71a.example", "xn--wgv71a.example"),
                Arguments.of("localhost", null, null),
                Arguments.of("localhost.", null, null),
                Arguments.of("127.0.0.1", null, null),
                Arguments.of("::1", null, null),
                Arguments.of("a..example", null, null),
                Arguments.of("with space.example", null, null),
                Arguments.of("-hyphen.example", null, null),
                Arguments.of("x".repeat(64) + ".example", null, null),
                Arguments.of("www.example.com..", null, null));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void whatAClientSends(String host, String ours, String suns) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (JsseStack stack : List.of(JsseStack.SUN, JsseStack.HANDFAST)) {
                SSLEngine server = server(LOCALHOST.get(JsseStack.HANDFAST));
                new EnginePair(client(TRUSTING.get(stack), host), server).protocol(version).handshake();
                assertEquals(stack == JsseStack.SUN ? suns : ours, names(server), stack + " " + version);
            }
        }
    }

    /** The same of sockets, which are told the host by those who layer them. */
    @ParameterizedTest
    @MethodSource("hosts")
    void whatAClientsSocketSends(String host, String ours, String suns) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (JsseStack stack : List.of(JsseStack.SUN, JsseStack.HANDFAST)) {
                assertEquals(stack == JsseStack.SUN ? suns : ours, sentBySocket(stack, host, version),
                        stack + " " + version);
            }
        }
    }

    private static String sentBySocket(JsseStack stack, String host, String version) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket below = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                SSLSocket client = (SSLSocket) TRUSTING.get(stack).getSocketFactory().createSocket(below, host, 443,
                        true);
                SSLSocket server = (SSLSocket) LOCALHOST.get(JsseStack.HANDFAST).getSocketFactory()
                        .createSocket(listener.accept(), null, true)) {
            client.setSoTimeout(20_000);
            server.setSoTimeout(20_000);
            client.setEnabledProtocols(new String[] {version});
            Future<Void> shaking = Background.run(server::startHandshake);
            client.startHandshake();
            Background.get(shaking);
            return name(server.getSession());
        }
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aNameThatIsSentChoosesTheKeyAndIdentifiesTheServer(String host, String ours, String suns) throws Exception {
        if (ours == null) {
            return;
        }
        Identity own = CREDENTIALS.server(KeyKind.P256, ours.toLowerCase(java.util.Locale.ROOT));
        SSLContext server = JsseStack.HANDFAST.context(List.of(CREDENTIALS.server(KeyKind.P256), own),
                List.of(CREDENTIALS.root()));
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            SSLEngine client = client(TRUSTING.get(JsseStack.HANDFAST), host);
            SSLParameters parameters = client.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            client.setSSLParameters(parameters);
            new EnginePair(client, server(server)).protocol(version).handshake();
            assertEquals(own.certificate(), client.getSession().getPeerCertificates()[0]);
            SSLContext other = LOCALHOST.get(JsseStack.HANDFAST);
            SSLEngine refusing = client(TRUSTING.get(JsseStack.HANDFAST), host);
            refusing.setSSLParameters(parameters);
            assertThrows(SSLException.class, new EnginePair(refusing, server(other)).protocol(version)::handshake);
        }
    }

    /** Bytes of a host name, the name that our server knows then, and SunJSSE's: null for none. */
    private static Stream<Arguments> sent() {
        return Stream.of(
                Arguments.of("www.example.com".getBytes(StandardCharsets.US_ASCII), "www.example.com",
                        "www.example.com"),
                Arguments.of("my_host.example".getBytes(StandardCharsets.US_ASCII), "my_host.example", REFUSED),
                Arguments.of("www.example.com.".getBytes(StandardCharsets.US_ASCII), "www.example.com", REFUSED),
                Arguments.of("b\u00fccher.example".getBytes(StandardCharsets.UTF_8), "xn--bcher-kva.example",
                        "xn--bcher-kva.example"),
                Arguments.of("b\u00fccher.example.".getBytes(StandardCharsets.UTF_8), "xn--bcher-kva.example", REFUSED),
                Arguments.of("\u65e5\u672c.example".getBytes(StandardCharsets.UTF_8), "xn--wgv71a.example",
                        "xn--wgv71a.example"),
                Arguments.of("b\u00fccher.example".getBytes(StandardCharsets.ISO_8859_1), null, REFUSED),
                Arguments.of(new byte[] {'a', (byte) 0xc3}, null, REFUSED),
                Arguments.of(new byte[] {'.'}, null, REFUSED));
    }

    private record Raw(byte[] bytes) {

        SNIServerName name() {
            return new SNIServerName(0, bytes) {};
        }
    }

    private static EnginePair sending(byte[] bytes, JsseStack stack, String version, String matching) {
        SSLEngine client = client(TRUSTING.get(JsseStack.SUN), "localhost");
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(List.of(new Raw(bytes).name()));
        client.setSSLParameters(parameters);
        SSLEngine server = server(LOCALHOST.get(stack));
        if (matching != null) {
            SSLParameters matchers = server.getSSLParameters();
            matchers.setSNIMatchers(List.<SNIMatcher>of(SNIHostName.createSNIMatcher(matching)));
            server.setSSLParameters(matchers);
        }
        return new EnginePair(client, server).protocol(version);
    }

    @ParameterizedTest
    @MethodSource("sent")
    void whatAServerUnderstands(byte[] bytes, String ours, String suns) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (JsseStack stack : List.of(JsseStack.SUN, JsseStack.HANDFAST)) {
                EnginePair pair = sending(bytes, stack, version, null);
                String expected = stack == JsseStack.SUN ? suns : ours;
                if (REFUSED.equals(expected)) {
                    assertThrows(SSLException.class, pair::handshake, stack + " " + version);
                } else {
                    pair.handshake();
                    assertEquals(expected, names(pair.server().engine()), stack + " " + version);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sent")
    void matchersDecideOnWhatIsUnderstood(byte[] bytes, String ours, String suns) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            SSLException refused = assertThrows(SSLException.class,
                    sending(bytes, JsseStack.HANDFAST, version, "other\\.example")::handshake);
            assertTrue(refused.getMessage().contains("unrecognized_name"), refused.getMessage());
            // The JDK's matchers know no underscores
            if (ours != null && ours.indexOf('_') < 0) {
                sending(bytes, JsseStack.HANDFAST, version, java.util.regex.Pattern.quote(ours)).handshake();
            }
        }
    }
}
