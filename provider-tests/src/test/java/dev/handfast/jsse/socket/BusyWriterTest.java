package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.engine.ProtocolConnection;
import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketBelow;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Future;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread that hangs in a write, or a transport that takes no more, keeps nothing else from its end. */
@Timeout(120)
@Tag("contract")
class BusyWriterTest {

    private static final byte[] GARBAGE = {22, 3, 3, 0, 1, 99};

    /** Two layered sockets over what they stand on, which the peer's side may write to. */
    private record Layers(SocketBelow below, SocketChannel transport, SSLSocket socket, Socket peerBelow,
            SSLSocket peer)
            implements
                AutoCloseable {

        static Layers of(String version, boolean client) throws Exception {
            JsseRow row = new JsseRow(JsseStack.HANDFAST, version);
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                SocketChannel transport = SocketChannel.open(listener.getLocalSocketAddress());
                Socket connected = transport.socket();
                Socket accepted = listener.accept();
                SocketBelow gate = new SocketBelow(client ? connected : accepted);
                Socket other = client ? accepted : connected;
                SSLSocket clientSide = (SSLSocket) row.client().getSocketFactory()
                        .createSocket(client ? gate : other, "localhost", 443, true);
                SSLSocket serverSide = (SSLSocket) row.server().getSocketFactory()
                        .createSocket(client ? other : gate, (InputStream) null, true);
                clientSide.setEnabledProtocols(new String[] {version});
                Layers layers = new Layers(gate, transport, client ? clientSide : serverSide, other,
                        client ? serverSide : clientSide);
                Future<Void> shaking = Background.run(serverSide::startHandshake);
                clientSide.startHandshake();
                clientSide.getOutputStream().write(1);
                Background.get(shaking);
                assertEquals(1, serverSide.getInputStream().read());
                serverSide.getOutputStream().write(2);
                assertEquals(2, clientSide.getInputStream().read());
                return layers;
            }
        }

        ProtocolConnection connection() {
            return ((SocketImpl) socket).association().connection();
        }

        @Override
        public void close() throws IOException {
            below.close();
            peerBelow.close();
        }
    }

    private static Future<Void> hangingWriter(Layers layers, SocketBelow.Gate gate) throws Exception {
        Future<Void> writing = Background.run(() -> layers.socket.getOutputStream().write(3));
        gate.awaitOne();
        return writing;
    }

    /** The peer asks for something while a writer hangs: it is sent when that is over, though nobody writes again. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    void whatReadersAnswerIsSentByTheWriterThatWasInTheWay(String version, boolean client) throws Exception {
        try (Layers layers = Layers.of(version, client)) {
            int before = layers.below.writes();
            SocketBelow.Gate gate = layers.below.holdWrites();
            Future<Void> writing = hangingWriter(layers, gate);
            if (version.equals("TLSv1.3")) {
                layers.peer.startHandshake();
                layers.peer.getOutputStream().write(4);
                assertEquals(4, layers.socket.getInputStream().read());
            } else {
                Future<Void> closing = Background.run(layers.peer::shutdownOutput);
                assertEquals(-1, layers.socket.getInputStream().read());
                Background.get(closing);
            }
            assertEquals(1, layers.below.writes() - before, "a reader waits for no writer");
            gate.open();
            Background.get(writing);
            assertEquals(2, layers.below.writes() - before, "the data, and the answer");
            assertEquals(3, layers.peer.getInputStream().read());
            if (version.equals("TLSv1.2")) {
                assertEquals(-1, layers.peer.getInputStream().read());
            }
        }
    }

    /** A connection that has failed keeps no keys, also where its alert could not be sent. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    void aFailureWipesTheKeysThoughAWriterHangs(String version, boolean client) throws Exception {
        try (Layers layers = Layers.of(version, client)) {
            Future<Void> writing = hangingWriter(layers, layers.below.holdWrites());
            layers.peerBelow.getOutputStream().write(GARBAGE);
            assertThrows(SSLException.class, layers.socket.getInputStream()::read);
            assertTrue(layers.connection().isReadClosed());
            assertTrue(layers.connection().isWriteClosed());
            assertThrows(IllegalStateException.class, () -> layers.connection().exportKeyingMaterial("label", null, 1));
            assertThrows(IOException.class, () -> Background.get(writing));
        }
    }

    /** Somebody has filled the transport with bytes that the peer does not read. */
    private static void fill(Layers layers) throws IOException {
        SocketChannel channel = layers.transport;
        channel.configureBlocking(false);
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        for (int full = 0; full < 10_000; full++) {
            if (channel.write(block.clear()) > 0) {
                full = 0;
            }
        }
        channel.configureBlocking(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingEndsThoughTheTransportTakesNoMore(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            fill(layers);
            Background.get(Background.run(layers.socket::close));
            assertTrue(layers.socket.isClosed());
            assertTrue(layers.connection().isWriteClosed());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void failingEndsThoughTheTransportTakesNoMore(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            fill(layers);
            layers.peerBelow.getOutputStream().write(GARBAGE);
            assertThrows(SSLException.class,
                    () -> Background.get(Background.start(layers.socket.getInputStream()::read)));
            assertTrue(layers.socket.isClosed());
            assertTrue(layers.connection().isWriteClosed());
        }
    }
}
