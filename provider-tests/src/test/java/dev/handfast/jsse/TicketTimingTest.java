package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.FaultyLink;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import dev.handfast.peers.SystemProperties;
import dev.handfast.tls.TlsSession;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a TLS 1.3 server sends its tickets: never of its own accord behind the client's Finished, where a client that
 * has written and closed would answer by a reset that destroys its request.
 */
@Tag("contract")
class TicketTimingTest {

    private static final int ROUNDS = 20;
    private static final int REQUEST = 4000;

    /** What tickets hold, and whether a client shows a certificate. */
    record Row(JsseStack client, boolean stateless, boolean mutual) {
    }

    static Stream<Row> rows() {
        return Stream.of(JsseStack.SUN, JsseStack.HANDFAST, JsseStack.CONSCRYPT).flatMap(client -> Stream.of(
                new Row(client, true, false), new Row(client, false, false), new Row(client, true, true),
                new Row(client, false, true)));
    }

    private static SSLContext client(Row row) {
        return row.client.context(row.mutual ? Credentials.shared().client(KeyKind.P256) : null);
    }

    private static SSLContext server(Row row) throws Exception {
        return SystemProperties.with(Map.of("jdk.tls.server.enableSessionTicketExtension",
                Boolean.toString(row.stateless)),
                () -> JsseStack.HANDFAST.context(
                        Credentials.shared().server(KeyKind.P256)));
    }

    private static SSLServerSocket listener(Row row) throws Exception {
        SSLServerSocket listener = SocketPair.listener(server(row));
        listener.setEnabledProtocols(new String[] {"TLSv1.3"});
        listener.setNeedClientAuth(row.mutual);
        return listener;
    }

    private static SSLSocket connect(SSLContext context, int port) throws Exception {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 20_000);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** A server that only reads sends nothing behind its flight. */
    @ParameterizedTest
    @MethodSource("rows")
    void nothingIsSentToAClientThatMayHaveClosed(Row row) throws Exception {
        try (SSLServerSocket listener = listener(row); FaultyLink link = FaultyLink.to(listener.getLocalPort())) {
            link.toServer().holdBehind(1);
            Future<SSLSocket> accepted = Background.start(() -> (SSLSocket) listener.accept());
            SSLSocket client = connect(client(row), link.port());
            try (SSLSocket server = Background.get(accepted)) {
                server.setSoTimeout(20_000);
                Future<Integer> served = Background.start(() -> server.getInputStream().readAllBytes().length);
                client.startHandshake();
                long flight = link.toClient().passed();
                client.getOutputStream().write(new byte[REQUEST]);
                Future<Void> closing = closeAtOnce(client);
                link.toServer().release();
                assertEquals(REQUEST, Background.get(served));
                assertEquals(flight, link.toClient().passed());
                server.close();
                Background.get(closing);
            }
        }
    }

    /** SunJSSE's close waits for input if reads have a timeout. */
    private static Future<Void> closeAtOnce(SSLSocket client) throws Exception {
        client.setSoTimeout(0);
        return Background.run(client::close);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void requestsOfClientsThatCloseAtOnceArrive(Row row) throws Exception {
        SSLContext clients = client(row);
        try (SSLServerSocket listener = listener(row)) {
            for (int i = 0; i < ROUNDS; i++) {
                Future<Integer> served = Background.start(() -> {
                    try (SSLSocket server = (SSLSocket) listener.accept()) {
                        server.setSoTimeout(20_000);
                        return server.getInputStream().readAllBytes().length;
                    }
                });
                SSLSocket client = connect(clients, listener.getLocalPort());
                client.getOutputStream().write(new byte[REQUEST]);
                Future<Void> closing = closeAtOnce(client);
                assertEquals(REQUEST, Background.get(served), "round " + i);
                Background.get(closing);
            }
        }
    }

    /**
     * Some clients wait for a ticket before they send or close anything: there is one, if no certificate belongs in it.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientsThatSendNothingHaveTheirTickets(boolean stateless) throws Exception {
        Row row = new Row(JsseStack.HANDFAST, stateless, false);
        try (SSLServerSocket listener = listener(row)) {
            SSLContext clients = client(row);
            for (int i = 0; i < 2; i++) {
                Future<Boolean> served = Background.start(() -> {
                    try (SSLSocket server = (SSLSocket) listener.accept()) {
                        server.setSoTimeout(20_000);
                        assertEquals(-1, server.getInputStream().read());
                        return TlsSession.of(server.getSession()).isResumed();
                    }
                });
                try (SSLSocket client = (SSLSocket) clients.getSocketFactory().createSocket("localhost",
                        listener.getLocalPort())) {
                    client.startHandshake();
                    client.setSoTimeout(100);
                    assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
                    client.setSoTimeout(20_000);
                }
                assertEquals(i > 0, Background.get(served), "connection " + i);
            }
        }
    }

    /** Tickets that wait go with the first answer, and those that do not are there without one. */
    @ParameterizedTest
    @MethodSource("rows")
    void sessionsAreResumed(Row row) throws Exception {
        SSLContext clients = client(row);
        try (SSLServerSocket listener = listener(row)) {
            for (int i = 0; i < 3; i++) {
                Future<Boolean> served = Background.start(() -> {
                    try (SSLSocket server = (SSLSocket) listener.accept()) {
                        server.setSoTimeout(20_000);
                        InputStream in = server.getInputStream();
                        in.read();
                        server.getOutputStream().write(1);
                        in.read();
                        return TlsSession.of(server.getSession()).isResumed();
                    }
                });
                try (SSLSocket client = (SSLSocket) clients.getSocketFactory().createSocket("localhost",
                        listener.getLocalPort())) {
                    client.setSoTimeout(20_000);
                    client.getOutputStream().write(1);
                    assertEquals(1, client.getInputStream().read());
                }
                assertEquals(i > 0, Background.get(served), "connection " + i);
            }
        }
    }

    /** A server's engine asks for no wrap for tickets; they come before its first data, or with its close. */
    @Test
    void enginesSendTicketsThatWaitWithTheNextRecord() throws Exception {
        for (boolean closes : new boolean[] {true, false}) {
            Row row = new Row(JsseStack.HANDFAST, false, true);
            SSLContext serving = server(row);
            SSLContext clients = client(row);
            for (boolean resumed : new boolean[] {false, true}) {
                SSLEngine client = clients.createSSLEngine("localhost", 443);
                client.setUseClientMode(true);
                SSLEngine server = serving.createSSLEngine();
                server.setUseClientMode(false);
                server.setNeedClientAuth(true);
                EnginePair pair = new EnginePair(client, server).protocol("TLSv1.3").handshake();
                assertEquals(resumed, TlsSession.of(server.getSession()).isResumed());
                if (closes) {
                    server.closeOutbound();
                    pair.handshake();
                } else {
                    pair.send(pair.server(), new byte[10]);
                    assertEquals(10, pair.client().received().length);
                }
            }
        }
    }
}
