package dev.handfast.jsse.socket;

import dev.handfast.jsse.context.SharedContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import javax.net.ssl.SSLServerSocketFactory;

/** Makes the server sockets of a context. */
public final class ServerSocketFactoryImpl extends SSLServerSocketFactory {

    /** {@link ServerSocket}'s own default. */
    private static final int BACKLOG = 50;

    private final SharedContext context;

    private ServerSocketFactoryImpl(SharedContext context) {
        this.context = context;
    }

    /** Of a context; by its general type, so that the service of contexts is verified without this class. */
    public static SSLServerSocketFactory of(SharedContext context) {
        return new ServerSocketFactoryImpl(context);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return context.defaultSuites(false);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return context.supportedSuites();
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new ServerSocketImpl(context);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return new ServerSocketImpl(context, port, BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return new ServerSocketImpl(context, port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return new ServerSocketImpl(context, port, backlog, address);
    }
}
