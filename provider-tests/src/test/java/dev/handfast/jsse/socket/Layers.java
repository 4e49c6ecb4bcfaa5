package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

import javax.net.ssl.SSLSocket;

/**
 * Two layered sockets that have shaken hands, over what they stand on, which the peer's side may write to.
 *
 * @param below what the socket under test stands on
 * @param transport the channel below the client's side
 */
record Layers(SocketBelow below, SocketChannel transport, SSLSocket socket, Socket peerBelow, SSLSocket peer)
        implements
            AutoCloseable {

    /** @param client whether the socket under test is the client */
    static Layers of(String version, boolean client) throws Exception {
        return of(new JsseRow(JsseStack.HANDFAST, version), client, true);
    }

    /** @param autoClose whether the socket under test closes what it stands on */
    static Layers of(JsseRow row, boolean client, boolean autoClose) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketChannel transport = SocketChannel.open(listener.getLocalSocketAddress());
            Socket connected = transport.socket();
            Socket accepted = listener.accept();
            SocketBelow gate = new SocketBelow(client ? connected : accepted);
            Socket other = client ? accepted : connected;
            SSLSocket clientSide = (SSLSocket) row.client().getSocketFactory()
                    .createSocket(client ? gate : other, "localhost", 443, !client || autoClose);
            SSLSocket serverSide = (SSLSocket) row.server().getSocketFactory()
                    .createSocket(client ? other : gate, (InputStream) null, client || autoClose);
            clientSide.setEnabledProtocols(new String[] {row.version()});
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

    /** A thread that hangs in a write of the socket under test until the gate is opened or what is below is closed. */
    Future<Void> hangingWriter(SocketBelow.Gate gate) throws Exception {
        Future<Void> writing = Background.run(() -> socket.getOutputStream().write(3));
        gate.awaitOne();
        return writing;
    }

    /** Somebody fills the client's transport with bytes that the peer does not read; how many they are. */
    long fill() throws IOException {
        return fill(transport);
    }

    /** The same for any transport. */
    static long fill(SocketChannel transport) throws IOException {
        transport.configureBlocking(false);
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        long written = 0;
        for (int full = 0; full < 10_000; full++) {
            int count = transport.write(block.clear());
            written += count;
            if (count > 0) {
                full = 0;
            }
        }
        transport.configureBlocking(true);
        return written;
    }

    @Override
    public void close() throws IOException {
        below.close();
        peerBelow.close();
    }
}
