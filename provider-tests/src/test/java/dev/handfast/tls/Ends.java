package dev.handfast.tls;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;

/** Both ends of one connection, be they engines or sockets: the public face is the same. */
interface Ends extends AutoCloseable {

    TlsConnection client();

    TlsConnection server();

    SSLSession clientSession();

    SSLSession serverSession();

    Ends handshake() throws Exception;

    /** Sends a byte from one end to the other, and gives what arrives. */
    int send(boolean fromClient, int value) throws Exception;

    @Override
    void close() throws Exception;

    /** Which kind of ends to make. */
    enum Kind {
        ENGINES, SOCKETS;

        Ends of(String version) throws Exception {
            return of(JsseStack.HANDFAST.context(null),
                    JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)), protocol(version));
        }

        Ends of(SSLContext client, SSLContext server, SSLParameters parameters) throws Exception {
            return this == ENGINES ? new Engines(client, server, parameters) : new Sockets(client, server, parameters);
        }

        static SSLParameters protocol(String version) {
            return new SSLParameters(null, new String[] {version});
        }
    }

    /** Engines. */
    final class Engines implements Ends {

        private final EnginePair pair;

        private Engines(SSLContext client, SSLContext server, SSLParameters parameters) {
            pair = EnginePair.of(client, server);
            pair.client().engine().setSSLParameters(parameters);
            pair.server().engine().setSSLParameters(parameters);
        }

        EnginePair pair() {
            return pair;
        }

        @Override
        public TlsConnection client() {
            return TlsConnection.of(pair.client().engine());
        }

        @Override
        public TlsConnection server() {
            return TlsConnection.of(pair.server().engine());
        }

        @Override
        public SSLSession clientSession() {
            return pair.client().engine().getSession();
        }

        @Override
        public SSLSession serverSession() {
            return pair.server().engine().getSession();
        }

        @Override
        public Ends handshake() throws Exception {
            pair.handshake();
            return this;
        }

        @Override
        public int send(boolean fromClient, int value) throws Exception {
            EnginePair.Side from = fromClient ? pair.client() : pair.server();
            EnginePair.Side to = fromClient ? pair.server() : pair.client();
            int before = to.received().length;
            pair.send(from, new byte[] {(byte) value});
            return ByteBuffer.wrap(to.received()).get(before);
        }

        @Override
        public void close() {
            pair.client().engine().closeOutbound();
            pair.server().engine().closeOutbound();
        }
    }

    /** Sockets. */
    final class Sockets implements Ends {

        /** One for each context, until the JVM ends: clients resume with the same port. */
        private static final Map<SSLContext, SSLServerSocket> LISTENERS = new ConcurrentHashMap<>();

        private final SocketPair pair;

        private static SSLServerSocket listen(SSLContext server) {
            try {
                return SocketPair.listener(server);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Sockets(SSLContext client, SSLContext server, SSLParameters parameters) throws Exception {
            SSLServerSocket listener = LISTENERS.computeIfAbsent(server, Sockets::listen);
            listener.setSSLParameters(parameters);
            pair = SocketPair.connect(client, listener);
            pair.client().setSSLParameters(parameters);
        }

        @Override
        public TlsConnection client() {
            return TlsConnection.of(pair.client());
        }

        @Override
        public TlsConnection server() {
            return TlsConnection.of(pair.server());
        }

        @Override
        public SSLSession clientSession() {
            return pair.client().getSession();
        }

        @Override
        public SSLSession serverSession() {
            return pair.server().getSession();
        }

        @Override
        public Ends handshake() throws Exception {
            pair.handshake();
            return this;
        }

        @Override
        public int send(boolean fromClient, int value) throws Exception {
            Future<Integer> reading = Background
                    .start(() -> (fromClient ? pair.server() : pair.client()).getInputStream().read());
            (fromClient ? pair.client() : pair.server()).getOutputStream().write(value);
            return Background.get(reading);
        }

        @Override
        public void close() throws Exception {
            SocketPair.closeBoth(pair.client(), pair.server());
        }
    }
}
