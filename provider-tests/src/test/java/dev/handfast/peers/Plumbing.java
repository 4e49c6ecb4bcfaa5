package dev.handfast.peers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** What a TLS socket stands on. */
public enum Plumbing {
    /** A TCP socket of its own. */
    OWN,
    /** Another socket. */
    LAYERED,
    /** The socket of a channel. */
    CHANNEL;

    /** A client that is connected to a port of the loopback interface. */
    public SSLSocket client(SSLContext context, int port) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        if (this == OWN) {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
            socket.connect(address, 20_000);
            return socket;
        }
        Socket below = this == LAYERED ? new Socket(address.getAddress(), port) : SocketChannel.open(address).socket();
        return (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", port, true);
    }

    /** A listener whose connections become servers. */
    public Listener listen(SSLContext context) throws Exception {
        if (this == OWN) {
            SSLServerSocket listener = SocketPair.listener(context);
            return new Listener(listener, listener.getLocalPort(), () -> (SSLSocket) listener.accept());
        }
        if (this == LAYERED) {
            ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            return new Listener(listener, listener.getLocalPort(), () -> over(context, listener.accept()));
        }
        ServerSocketChannel listener = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new Listener(listener, listener.socket().getLocalPort(),
                () -> over(context, listener.accept().socket()));
    }

    private static SSLSocket over(SSLContext context, Socket below) throws Exception {
        return (SSLSocket) context.getSocketFactory().createSocket(below, null, true);
    }

    /** Accepts one connection after the other. */
    public record Listener(AutoCloseable socket, int port, Callable<SSLSocket> accepting) implements AutoCloseable {

        /** Accepts a connection on another thread. */
        public Future<SSLSocket> accept() {
            return Background.start(accepting);
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }
}
