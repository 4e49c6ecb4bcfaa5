package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.SocketPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link SSLSocket} promises; SunJSSE is the oracle. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class SocketContractTest {

    @Parameter
    JsseRow row;

    @Test
    void theFirstReadOrWriteHandshakes() throws Exception {
        try (SocketPair pair = SocketPair.of(row)) {
            InputStream in = pair.server().getInputStream();
            Future<Integer> read = Background.start(in::read);
            pair.client().getOutputStream().write(42);
            assertEquals(42, Background.get(read));
            assertEquals(row.version(), pair.client().getSession().getProtocol());
            assertEquals(0, in.available());
        }
    }

    @Test
    void getSessionHandshakesAndNeverThrows() throws Exception {
        try (SocketPair pair = SocketPair.of(row)) {
            assertNull(pair.client().getHandshakeSession());
            Future<String> server = Background.start(() -> pair.server().getSession().getProtocol());
            assertEquals(row.version(), pair.client().getSession().getProtocol());
            assertEquals(row.version(), Background.get(server));
            assertNull(pair.client().getHandshakeSession());
            assertTrue(pair.client().getSession().isValid());
        }
        try (SSLSocket unconnected = (SSLSocket) row.client().getSocketFactory().createSocket()) {
            assertEquals("SSL_NULL_WITH_NULL_NULL", unconnected.getSession().getCipherSuite());
        }
    }

    @Test
    void largeDataCrossesBothWaysAtOnce() throws Exception {
        byte[] data = new byte[1 << 20];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31);
        }
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            Future<Void> clientWrites = Background.run(() -> pair.client().getOutputStream().write(data));
            Future<Void> serverWrites = Background.run(() -> pair.server().getOutputStream().write(data));
            Future<byte[]> clientReads = Background.start(() -> pair.client().getInputStream().readNBytes(data.length));
            assertArrayEquals(data, pair.server().getInputStream().readNBytes(data.length));
            assertArrayEquals(data, Background.get(clientReads));
            Background.get(clientWrites);
            Background.get(serverWrites);
        }
    }

    @Test
    void handshakeListenersAreToldOnce() throws Exception {
        try (SocketPair pair = SocketPair.of(row)) {
            CountDownLatch told = new CountDownLatch(1);
            AtomicReference<HandshakeCompletedEvent> event = new AtomicReference<>();
            HandshakeCompletedListener removed = e -> {
                throw new AssertionError("removed");
            };
            pair.client().addHandshakeCompletedListener(removed);
            pair.client().addHandshakeCompletedListener(e -> {
                assertTrue(event.compareAndSet(null, e));
                told.countDown();
            });
            pair.client().removeHandshakeCompletedListener(removed);
            assertThrows(IllegalArgumentException.class, () -> pair.client().removeHandshakeCompletedListener(removed));
            assertThrows(IllegalArgumentException.class, () -> pair.client().addHandshakeCompletedListener(null));
            pair.handshake();
            Background.await(told);
            assertSame(pair.client(), event.get().getSocket());
            assertEquals(row.version(), event.get().getSession().getProtocol());
            assertEquals("CN=server-P256", event.get().getPeerPrincipal().getName());
            assertEquals(pair.client().getSession().getCipherSuite(), event.get().getCipherSuite());
        }
    }

    @Test
    void aReadTimeoutLosesNothing() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            pair.client().setSoTimeout(20);
            assertThrows(SocketTimeoutException.class, () -> pair.client().getInputStream().read());
            assertThrows(SocketTimeoutException.class, () -> pair.client().getInputStream().read());
            pair.client().setSoTimeout(20_000);
            pair.server().getOutputStream().write(new byte[] {5, 6});
            assertArrayEquals(new byte[] {5, 6}, pair.client().getInputStream().readNBytes(2));
            pair.client().getOutputStream().write(7);
            assertEquals(7, pair.server().getInputStream().read());
        }
    }

    @Test
    void aTimeoutWhileHandshakingIsReported() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SSLSocket client = (SSLSocket) row.client().getSocketFactory()
                        .createSocket(silent.getInetAddress(), silent.getLocalPort())) {
            client.setSoTimeout(20);
            assertThrows(SocketTimeoutException.class, client::startHandshake);
        }
    }

    @Test
    void closeFromAnotherThreadEndsABlockedRead() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            AtomicReference<Thread> reader = new AtomicReference<>();
            CountDownLatch started = new CountDownLatch(1);
            Future<Integer> read = Background.start(() -> {
                reader.set(Thread.currentThread());
                started.countDown();
                return pair.client().getInputStream().read();
            });
            Background.await(started);
            Background.awaitIn(reader.get(), "implRead");
            pair.client().close();
            try {
                assertEquals(-1, Background.get(read));
            } catch (SocketException e) {
                assertTrue(e.getMessage().toLowerCase().contains("closed"), e.getMessage());
            }
            assertTrue(pair.client().isClosed());
        }
    }

    @Test
    void closeIsSeenAsTheEndOfTheStream() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            pair.client().getOutputStream().write(1);
            InputStream in = pair.server().getInputStream();
            pair.client().close();
            assertEquals(1, in.read());
            assertEquals(-1, in.read());
            assertEquals(-1, in.read());
            assertThrows(SocketException.class, () -> pair.client().getInputStream().read());
            assertThrows(SocketException.class, () -> pair.client().getOutputStream().write(1));
            pair.client().close();
        }
    }

    @Test
    void aTruncatedConnectionEndsTheRead() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket plain = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept();
                SSLSocket server = (SSLSocket) row.server().getSocketFactory().createSocket(accepted, null, true);
                SSLSocket client = (SSLSocket) row.client().getSocketFactory()
                        .createSocket(plain, "localhost", listener.getLocalPort(), false)) {
            server.setUseClientMode(false);
            server.setEnabledProtocols(new String[] {row.version()});
            Future<Void> handshake = Background.run(server::startHandshake);
            client.startHandshake();
            Background.get(handshake);
            client.getOutputStream().write(1);
            assertEquals(1, server.getInputStream().read());
            plain.close();
            try {
                // SunJSSE takes the missing close_notify for an end unless com.sun.net.ssl.requireCloseNotify is set
                assertEquals(-1, server.getInputStream().read());
            } catch (SSLException e) {
                assertTrue(e.getMessage().contains("close_notify"), e.getMessage());
            }
        }
    }

    @Test
    void shutdownOutputLeavesTheOtherDirectionOpen() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            pair.client().getOutputStream().write(1);
            pair.client().shutdownOutput();
            assertTrue(pair.client().isOutputShutdown());
            assertFalse(pair.client().isInputShutdown());
            assertFalse(pair.client().isClosed());
            assertEquals(1, pair.server().getInputStream().read());
            assertEquals(-1, pair.server().getInputStream().read());
            if (row.is13()) {
                pair.server().getOutputStream().write(2);
                assertEquals(2, pair.client().getInputStream().read());
            }
            pair.server().close();
            assertEquals(-1, pair.client().getInputStream().read());
            assertThrows(IOException.class, () -> pair.client().getOutputStream().write(1));
        }
    }

    @Test
    void shutdownInputAfterTheEndIsQuiet() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            pair.server().shutdownOutput();
            assertEquals(-1, pair.client().getInputStream().read());
            pair.client().shutdownInput();
            assertTrue(pair.client().isInputShutdown());
        }
    }

    @Test
    void availableCountsDecryptedBytes() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            pair.server().getOutputStream().write(new byte[] {1, 2, 3, 4, 5});
            assertEquals(1, pair.client().getInputStream().read());
            assertEquals(4, pair.client().getInputStream().available());
            assertEquals(2, pair.client().getInputStream().skip(2));
            byte[] rest = new byte[10];
            assertEquals(2, pair.client().getInputStream().read(rest, 4, 6));
            assertArrayEquals(new byte[] {0, 0, 0, 0, 4, 5, 0, 0, 0, 0}, rest);
            assertEquals(0, pair.client().getInputStream().read(rest, 0, 0));
        }
    }

    @Test
    void streamArgumentsAreChecked() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            assertThrows(NullPointerException.class, () -> pair.client().getInputStream().read(null, 0, 1));
            assertThrows(NullPointerException.class, () -> pair.client().getOutputStream().write(null, 0, 1));
            assertThrows(IndexOutOfBoundsException.class,
                    () -> pair.client().getInputStream().read(new byte[2], 1, 2));
            assertThrows(IndexOutOfBoundsException.class,
                    () -> pair.client().getOutputStream().write(new byte[2], 1, 2));
            pair.client().getOutputStream().write(new byte[0]);
        }
    }

    @Test
    void closingTheStreamsClosesTheSocket() throws Exception {
        for (boolean input : new boolean[] {true, false}) {
            try (SocketPair pair = SocketPair.of(row).handshake()) {
                if (input) {
                    pair.client().getInputStream().close();
                } else {
                    pair.client().getOutputStream().close();
                }
                assertTrue(pair.client().isClosed());
                assertEquals(-1, pair.server().getInputStream().read());
            }
        }
    }

    @Test
    void unconnectedSocketsTakeOptions() throws Exception {
        try (SSLSocket socket = (SSLSocket) row.client().getSocketFactory().createSocket()) {
            socket.setSoTimeout(123);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setReceiveBufferSize(40_000);
            assertEquals(123, socket.getSoTimeout());
            assertTrue(socket.getTcpNoDelay());
            assertTrue(socket.getKeepAlive());
            assertFalse(socket.isConnected());
            assertFalse(socket.isBound());
            assertFalse(socket.isClosed());
            assertThrows(SocketException.class, socket::getInputStream);
            assertThrows(SocketException.class, socket::getOutputStream);
            assertThrows(SocketException.class, socket::startHandshake);
            assertTrue(socket.getUseClientMode());
            assertThrows(SocketException.class, () -> socket.sendUrgentData(1));
            assertThrows(SocketException.class, () -> socket.setOOBInline(true));
        }
    }

    @Test
    void addressesAreThoseOfTheConnection() throws Exception {
        try (SocketPair pair = SocketPair.of(row)) {
            assertEquals(pair.client().getLocalPort(), pair.server().getPort());
            assertEquals(pair.client().getPort(), pair.server().getLocalPort());
            assertTrue(pair.client().getInetAddress().isLoopbackAddress());
            assertEquals(pair.client().getRemoteSocketAddress(), pair.server().getLocalSocketAddress());
            assertTrue(pair.client().isConnected());
            assertTrue(pair.client().isBound());
            assertNotNull(pair.client().toString());
        }
    }

    @Test
    void modeIsFixedOnceTheHandshakeIsDone() throws Exception {
        try (SocketPair pair = SocketPair.of(row)) {
            assertTrue(pair.client().getUseClientMode());
            assertFalse(pair.server().getUseClientMode());
            pair.handshake();
            assertThrows(IllegalArgumentException.class, () -> pair.client().setUseClientMode(false));
        }
    }

    @Test
    void aFailedHandshakeClosesTheSocket() throws Exception {
        try (SocketPair pair = SocketPair.of(row)) {
            pair.client().setEnabledProtocols(new String[] {row.is13() ? "TLSv1.2" : "TLSv1.3"});
            Future<Void> server = Background.run(pair.server()::startHandshake);
            assertThrows(SSLHandshakeException.class, () -> pair.client().startHandshake());
            assertThrows(SSLHandshakeException.class, () -> Background.get(server));
            assertTrue(pair.server().isClosed());
            assertThrows(IOException.class, () -> pair.client().getOutputStream().write(1));
        }
    }

    @Test
    void applicationProtocolsWorkOnSockets() throws Exception {
        try (SocketPair pair = SocketPair.of(row)) {
            SSLParameters offer = pair.client().getSSLParameters();
            offer.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            pair.client().setSSLParameters(offer);
            AtomicReference<List<String>> offered = new AtomicReference<>();
            pair.server().setHandshakeApplicationProtocolSelector((socket, protocols) -> {
                offered.set(protocols);
                return "http/1.1";
            });
            assertNotNull(pair.server().getHandshakeApplicationProtocolSelector());
            assertNull(pair.client().getApplicationProtocol());
            pair.handshake();
            assertEquals(List.of("h2", "http/1.1"), offered.get());
            assertEquals("http/1.1", pair.client().getApplicationProtocol());
            assertEquals("http/1.1", pair.server().getApplicationProtocol());
        }
    }

    @Test
    void plainTextInsteadOfTlsIsAnSslException() throws Exception {
        assertRefused("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void applicationDataInsteadOfAHandshakeIsAnSslException() throws Exception {
        assertRefused(new byte[] {23, 3, 3, 0, 1, 42});
    }

    private void assertRefused(byte[] instead) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<Void> sender = Background.run(() -> {
                try (Socket accepted = listener.accept()) {
                    accepted.getOutputStream().write(instead);
                    accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            });
            try (SSLSocket client = (SSLSocket) row.client().getSocketFactory().createSocket()) {
                client.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
                Future<Void> shaking = Background.run(client::startHandshake);
                SSLException fault = assertThrows(SSLException.class, () -> Background.get(shaking));
                assertNotNull(fault.getMessage());
            }
            Background.get(sender);
        }
    }
}
