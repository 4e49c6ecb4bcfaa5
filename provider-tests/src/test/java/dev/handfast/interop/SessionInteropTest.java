package dev.handfast.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.TlsSessions;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.OpenSsl;
import dev.handfast.peers.Peer;
import dev.handfast.peers.Pin;
import dev.handfast.peers.SocketPair;
import dev.handfast.peers.GnuTls;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Sessions resumed with programs of other makers, in both roles. */
class SessionInteropTest {

    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "HTTP/1.0 200 OK\r\n\r\nfine\n".getBytes(StandardCharsets.US_ASCII);

    /** Answers one request a connection; each yields whether its session was resumed. */
    private static Future<List<Boolean>> serve(SSLServerSocket listener, int connections) {
        return Background.start(() -> {
            List<Boolean> resumed = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.setSoTimeout(20_000);
                    socket.startHandshake();
                    resumed.add(TlsSessions.isResumed(socket.getSession()));
                    if (socket.getInputStream().read(new byte[1000]) > 0) {
                        socket.getOutputStream().write(ANSWER);
                    }
                }
            }
            return resumed;
        });
    }

    private static SSLServerSocket listener(String version) throws IOException {
        SSLServerSocket listener = SocketPair.listener(
                JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)));
        listener.setEnabledProtocols(new String[] {version});
        return listener;
    }

    private static boolean connect(SSLContext context, int port, String version) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(
                InetAddress.getByAddress("localhost", InetAddress.getLoopbackAddress().getAddress()), port)) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write(REQUEST);
            InputStream in = socket.getInputStream();
            assertTrue(in.readNBytes(8).length == 8, "an answer");
            SSLSession session = socket.getSession();
            return TlsSessions.isResumed(session);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, OpenSsl", "TLSv1.2, OpenSsl", "TLSv1.3, GnuTls", "TLSv1.2, GnuTls"})
    void resumesWithServersOfOthers(String version, String maker) throws Exception {
        requireTool(maker.equals("OpenSsl") ? "openssl" : "gnutls-serv");
        Peer peer = maker.equals("OpenSsl") ? new OpenSsl() : new GnuTls();
        Pin pin = new Pin(version, null, null, KeyKind.P256, null);
        SSLContext context = JsseStack.HANDFAST.context(null);
        try (Peer.PeerServer server = peer.serve(pin)) {
            List<Boolean> resumed = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                resumed.add(connect(context, server.port(), version));
            }
            assertEquals(List.of(false, true, true, true), resumed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void openSslResumesWithUs(String version) throws Exception {
        requireTool("openssl");
        Path session = Files.createTempFile("session", ".pem");
        try (SSLServerSocket listener = listener(version)) {
            Future<List<Boolean>> served = serve(listener, 3);
            List<String> said = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                List<String> command = new ArrayList<>(List.of(Tools.require("openssl"), "s_client", "-connect",
                        "127.0.0.1:" + listener.getLocalPort(), "-servername", "localhost", "-ign_eof", "-CAfile",
                        Workspace.shared().root().toString(), "-sess_out", session.toString()));
                command.addAll(i == 0 ? List.of() : List.of("-sess_in", session.toString()));
                try (ExternalProcess client = ExternalProcess.start(command)) {
                    client.send(new String(REQUEST, StandardCharsets.US_ASCII));
                    client.exitCode();
                    assertTrue(client.output().contains("fine"), client::toString);
                    said.add(client.output().contains("Reused, " + version) ? "Reused" : "New");
                }
            }
            assertEquals(List.of(false, true, true), Background.get(served));
            assertEquals(List.of("New", "Reused", "Reused"), said);
        } finally {
            Files.delete(session);
        }
    }

    @Test
    void openSslReconnectsWithUs() throws Exception {
        requireTool("openssl");
        try (SSLServerSocket listener = listener("TLSv1.2")) {
            Future<List<Boolean>> served = serve(listener, 6);
            try (ExternalProcess client = ExternalProcess.start(List.of(Tools.require("openssl"), "s_client",
                    "-connect", "127.0.0.1:" + listener.getLocalPort(), "-servername", "localhost", "-reconnect",
                    "-CAfile", Workspace.shared().root().toString()))) {
                client.endInput();
                client.exitCode();
                assertEquals(List.of(false, true, true, true, true, true), Background.get(served), client::toString);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void gnuTlsResumesWithUs(String version) throws Exception {
        requireTool("gnutls-cli");
        try (SSLServerSocket listener = listener(version)) {
            Future<List<Boolean>> served = serve(listener, 2);
            try (ExternalProcess client = ExternalProcess.start(List.of(Tools.require("gnutls-cli"), "--resume",
                    "--waitresumption", "--port", Integer.toString(listener.getLocalPort()), "--x509cafile",
                    Workspace.shared().root().toString(), "--sni-hostname", "localhost", "--verify-hostname",
                    "localhost", "127.0.0.1"))) {
                client.send(new String(REQUEST, StandardCharsets.US_ASCII));
                client.exitCode();
                assertEquals(List.of(false, true), Background.get(served), client::toString);
            }
        }
    }

    private static void requireTool(String program) {
        if (Tools.isMandatory()) {
            Tools.require(program);
        }
        assumeTrue(Tools.find(program).isPresent(), Tools.missing(program));
    }
}
