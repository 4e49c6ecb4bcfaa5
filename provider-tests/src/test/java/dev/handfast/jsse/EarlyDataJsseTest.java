package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.TlsEarlyData;
import dev.handfast.TlsEarlyData.Status;
import dev.handfast.TlsSessions;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Early data through engines, with ourselves and with OpenSSL in both roles. */
class EarlyDataJsseTest {

    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SSLContext client = JsseStack.HANDFAST.context(null);
    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));

    private SSLEngine clientEngine() {
        SSLEngine engine = client.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        TlsEarlyData.offer(engine);
        return engine;
    }

    private SSLEngine serverEngine() {
        SSLEngine engine = server.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private EnginePair early() throws SSLException {
        new EnginePair(clientEngine(), serverEngine()).handshake();
        EnginePair pair = new EnginePair(clientEngine(), serverEngine());
        ByteBuffer data = ByteBuffer.wrap(REQUEST);
        for (int i = 0; i < 3 && data.hasRemaining(); i++) {
            pair.wrap(pair.client(), data);
        }
        return pair;
    }

    @Test
    void isTakenWhereTheServerLets() throws SSLException {
        TlsEarlyData.accept(server, 1000);
        EnginePair pair = early();
        assertEquals(Status.OFFERED, TlsEarlyData.status(pair.client().engine()));
        for (int i = 0; i < 20 && pair.server().received().length == 0; i++) {
            pair.step(pair.server());
        }
        assertArrayEquals(REQUEST, pair.server().received());
        assertEquals(REQUEST.length, TlsEarlyData.received(pair.server().engine()));
        assertEquals(HandshakeStatus.NEED_UNWRAP, pair.server().engine().getHandshakeStatus());
        assertTrue(TlsEarlyData.mayWrite(pair.server().engine()));
        pair.handshake();
        assertEquals(Status.ACCEPTED, TlsEarlyData.status(pair.client().engine()));
        pair.send(pair.client(), REQUEST);
        assertEquals(2 * REQUEST.length, pair.server().received().length);
        assertEquals(REQUEST.length, TlsEarlyData.received(pair.server().engine()));
    }

    @Test
    void isHandedBackWhereTheServerDoesNot() throws SSLException {
        TlsEarlyData.accept(server, 1000);
        new EnginePair(clientEngine(), serverEngine()).handshake();
        EnginePair pair = early();
        TlsEarlyData.accept(server, 0);
        pair.handshake();
        assertEquals(Status.REJECTED, TlsEarlyData.status(pair.client().engine()));
        assertArrayEquals(REQUEST, TlsEarlyData.takeRejected(pair.client().engine()));
        assertEquals(0, pair.server().received().length);
        assertTrue(TlsSessions.isResumed(pair.server().engine().getSession()));
    }

    @Test
    void isOffByDefault() throws SSLException {
        EnginePair pair = early();
        assertEquals(Status.NONE, TlsEarlyData.status(pair.client().engine()));
        assertFalse(TlsEarlyData.mayWrite(pair.client().engine()));
        pair.handshake();
        assertTrue(TlsEarlyData.mayWrite(pair.client().engine()));
    }

    @Test
    void isForOurEnginesOnly() {
        assertThrows(IllegalArgumentException.class, () -> TlsEarlyData.offer(
                JsseStack.SUN.context(null).createSSLEngine()));
        assertThrows(IllegalArgumentException.class, () -> TlsEarlyData.accept(JsseStack.SUN.context(null), 1));
    }

    @Test
    void openSslTakesOurs() throws Exception {
        requireOpenSsl();
        Workspace files = Workspace.shared();
        var identity = Credentials.shared().server(KeyKind.P256);
        try (ExternalProcess process = ExternalProcess.start(List.of(Tools.require("openssl"), "s_server", "-accept",
                "127.0.0.1:0", "-tls1_3", "-early_data", "-naccept", "2", "-cert", files.chain(identity).toString(),
                "-key",
                files.key(identity).toString()))) {
            int port = Integer.parseInt(process.await(Pattern.compile("ACCEPT \\S*:(\\d+)")).group(1));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                SSLEngine engine = clientEngine();
                Wire wire = new Wire(engine, socket);
                wire.write(REQUEST);
                process.send("first\n");
                wire.readUntil("first");
                // OpenSSL takes early data with sessions that ended well only.
                wire.close();
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                SSLEngine engine = clientEngine();
                Wire wire = new Wire(engine, socket);
                wire.writeEarly(REQUEST);
                wire.handshake();
                assertEquals(Status.ACCEPTED, TlsEarlyData.status(engine));
                assertTrue(TlsSessions.isResumed(engine.getSession()));
                wire.close();
            }
            // It prints what it got when it ends.
            process.exitCode();
            assertTrue(process.output().contains(new String(REQUEST, StandardCharsets.US_ASCII)), process::toString);
        }
    }

    @Test
    void weTakeOpenSsls() throws Exception {
        requireOpenSsl();
        TlsEarlyData.accept(server, 1000);
        Path session = Files.createTempFile("session", ".pem");
        Path early = Files.createTempFile("early", ".txt");
        Files.write(early, REQUEST);
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Future<List<Long>> served = Background.start(() -> serveTwice(listener));
            for (int i = 0; i < 2; i++) {
                List<String> command = new ArrayList<>(List.of(Tools.require("openssl"), "s_client", "-tls1_3",
                        "-connect", "127.0.0.1:" + listener.getLocalPort(), "-servername", "localhost", "-ign_eof",
                        "-CAfile", Workspace.shared().root().toString(), "-sess_out", session.toString()));
                command.addAll(i == 0 ? List.of() : List.of("-sess_in", session.toString(), "-early_data",
                        early.toString()));
                try (ExternalProcess process = ExternalProcess.start(command)) {
                    process.send(i == 0 ? "GET / HTTP/1.0\r\n\r\n" : "");
                    process.exitCode();
                    assertTrue(process.output().contains("fine"), process::toString);
                    assertEquals(i == 1, process.output().contains("Early data was accepted"), process::toString);
                }
            }
            assertEquals(List.of(0L, (long) REQUEST.length), Background.get(served));
        } finally {
            Files.delete(session);
            Files.delete(early);
        }
    }

    /** Reads a request, early or not, and answers it as soon as may be; tells how many bytes came early. */
    private List<Long> serveTwice(ServerSocket listener) throws IOException {
        List<Long> early = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (Socket socket = listener.accept()) {
                socket.setSoTimeout(20_000);
                SSLEngine engine = serverEngine();
                Wire wire = new Wire(engine, socket);
                wire.readUntil("\r\n\r\n");
                early.add(TlsEarlyData.received(engine));
                wire.writeEarly("HTTP/1.0 200 OK\r\n\r\nfine\n".getBytes(StandardCharsets.US_ASCII));
                wire.handshake();
                wire.close();
            }
        }
        return early;
    }

    private static void requireOpenSsl() {
        if (Tools.isMandatory()) {
            Tools.require("openssl");
        }
        assumeTrue(Tools.find("openssl").isPresent(), Tools.missing("openssl"));
    }

    /** An engine over a socket. */
    private static final class Wire {

        private final SSLEngine engine;
        private final Socket socket;
        private final ByteBuffer in = ByteBuffer.allocate(40_000);
        private final ByteBuffer out = ByteBuffer.allocate(40_000);
        private final ByteBuffer data = ByteBuffer.allocate(40_000);
        private final ByteArrayOutputStream got = new ByteArrayOutputStream();

        Wire(SSLEngine engine, Socket socket) throws IOException {
            this.engine = engine;
            this.socket = socket;
            socket.setSoTimeout(20_000);
        }

        /** Wraps until all is gone, whatever the handshake's status. */
        void writeEarly(byte[] bytes) throws IOException {
            ByteBuffer source = ByteBuffer.wrap(bytes);
            int produced;
            do {
                produced = engine.wrap(source, out).bytesProduced();
                socket.getOutputStream().write(out.array(), 0, out.position());
                out.clear();
            } while (source.hasRemaining() && produced > 0);
            assertFalse(source.hasRemaining(), "all was sent");
        }

        void write(byte[] bytes) throws IOException {
            handshake();
            writeEarly(bytes);
        }

        void handshake() throws IOException {
            if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                    && engine.getSession().getProtocol().equals("NONE")) {
                engine.beginHandshake();
            }
            while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                step();
            }
        }

        void close() throws IOException {
            engine.closeOutbound();
            writeEarly(new byte[0]);
        }

        void readUntil(String text) throws IOException {
            while (!got.toString(StandardCharsets.US_ASCII).contains(text)) {
                step();
            }
        }

        /** Does what the handshake asks for, or reads. */
        private void step() throws IOException {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> writeEarly(new byte[0]);
                case NEED_TASK -> engine.getDelegatedTask().run();
                default -> read();
            }
        }

        private void read() throws IOException {
            in.flip();
            SSLEngineResult result = engine.unwrap(in, data);
            in.compact();
            got.write(data.array(), 0, data.position());
            data.clear();
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
                if (count < 0) {
                    throw new EOFException("the peer has closed");
                }
                in.position(in.position() + count);
            }
        }
    }
}
