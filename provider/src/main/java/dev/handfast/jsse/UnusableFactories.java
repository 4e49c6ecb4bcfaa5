package dev.handfast.jsse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** The factories of a default context that cannot be used: they have no suites and make no socket, but say why. */
final class UnusableFactories {

    private UnusableFactories() {
    }

    // By their general types, so that the service of contexts is verified without them.

    /** Of clients' and layered sockets. */
    static SSLSocketFactory ofSockets(UnusableService why) {
        return new OfSockets(why);
    }

    /** Of servers' sockets. */
    static SSLServerSocketFactory ofServerSockets(UnusableService why) {
        return new OfServerSockets(why);
    }

    /** Of clients' and layered sockets. */
    static final class OfSockets extends SSLSocketFactory {

        private final UnusableService why;

        OfSockets(UnusableService why) {
            this.why = why;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return new String[0];
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return new String[0];
        }

        @Override
        public Socket createSocket() throws IOException {
            throw why.inConnection();
        }

        @Override
        public Socket createSocket(Socket below, String host, int port, boolean autoClose) throws IOException {
            throw why.inConnection();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw why.inConnection();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw why.inConnection();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw why.inConnection();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            throw why.inConnection();
        }
    }

    /** Of servers' sockets. */
    static final class OfServerSockets extends SSLServerSocketFactory {

        private final UnusableService why;

        OfServerSockets(UnusableService why) {
            this.why = why;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return new String[0];
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return new String[0];
        }

        @Override
        public ServerSocket createServerSocket() throws IOException {
            throw why.inConnection();
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            throw why.inConnection();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            throw why.inConnection();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            throw why.inConnection();
        }
    }
}
