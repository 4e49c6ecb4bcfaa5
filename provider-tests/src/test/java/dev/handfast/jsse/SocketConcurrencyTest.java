package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that use one socket at once, and sockets that outlive TLS. */
@Timeout(60)
@Tag("contract")
class SocketConcurrencyTest {

    private static final byte[] ONE = {42};

    private static SocketPair pair(String version) throws Exception {
        return SocketPair.of(new JsseRow(JsseStack.HANDFAST, version)).handshake();
    }

    /** Writes until the peer's and our buffers are full, so that the thread hangs in a write. */
    private static Future<Void> stuckWriter(SSLSocket socket, CountDownLatch started) {
        return Background.run(() -> {
            OutputStream out = socket.getOutputStream();
            started.countDown();
            byte[] block = new byte[1 << 16];
            for (int i = 0; i < 1 << 14; i++) {
                out.write(block);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aThreadReadsWhileAnotherHangsInAWrite(String version) throws Exception {
        try (SocketPair pair = pair(version)) {
            CountDownLatch started = new CountDownLatch(1);
            Future<Void> writer = stuckWriter(pair.client(), started);
            Background.await(started);
            pair.server().getOutputStream().write(ONE);
            assertEquals(42, pair.client().getInputStream().read());
            assertFalse(writer.isDone());
            pair.client().close();
            assertThrows(Exception.class, () -> Background.get(writer));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingDoesNotWaitForAWriterThatHangs(String version) throws Exception {
        try (SocketPair pair = pair(version)) {
            CountDownLatch started = new CountDownLatch(1);
            Future<Void> writer = stuckWriter(pair.client(), started);
            Background.await(started);
            Future<Void> closer = Background.run(pair.client()::close);
            Background.get(closer);
            assertTrue(pair.client().isClosed());
            Exception thrown = assertThrows(Exception.class, () -> Background.get(writer));
            assertTrue(thrown instanceof SocketException || thrown.getCause() instanceof SocketException,
                    thrown.toString());
        }
    }

    @Test
    void keysAreUpdatedWhileDataFlows() throws Exception {
        try (SocketPair pair = pair("TLSv1.3")) {
            byte[] sent = new byte[1 << 20];
            for (int i = 0; i < sent.length; i++) {
                sent[i] = (byte) i;
            }
            Future<byte[]> echo = Background.start(() -> pair.client().getInputStream().readNBytes(sent.length));
            Future<Void> updates = Background.run(() -> {
                for (int i = 0; i < 10; i++) {
                    pair.client().startHandshake();
                    pair.server().startHandshake();
                }
            });
            Future<byte[]> other = Background.start(() -> pair.server().getInputStream().readNBytes(sent.length));
            Future<Void> writer = Background.run(() -> pair.client().getOutputStream().write(sent));
            pair.server().getOutputStream().write(sent);
            assertArrayEquals(sent, Background.get(echo));
            assertArrayEquals(sent, Background.get(other));
            Background.get(writer);
            Background.get(updates);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theSocketBelowGoesOnBehindTls(String version) throws Exception {
        SSLContext context = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<Void> server = Background.run(() -> {
                try (Socket below = listener.accept()) {
                    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(below, (InputStream) null,
                            false);
                    assertEquals(42, tls.getInputStream().read());
                    tls.getOutputStream().write(43);
                    assertEquals(-1, tls.getInputStream().read());
                    tls.close();
                    assertEquals("plain", new String(below.getInputStream().readNBytes(5)));
                    below.getOutputStream().write("again".getBytes());
                }
            });
            try (Socket below = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", 443, false);
                tls.setEnabledProtocols(new String[] {version});
                tls.getOutputStream().write(42);
                assertEquals(43, tls.getInputStream().read());
                tls.close();
                assertTrue(tls.isClosed());
                assertFalse(below.isClosed());
                below.getOutputStream().write("plain".getBytes());
                assertEquals("again", new String(below.getInputStream().readNBytes(5)));
            }
            Background.get(server);
        }
    }

    @Test
    void anErrorOfTheTransportEndsTheSocket() throws Exception {
        SSLContext context = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket plain = new Socket(listener.getInetAddress(), listener.getLocalPort()) {
                    @Override
                    public OutputStream getOutputStream() {
                        return new OutputStream() {
                            @Override
                            public void write(int value) throws IOException {
                                throw new IOException("the cable is cut");
                            }
                        };
                    }
                }) {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 443, true);
            IOException cut = assertThrows(IOException.class, tls::startHandshake);
            assertEquals("the cable is cut", cut.getMessage());
            assertTrue(plain.isClosed());
            assertThrows(SocketException.class, tls::startHandshake);
        }
    }
}
