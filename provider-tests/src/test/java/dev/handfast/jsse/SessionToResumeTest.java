package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SystemProperties;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsSession;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A connection is told which session to resume, as servers of FTP over TLS demand for their data connections. */
@Tag("contract")
class SessionToResumeTest {

    private SSLContext client = JsseStack.HANDFAST.context(null);
    private SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    private String version = "TLSv1.3";

    private EnginePair pair(String host, int port) {
        SSLEngine clientEngine = client.createSSLEngine(host, port);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        return new EnginePair(clientEngine, serverEngine).protocol(version);
    }

    /** A connection on which both sides have read. */
    private static EnginePair connect(EnginePair pair) throws SSLException {
        pair.handshake();
        pair.send(pair.client(), new byte[10]);
        pair.send(pair.server(), new byte[10]);
        return pair;
    }

    private static SSLSession of(EnginePair.Side side) {
        return side.engine().getSession();
    }

    private EnginePair resuming(SSLSession session, String host, int port) {
        EnginePair pair = pair(host, port);
        TlsConnection.of(pair.client().engine()).resume(session);
        return pair;
    }

    private static void identify(EnginePair pair) {
        SSLParameters parameters = pair.client().engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        pair.client().engine().setSSLParameters(parameters);
    }

    // FTP

    /** A control connection, then uploads and downloads, each of which must resume its session. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, HANDFAST", "TLSv1.2, HANDFAST", "TLSv1.3, SUN", "TLSv1.2, SUN"})
    void dataConnectionsResumeTheControlConnection(String spoken, JsseStack stack) throws Exception {
        server = stack.context(Credentials.shared().server(KeyKind.P256));
        try (SSLServerSocket control = listener(spoken); SSLServerSocket data = listener(spoken)) {
            Future<SSLSession> serving = serve(control, true);
            try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost",
                    control.getLocalPort())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
                SSLSession session = socket.getSession();
                assertFalse(TlsSession.of(session).isResumed());
                SSLSession first = Background.get(serving);
                for (int i = 0; i < 6; i++) {
                    boolean upload = i < 3;
                    Future<SSLSession> transfer = serve(data, !upload);
                    SSLSession resumed = transfer(data, session, upload);
                    assertTrue(TlsSession.of(resumed).isResumed(), "transfer " + i);
                    assertArrayEquals(session.getId(), resumed.getId());
                    SSLSession seen = Background.get(transfer);
                    if (stack == JsseStack.HANDFAST) {
                        assertTrue(TlsSession.of(seen).isResumed());
                        assertArrayEquals(first.getId(), seen.getId(), "what the server compares");
                    }
                }
            }
        }
    }

    /** To the address that PASV named, as clients of FTP do. */
    private SSLSession transfer(SSLServerSocket data, SSLSession session, boolean upload) throws Exception {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket()) {
            InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            socket.connect(new InetSocketAddress(address, data.getLocalPort()), 20_000);
            socket.setSoTimeout(20_000);
            socket.setEnableSessionCreation(false);
            TlsConnection.of(socket).resume(session);
            socket.getOutputStream().write(1);
            if (!upload) {
                assertEquals(1, socket.getInputStream().read());
            }
            return socket.getSession();
        }
    }

    private SSLServerSocket listener(String spoken) throws Exception {
        SSLServerSocket listener = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 50,
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        listener.setEnabledProtocols(new String[] {spoken});
        return listener;
    }

    private static Future<SSLSession> serve(SSLServerSocket listener, boolean answers) {
        return Background.start(() -> {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.setSoTimeout(20_000);
                assertEquals(1, socket.getInputStream().read());
                if (answers) {
                    socket.getOutputStream().write(1);
                } else {
                    assertEquals(-1, socket.getInputStream().read());
                }
                return socket.getSession();
            }
        });
    }

    // What is resumed

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void onlyTheSessionThatIsMeant(String spoken) throws SSLException {
        version = spoken;
        SSLSession one = of(connect(pair("localhost", 1)).client());
        SSLSession two = of(connect(pair("localhost", 2)).client());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(one.getId(), of(connect(resuming(one, "localhost", 3)).client()).getId());
            assertArrayEquals(two.getId(), of(connect(resuming(two, "localhost", 3)).client()).getId());
        }
        // Neither has become the other port's, and both are still their own.
        assertFalse(TlsSession.of(of(connect(pair("localhost", 3)).client())).isResumed());
        assertArrayEquals(one.getId(), of(connect(pair("localhost", 1)).client()).getId());
        assertArrayEquals(two.getId(), of(connect(pair("localhost", 2)).client()).getId());
    }

    /** What a full handshake on the other port finds out is of that port, and not of the session's. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aFullHandshakeInsteadLeavesTheSessionAlone(String spoken) throws SSLException {
        version = spoken;
        SSLContext honest = server;
        EnginePair first = pair("localhost", 1);
        identify(first);
        SSLSession session = of(connect(first).client());
        server = JsseStack.HANDFAST.context(Credentials.shared().wrongHost());
        SSLSession other = of(connect(resuming(session, "localhost", 2)).client());
        assertFalse(TlsSession.of(other).isResumed());
        EnginePair again = pair("localhost", 1);
        identify(again);
        assertThrows(SSLHandshakeException.class, again::handshake, "the other server is not resumed as the first");
        server = honest;
        EnginePair demanded = resuming(session(), "localhost", 2);
        demanded.client().engine().setEnableSessionCreation(false);
        assertTrue(TlsSession.of(of(connect(demanded).client())).isResumed());
    }

    /** The name that a session was made for is sent again, but says nothing of who is at an address. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anAddressIsNotIdentifiedByTheNameOfTheSession(String spoken) throws Exception {
        version = spoken;
        server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256, "named.example"));
        SSLSession session = of(connect(pair("named.example", 1)).client());
        EnginePair address = resuming(session, "127.0.0.1", 2);
        identify(address);
        failsWith("127.0.0.1", address);
        EnginePair unasked = connect(resuming(session, "127.0.0.1", 2));
        assertTrue(TlsSession.of(of(unasked.client())).isResumed());
        assertEquals(List.of(), ((ExtendedSSLSession) of(unasked.client())).getRequestedServerNames());
    }

    private SSLSession session() throws SSLException {
        return of(connect(pair("localhost", 1)).client());
    }

    // What is refused

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whatCannotBeResumedIsRefusedWithTheReason(String spoken) throws Exception {
        version = spoken;
        EnginePair made = connect(pair("localhost", 1));
        refused("client of the same SSLContext", of(made.server()));
        SSLContext ours = client;
        client = JsseStack.HANDFAST.context(null);
        SSLSession others = session();
        client = ours;
        refused("client of the same SSLContext", others);
        refused("not an established session", pair("localhost", 1).client().engine().getSession());
        refused("not a session of Handfast", JsseStack.SUN.context(null).createSSLEngine().getSession());
        SSLSession invalidated = session();
        invalidated.invalidate();
        refused("invalidated", invalidated);
        SSLSession old = session();
        client.init(null, JsseStack.HANDFAST.trustManagers(List.of(Credentials.shared().root())), null);
        refused("initialized again", old);
        SSLSession good = session();
        assertThrows(IllegalStateException.class, () -> TlsConnection.of(made.client().engine()).resume(good));
        assertThrows(IllegalArgumentException.class,
                () -> TlsConnection.of(JsseStack.SUN.context(null).createSSLEngine()).resume(good));
    }

    private void refused(String why, SSLSession session) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> resuming(session, "localhost", 2));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void withoutATicketThereIsNothingToResume() throws SSLException {
        EnginePair unread = pair("localhost", 1);
        unread.client().engine().beginHandshake();
        while (unread.client().finished() == 0) {
            unread.step(unread.client());
            unread.step(unread.server());
        }
        refused("when the client reads", of(unread.client()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theCertificateMustFitTheConnection(String spoken) throws SSLException {
        version = spoken;
        SSLSession session = session();
        EnginePair other = resuming(session, "other.example", 1);
        failsWith("server name", other);
        // The certificate is for 127.0.0.1 too, but not for 127.0.0.2.
        EnginePair address = resuming(session, "127.0.0.1", 1);
        identify(address);
        assertTrue(TlsSession.of(of(connect(address).client())).isResumed());
        EnginePair wrong = resuming(session, "127.0.0.2", 1);
        identify(wrong);
        failsWith("127.0.0.2", wrong);
        EnginePair onServer = resuming(session, "localhost", 1);
        onServer.client().engine().setUseClientMode(false);
        failsWith("is a server", onServer);
        EnginePair version = resuming(session, "localhost", 1);
        version.protocol(spoken.equals("TLSv1.3") ? "TLSv1.2" : "TLSv1.3");
        failsWith("enabled are", version);
        // What has become of it since it was set counts.
        EnginePair late = resuming(session, "localhost", 1);
        session.invalidate();
        failsWith("invalidated", late);
    }

    /** Managers are asked while the connection is configured: what is set then has not been checked. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whatIsSetInTheMidstOfBeginningIsNotResumed(String spoken) throws Exception {
        version = spoken;
        Runnable[] asked = {() -> {}};
        TrustManager judge = new PickyTrustManager(List.of(Credentials.shared().root()), false) {
            @Override
            public X509Certificate[] getAcceptedIssuers() {
                asked[0].run();
                return super.getAcceptedIssuers();
            }
        };
        client = SystemProperties.with(Map.of("jdk.tls.client.enableCAExtension", "true"), () -> {
            SSLContext made = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
            made.init(null, new TrustManager[] {judge}, null);
            return made;
        });
        SSLSession session = session();
        EnginePair other = pair("127.0.0.2", 1);
        identify(other);
        asked[0] = () -> {
            asked[0] = () -> {};
            TlsConnection.of(other.client().engine()).resume(session);
        };
        assertThrows(SSLHandshakeException.class, other::handshake, "the certificate is not for 127.0.0.2");
        assertFalse(TlsSession.of(of(other.client())).isResumed());
    }

    private static void failsWith(String why, EnginePair pair) {
        SSLHandshakeException failed = assertThrows(SSLHandshakeException.class,
                () -> pair.client().engine().beginHandshake());
        assertTrue(failed.getMessage().contains(why), failed.getMessage());
    }
}
