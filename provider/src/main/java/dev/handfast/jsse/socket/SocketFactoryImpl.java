package dev.handfast.jsse.socket;

import dev.handfast.jsse.context.SharedContext;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;

import javax.net.ssl.SSLSocketFactory;

/** Makes the sockets of a context. */
public final class SocketFactoryImpl extends SSLSocketFactory {

    private final SharedContext context;

    public SocketFactoryImpl(SharedContext context) {
        this.context = context;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return context.defaultSuites(true);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return context.supportedSuites();
    }

    @Override
    public Socket createSocket() {
        return new SocketImpl(context);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(host, port, null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(host, port, new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(host, port, null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(host, port, new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean autoClose) throws IOException {
        return new SocketImpl(context, Objects.requireNonNull(below, "the socket to layer over"), host, autoClose);
    }

    @Override
    public Socket createSocket(Socket below, InputStream consumed, boolean autoClose) throws IOException {
        return new SocketImpl(context, Objects.requireNonNull(below, "the socket to layer over"), consumed, autoClose);
    }

    /** A null host is this one, as for {@link Socket#Socket(String, int)}. */
    private Socket connected(String host, int port, InetSocketAddress local) throws IOException {
        SocketImpl socket = new SocketImpl(context);
        return connecting(socket, local, () -> {
            if (host == null) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(null), port));
            } else {
                socket.connect(new InetSocketAddress(host, port), host);
            }
        });
    }

    private Socket connected(InetAddress host, int port, InetSocketAddress local) throws IOException {
        SocketImpl socket = new SocketImpl(context);
        return connecting(socket, local, () -> socket.connect(new InetSocketAddress(host, port)));
    }

    private static Socket connecting(SocketImpl socket, InetSocketAddress local, Connecting connecting)
            throws IOException {
        try {
            if (local != null) {
                socket.bind(local);
            }
            connecting.run();
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private interface Connecting {
        void run() throws IOException;
    }
}
