package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.SocketPair;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code getSession} cannot say that the handshake takes too long, and so ends the socket; as in SunJSSE. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class SessionTimeoutTest {

    @Parameter
    JsseRow row;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closesTheSocket(boolean client) throws Exception {
        try (ServerSocket listener = client ? new ServerSocket(0, 1, InetAddress.getLoopbackAddress())
                : SocketPair.listener(row.server());
                Silent ends = client ? Silent.server(listener, row) : Silent.client((SSLServerSocket) listener)) {
            SSLSocket socket = ends.socket;
            socket.setEnabledProtocols(new String[] {row.version()});
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            socket.setSoTimeout(20);
            SSLSession session = socket.getSession();
            assertEquals("SSL_NULL_WITH_NULL_NULL", session.getCipherSuite());
            assertFalse(session.isValid());
            assertTrue(socket.isClosed());
            assertThrows(SocketException.class, socket::getInputStream);
            assertThrows(SocketException.class, socket::startHandshake);
            assertThrows(SSLException.class, in::read);
            assertThrows(SocketException.class, () -> out.write(1));
            Future<Integer> rest = Background.start(() -> ends.peer.getInputStream().readAllBytes().length);
            assertTrue(Background.get(rest) >= 0);
        }
    }

    /** A timeout that is told, by any other call, leaves the socket as it is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyWhereItCannotBeTold(boolean reads) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Silent ends = Silent.server(listener, row)) {
            SSLSocket socket = ends.socket;
            socket.setSoTimeout(20);
            assertThrows(SocketTimeoutException.class,
                    () -> {
                        if (reads) {
                            socket.getInputStream().read();
                        } else {
                            socket.startHandshake();
                        }
                    });
            assertFalse(socket.isClosed());
        }
    }

    /** A socket under test whose peer says nothing. */
    private record Silent(SSLSocket socket, Socket peer) implements AutoCloseable {

        static Silent server(ServerSocket listener, JsseRow row) throws Exception {
            SSLSocket socket = (SSLSocket) row.client().getSocketFactory()
                    .createSocket(listener.getInetAddress(), listener.getLocalPort());
            return new Silent(socket, listener.accept());
        }

        static Silent client(SSLServerSocket listener) throws Exception {
            Socket peer = new Socket(listener.getInetAddress(), listener.getLocalPort());
            return new Silent((SSLSocket) listener.accept(), peer);
        }

        @Override
        public void close() throws Exception {
            SocketPair.closeBoth(socket, peer);
        }
    }
}
