package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketBelow;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Future;

import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket over a TLS socket of either stack closes, whatever hangs in the one below. */
@Timeout(120)
@Tag("contract")
class TlsOverTlsTest {

    /** A client, what it stands on, and what that stands on. */
    private record Nested(SocketBelow below, SSLSocket inner, SSLSocket outer, SSLSocket peerInner, SSLSocket peer)
            implements
                AutoCloseable {

        /** @param row of the socket below */
        static Nested of(JsseRow row) throws Exception {
            JsseRow ours = new JsseRow(JsseStack.HANDFAST, row.version());
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Socket connected = new Socket(listener.getInetAddress(), listener.getLocalPort());
                SocketBelow below = new SocketBelow(connected);
                SSLSocket inner = over(row, below, true);
                SSLSocket peerInner = over(row, listener.accept(), false);
                shake(inner, peerInner);
                SSLSocket outer = over(ours, inner, true);
                SSLSocket peer = over(ours, peerInner, false);
                shake(outer, peer);
                return new Nested(below, inner, outer, peerInner, peer);
            }
        }

        private static SSLSocket over(JsseRow row, Socket below, boolean client) throws IOException {
            SSLSocket socket = (SSLSocket) (client
                    ? row.client().getSocketFactory().createSocket(below, "localhost", 443, true)
                    : row.server().getSocketFactory().createSocket(below, (InputStream) null, true));
            socket.setEnabledProtocols(new String[] {row.version()});
            return socket;
        }

        private static void shake(SSLSocket client, SSLSocket server) throws Exception {
            Future<Void> shaking = Background.run(server::startHandshake);
            client.startHandshake();
            client.getOutputStream().write(1);
            Background.get(shaking);
            assertEquals(1, server.getInputStream().read());
            server.getOutputStream().write(2);
            assertEquals(2, client.getInputStream().read());
        }

        /** Where the default, to wait ten seconds for room, is not what is tested. */
        void lingerBriefly() throws IOException {
            outer.setSoLinger(true, 1);
        }

        @Override
        public void close() throws IOException {
            below.close();
        }
    }

    private static void assertClosed(Nested nested) {
        assertTrue(nested.outer.isClosed());
        assertTrue(nested.inner.isClosed());
        assertTrue(nested.below.isClosed());
    }

    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void besideAWriterThatHangs(JsseRow row) throws Exception {
        try (Nested nested = Nested.of(row)) {
            closeBesideWriterOf(nested.outer, nested);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void besideAWriterOfTheSocketBelow(JsseRow row) throws Exception {
        try (Nested nested = Nested.of(row)) {
            nested.lingerBriefly();
            closeBesideWriterOf(nested.inner, nested);
        }
    }

    private static void closeBesideWriterOf(SSLSocket written, Nested nested) throws Exception {
        SocketBelow.Gate gate = nested.below.holdWrites();
        Future<Void> writing = Background.run(() -> written.getOutputStream().write(3));
        gate.awaitOne();
        Background.get(Background.run(nested.outer::close));
        assertClosed(nested);
        assertThrows(IOException.class, () -> Background.get(writing));
    }

    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void overATransportThatTakesNoMore(JsseRow row) throws Exception {
        try (Nested nested = Nested.of(row)) {
            nested.lingerBriefly();
            nested.below.holdWrites();
            Background.get(Background.run(nested.outer::close));
            assertClosed(nested);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void failingBesideAWriterThatHangs(JsseRow row) throws Exception {
        try (Nested nested = Nested.of(row)) {
            SocketBelow.Gate gate = nested.below.holdWrites();
            Future<Void> writing = Background.run(() -> nested.outer.getOutputStream().write(3));
            gate.awaitOne();
            nested.peerInner.getOutputStream().write(new byte[] {22, 3, 3, 0, 1, 99});
            assertThrows(IOException.class,
                    () -> Background.get(Background.start(nested.outer.getInputStream()::read)));
            assertClosed(nested);
            assertThrows(IOException.class, () -> Background.get(writing));
        }
    }
}
