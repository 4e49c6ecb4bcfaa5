package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockets layered over others, and server sockets with their settings; SunJSSE is the oracle. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class LayeredSocketContractTest {

    @Parameter
    JsseRow row;

    /** A plain connection on the loopback interface. */
    private record Plain(ServerSocket listener, Socket client, Socket server) implements AutoCloseable {
        static Plain connect() throws Exception {
            ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            return new Plain(listener, client, listener.accept());
        }

        @Override
        public void close() throws Exception {
            client.close();
            server.close();
            listener.close();
        }
    }

    private SSLSocket serverOver(Socket plain, InputStream consumed) throws Exception {
        SSLSocket server = (SSLSocket) row.server().getSocketFactory().createSocket(plain, consumed, true);
        server.setEnabledProtocols(new String[] {row.version()});
        server.setSoTimeout(20_000);
        return server;
    }

    @Test
    void autoCloseDecidesAboutTheSocketBelow() throws Exception {
        for (boolean autoClose : new boolean[] {true, false}) {
            try (Plain plain = Plain.connect(); SSLSocket server = serverOver(plain.server(), null)) {
                SSLSocket client = (SSLSocket) row.client().getSocketFactory()
                        .createSocket(plain.client(), "localhost", plain.client().getPort(), autoClose);
                assertTrue(client.isConnected());
                assertTrue(client.getUseClientMode());
                assertFalse(server.getUseClientMode());
                Future<Integer> read = Background.start(() -> server.getInputStream().read());
                client.getOutputStream().write(9);
                assertEquals(9, Background.get(read));
                Future<Integer> end = Background.start(() -> {
                    int last = server.getInputStream().read();
                    server.close();
                    return last;
                });
                client.close();
                assertEquals(-1, Background.get(end));
                assertTrue(client.isClosed());
                assertEquals(autoClose, plain.client().isClosed());
            }
        }
    }

    @Test
    void consumedBytesAreReadFirst() throws Exception {
        for (int consumed : new int[] {1, 4, 5, 20}) {
            try (Plain plain = Plain.connect()) {
                SSLSocket client = (SSLSocket) row.client().getSocketFactory()
                        .createSocket(plain.client(), "localhost", plain.client().getPort(), true);
                Future<Void> handshake = Background.run(client::startHandshake);
                byte[] peeked = plain.server().getInputStream().readNBytes(consumed);
                assertEquals(22, peeked[0]);
                SSLSocket server = serverOver(plain.server(), new ByteArrayInputStream(peeked));
                server.startHandshake();
                Background.get(handshake);
                client.getOutputStream().write(5);
                assertEquals(5, server.getInputStream().read());
                SocketPair.closeBoth(client, server);
            }
        }
    }

    @Test
    void theHostGivenIsThePeerHost() throws Exception {
        try (Plain plain = Plain.connect();
                SSLSocket server = serverOver(plain.server(), null);
                SSLSocket client = (SSLSocket) row.client().getSocketFactory()
                        .createSocket(plain.client(), "www.handfast.test", 4433, true)) {
            Future<SSLSession> session = Background.start(server::getSession);
            client.startHandshake();
            assertEquals("www.handfast.test", client.getSession().getPeerHost());
            assertEquals(List.of(new SNIHostName("www.handfast.test")),
                    ((ExtendedSSLSession) Background.get(session)).getRequestedServerNames());
        }
    }

    @Test
    void aSocketThatHasFailedIsClosedWhateverBecomesOfTheOneBelow() throws Exception {
        for (boolean autoClose : new boolean[] {true, false}) {
            for (boolean established : new boolean[] {true, false}) {
                try (Plain plain = Plain.connect(); SSLSocket server = serverOver(plain.server(), null)) {
                    SSLSocket client = (SSLSocket) row.client().getSocketFactory()
                            .createSocket(plain.client(), "localhost", plain.client().getPort(), autoClose);
                    if (established) {
                        Future<Integer> read = Background.start(() -> server.getInputStream().read());
                        client.getOutputStream().write(9);
                        assertEquals(9, Background.get(read));
                    }
                    plain.server().getOutputStream().write(new byte[] {22, 3, 3, 0, 1, 99});
                    plain.server().shutdownOutput();
                    assertThrows(SSLException.class, () -> {
                        client.startHandshake();
                        client.getInputStream().read();
                    });
                    assertTrue(client.isClosed(), () -> "autoClose " + autoClose + ", established " + established);
                    assertThrows(SocketException.class, client::getInputStream);
                    assertEquals(autoClose, plain.client().isClosed());
                }
            }
        }
    }

    @Test
    void theSocketBelowMustBeConnected() throws Exception {
        try (Socket unconnected = new Socket()) {
            assertThrows(SocketException.class, () -> row.client().getSocketFactory()
                    .createSocket(unconnected, "localhost", 443, true));
            assertThrows(SocketException.class, () -> row.server().getSocketFactory()
                    .createSocket(unconnected, null, true));
        }
    }

    @Test
    void timeoutsReachTheSocketBelow() throws Exception {
        try (Plain plain = Plain.connect();
                SSLSocket client = (SSLSocket) row.client().getSocketFactory()
                        .createSocket(plain.client(), "localhost", plain.client().getPort(), true)) {
            client.setSoTimeout(25);
            assertEquals(25, plain.client().getSoTimeout());
            assertThrows(SocketTimeoutException.class, client::startHandshake);
        }
    }

    @Test
    void acceptedSocketsInheritTheSettings() throws Exception {
        try (SSLServerSocket listener = SocketPair.listener(row.server())) {
            String[] suites = {row.is13() ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"};
            listener.setEnabledProtocols(new String[] {row.version()});
            listener.setEnabledCipherSuites(suites);
            listener.setWantClientAuth(true);
            SSLParameters parameters = listener.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            parameters.setUseCipherSuitesOrder(false);
            listener.setSSLParameters(parameters);
            try (SocketPair pair = SocketPair.connect(row.client(), listener)) {
                assertArrayEquals(suites, pair.server().getEnabledCipherSuites());
                assertArrayEquals(new String[] {row.version()}, pair.server().getEnabledProtocols());
                assertTrue(pair.server().getWantClientAuth());
                assertFalse(pair.server().getNeedClientAuth());
                assertArrayEquals(new String[] {"h2"}, pair.server().getSSLParameters().getApplicationProtocols());
                assertFalse(pair.server().getSSLParameters().getUseCipherSuitesOrder());
                pair.handshake();
                assertEquals(suites[0], pair.client().getSession().getCipherSuite());
            }
        }
    }

    @Test
    void serverSocketsMayActAsClients() throws Exception {
        try (SSLServerSocket listener = SocketPair.listener(row.client());
                Socket plain = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            assertFalse(listener.getUseClientMode());
            listener.setUseClientMode(true);
            assertTrue(listener.getUseClientMode());
            listener.setEnabledProtocols(new String[] {row.version()});
            SSLSocket client = (SSLSocket) listener.accept();
            SSLSocket server = serverOver(plain, null);
            assertTrue(client.getUseClientMode());
            Future<Void> handshake = Background.run(server::startHandshake);
            client.startHandshake();
            Background.get(handshake);
            assertEquals(row.version(), client.getSession().getProtocol());
            SocketPair.closeBoth(client, server);
        }
    }

    @Test
    void serverSocketSettingsAreChecked() throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket) row.server().getServerSocketFactory().createServerSocket()) {
            assertFalse(listener.isBound());
            assertTrue(listener.getEnableSessionCreation());
            listener.setEnableSessionCreation(false);
            assertFalse(listener.getEnableSessionCreation());
            listener.setNeedClientAuth(true);
            assertTrue(listener.getNeedClientAuth() && !listener.getWantClientAuth());
            assertThrows(IllegalArgumentException.class, () -> listener.setEnabledCipherSuites(new String[] {"none"}));
            assertThrows(IllegalArgumentException.class, () -> listener.setEnabledProtocols(new String[] {"none"}));
            assertTrue(List.of(listener.getSupportedCipherSuites())
                    .containsAll(List.of(listener.getEnabledCipherSuites())));
            assertTrue(List.of(listener.getSupportedProtocols()).contains(row.version()));
            assertTrue(List.of(row.server().getServerSocketFactory().getSupportedCipherSuites())
                    .containsAll(List.of(row.server().getServerSocketFactory().getDefaultCipherSuites())));
        }
    }

    @Test
    void acceptTimesOutAndEndsByClose() throws Exception {
        try (SSLServerSocket listener = SocketPair.listener(row.server())) {
            listener.setSoTimeout(20);
            assertThrows(SocketTimeoutException.class, listener::accept);
            listener.setSoTimeout(0);
            Future<Socket> accept = Background.start(listener::accept);
            listener.close();
            assertThrows(SocketException.class, () -> Background.get(accept));
        }
    }

    @Test
    void neededClientCertificatesWorkOnSockets() throws Exception {
        for (boolean present : new boolean[] {true, false}) {
            SSLServerSocket listener = SocketPair.listener(row.server());
            listener.setEnabledProtocols(new String[] {row.version()});
            listener.setNeedClientAuth(true);
            try (SocketPair pair = SocketPair.connect(
                    row.stack().context(present ? Credentials.shared().client(KeyKind.P256) : null), listener)) {
                Future<Void> server = Background.run(pair.server()::startHandshake);
                if (present) {
                    pair.client().startHandshake();
                    Background.get(server);
                    assertEquals("CN=client-P256", pair.server().getSession().getPeerPrincipal().getName());
                } else {
                    // a TLS 1.3 client learns it with its first read; a TLS 1.2 client may find the pipe broken
                    assertThrows(IOException.class, () -> {
                        pair.client().startHandshake();
                        pair.client().getInputStream().read();
                    });
                    assertThrows(SSLException.class, () -> Background.get(server));
                }
            }
        }
    }
}
