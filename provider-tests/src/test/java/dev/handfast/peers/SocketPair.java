package dev.handfast.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A connected client and server socket on the loopback interface, before their handshake. */
public final class SocketPair implements AutoCloseable {

    private final SSLServerSocket listener;
    private final SSLSocket client;
    private final SSLSocket server;

    private SocketPair(SSLServerSocket listener, SSLSocket client, SSLSocket server) {
        this.listener = listener;
        this.client = client;
        this.server = server;
    }

    /** Connects two sockets with the row's provider and version. */
    public static SocketPair of(JsseRow row) throws Exception {
        SSLServerSocket listener = listener(row.server());
        listener.setEnabledProtocols(new String[] {row.version()});
        return connect(row.client(), listener);
    }

    /** Connects to {@code listener}, and accepts. */
    public static SocketPair connect(SSLContext client, SSLServerSocket listener) throws Exception {
        Future<SSLSocket> accepted = Background.start(() -> (SSLSocket) listener.accept());
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()), 20_000);
        SocketPair pair = new SocketPair(listener, socket, Background.get(accepted));
        pair.client.setSoTimeout(20_000);
        pair.server.setSoTimeout(20_000);
        return pair;
    }

    /** A listener on an ephemeral loopback port. */
    public static SSLServerSocket listener(SSLContext context) throws IOException {
        return (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** The client. */
    public SSLSocket client() {
        return client;
    }

    /** The server. */
    public SSLSocket server() {
        return server;
    }

    /** Handshakes on both sides. */
    public SocketPair handshake() throws Exception {
        Future<Void> other = Background.run(server::startHandshake);
        client.startHandshake();
        Background.get(other);
        return this;
    }

    /** Closes all three sockets. */
    @Override
    public void close() throws Exception {
        listener.close();
        closeBoth(client, server);
    }

    /** Closes both ends at once: SunJSSE's close may wait for the other side's close_notify. */
    public static void closeBoth(Socket one, Socket other) throws Exception {
        Future<Void> closing = Background.run(other::close);
        one.close();
        Background.get(closing);
    }
}
