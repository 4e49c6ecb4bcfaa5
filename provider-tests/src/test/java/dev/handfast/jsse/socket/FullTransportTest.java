package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketPair;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsContext;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the transport has taken arrives, though it has no room for the last word, and though the peer has sent what
 * nobody will read: the connection ends by an end behind it, and not by a reset.
 */
@Timeout(120)
@Tag("contract")
class FullTransportTest {

    private static final byte[] GARBAGE = {22, 3, 3, 0, 1, 99};

    /** How the connection ends. */
    private interface End {
        void happens(Layers layers) throws Exception;
    }

    private static void arrivesBefore(End end, String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            layers.peerBelow().setSoTimeout(20_000);
            long written = layers.fill();
            end.happens(layers);
            assertTrue(layers.socket().isClosed());
            assertTrue(layers.connection().isWriteClosed());
            assertTrue(layers.below().isClosed());
            // part of the last word may have found room
            assertTrue(arrived(layers.peerBelow()) >= written, () -> "the transport took " + written + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closing(String version) throws Exception {
        arrivesBefore(layers -> {
            layers.peer().getOutputStream().write(new byte[1000]);
            Background.get(Background.run(layers.socket()::close));
        }, version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingTwice(String version) throws Exception {
        arrivesBefore(layers -> {
            layers.peer().getOutputStream().write(new byte[1000]);
            Future<Void> first = Background.run(layers.socket()::close);
            Background.get(Background.run(layers.socket()::close));
            Background.get(first);
        }, version);
    }

    /** Its interrupt is no reason to cut off the thread that closes in good order. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingTwiceByAThreadThatIsInterrupted(String version) throws Exception {
        arrivesBefore(layers -> {
            layers.peer().getOutputStream().write(new byte[1000]);
            Future<Void> first = Background.run(layers.socket()::close);
            assertTrue(Background.get(Background.start(() -> closeInterrupted(layers))));
            Background.get(first);
        }, version);
    }

    /** A channel below would close by the interrupt while the peer is waited for. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingByAThreadThatIsInterrupted(String version) throws Exception {
        arrivesBefore(layers -> {
            layers.peer().getOutputStream().write(new byte[1000]);
            assertTrue(Background.get(Background.start(() -> closeInterrupted(layers))));
        }, version);
    }

    /** Whether the thread is still interrupted afterwards. */
    private static boolean closeInterrupted(Layers layers) throws IOException {
        Thread.currentThread().interrupt();
        layers.socket().close();
        return Thread.interrupted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void failing(String version) throws Exception {
        arrivesBefore(layers -> {
            layers.peerBelow().getOutputStream().write(GARBAGE);
            layers.peerBelow().getOutputStream().write(new byte[1000]);
            assertThrows(SSLException.class,
                    () -> Background.get(Background.start(layers.socket().getInputStream()::read)));
        }, version);
    }

    /** An answer to early data, to a client that has not ended its handshake. */
    @Test
    void closingInAHandshakeOfEarlyData() throws Exception {
        SSLContext servers = new JsseRow(JsseStack.HANDFAST, "TLSv1.3").server();
        TlsContext.of(servers).acceptEarlyData(1000);
        SSLContext clients = JsseStack.HANDFAST.context(null);
        try (ServerSocketChannel listener = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (boolean resumes : new boolean[] {false, true}) {
                try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), listener.socket().getLocalPort());
                        SocketChannel transport = listener.accept()) {
                    raw.setSoTimeout(20_000);
                    SSLSocket client = (SSLSocket) clients.getSocketFactory().createSocket(raw, "localhost", 443, true);
                    SSLSocket server = (SSLSocket) servers.getSocketFactory()
                            .createSocket(transport.socket(), (InputStream) null, true);
                    if (resumes) {
                        TlsConnection.of(client).earlyData().offer(new byte[] {5});
                        closeEarly(raw, transport, client, server);
                    } else {
                        Future<Void> shaking = Background.run(server::startHandshake);
                        client.startHandshake();
                        Background.get(shaking);
                        server.getOutputStream().write(1);
                        assertEquals(1, client.getInputStream().read());
                        SocketPair.closeBoth(client, server);
                    }
                }
            }
        }
    }

    private static void closeEarly(Socket raw, SocketChannel transport, SSLSocket client, SSLSocket server)
            throws Exception {
        Future<Void> shaking = Background.run(client::startHandshake);
        assertEquals(5, server.getInputStream().read());
        Background.get(shaking);
        long written = Layers.fill(transport);
        raw.getOutputStream().write(new byte[1000]);
        Background.get(Background.run(server::close));
        assertTrue(server.isClosed());
        assertTrue(arrived(raw) >= written);
    }

    private static long arrived(Socket raw) throws IOException {
        long arrived = 0;
        byte[] some = new byte[1 << 16];
        InputStream in = raw.getInputStream();
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
            arrived += count;
        }
        return arrived;
    }

    /** All that was written before a write that hangs. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingBesideAWriterThatHangs(String version) throws Exception {
        try (SocketPair pair = SocketPair.of(new JsseRow(JsseStack.HANDFAST, version)).handshake()) {
            pair.server().getOutputStream().write(new byte[1000]);
            AtomicLong written = new AtomicLong();
            AtomicReference<Thread> thread = new AtomicReference<>();
            Future<Void> writing = Background.run(() -> {
                thread.set(Thread.currentThread());
                while (true) {
                    pair.client().getOutputStream().write(new byte[1 << 14]);
                    written.addAndGet(1 << 14);
                }
            });
            while (thread.get() == null) {
                Thread.onSpinWait();
            }
            long before = -1;
            for (int same = 0; same < 20_000; same++) {
                Background.awaitIn(thread.get(), "implWrite");
                if (written.get() != before) {
                    before = written.get();
                    same = 0;
                }
            }
            Background.get(Background.run(pair.client()::close));
            assertThrows(IOException.class, () -> Background.get(writing));
            long arrived = 0;
            byte[] some = new byte[1 << 14];
            int count = 0;
            while (count >= 0) {
                arrived += count;
                try {
                    count = pair.server().getInputStream().read(some);
                } catch (IOException endsWithinARecord) {
                    assertFalse(endsWithinARecord.getMessage().contains("reset"), endsWithinARecord::toString);
                    count = -1;
                }
            }
            assertEquals(written.get(), arrived);
        }
    }
}
