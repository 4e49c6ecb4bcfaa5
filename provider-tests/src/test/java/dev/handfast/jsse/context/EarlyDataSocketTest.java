package dev.handfast.jsse.context;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.engine.Forger;
import dev.handfast.jsse.engine.EngineImpl;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EngineWire;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import dev.handfast.spec.ContentType;
import dev.handfast.tls.EarlyData.Status;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsSession;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Early data through sockets, alone and layered, with clients that mean well and clients that do not. */
@Tag("contract")
class EarlyDataSocketTest {

    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String HOST = "localhost";

    private final SSLContext client = JsseStack.HANDFAST.context(null);
    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    private final List<Socket> opened = new ArrayList<>();
    private SSLServerSocket listener;
    private EngineWire wire;
    private SSLSocket other;

    @BeforeEach
    void listen() throws IOException {
        listener = SocketPair.listener(server);
    }

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : opened) {
            socket.close();
        }
        listener.close();
    }

    private Socket plain() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        opened.add(socket);
        return socket;
    }

    private SSLSocket accept() throws IOException {
        SSLSocket socket = (SSLSocket) listener.accept();
        opened.add(socket);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** A client whose host and port are always the same to it. */
    private SSLSocket connect() throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain(), HOST, 443, true);
        socket.setSoTimeout(20_000);
        opened.add(socket);
        return socket;
    }

    /** An engine that resumes nothing that sockets have, as its port is another. */
    private EngineWire wire() throws IOException {
        SSLEngine engine = client.createSSLEngine(HOST, 444);
        engine.setUseClientMode(true);
        TlsConnection.of(engine).earlyData().offer();
        return new EngineWire(engine, plain());
    }

    private static byte[] read(SSLSocket socket, int length) throws IOException {
        return socket.getInputStream().readNBytes(length);
    }

    private void answerAndClose() throws IOException {
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        other.getOutputStream().write(ANSWER);
        other.close();
    }

    /** A connection that leaves the client with tickets. */
    private void exchange(SSLSocket one, SSLSocket peer) throws Exception {
        Future<Void> served = Background.run(() -> {
            assertArrayEquals(REQUEST, read(peer, REQUEST.length));
            peer.getOutputStream().write(ANSWER);
        });
        one.getOutputStream().write(REQUEST);
        assertArrayEquals(ANSWER, read(one, ANSWER.length));
        Background.get(served);
        SocketPair.closeBoth(one, peer);
    }

    /** A server that takes so much, and a client with tickets. */
    private void prepare(int most) throws Exception {
        TlsContext.of(server).acceptEarlyData(most);
        SSLSocket one = connect();
        exchange(one, accept());
    }

    /** An engine's connection over which the session came that the next engine resumes. */
    private void prepareEngine(int most) throws Exception {
        TlsContext.of(server).acceptEarlyData(most);
        EngineWire first = wire();
        Future<SSLSocket> served = Background.start(() -> {
            SSLSocket one = accept();
            assertArrayEquals(REQUEST, read(one, REQUEST.length));
            one.getOutputStream().write(ANSWER);
            return one;
        });
        first.write(REQUEST);
        first.readUntil("200 OK");
        Background.get(served).close();
    }

    /** A client that has sent early data, has not sent its Finished and does nothing by itself; a server to read it. */
    private void begin() throws Exception {
        prepareEngine(1000);
        wire = wire();
        other = accept();
        wire.writeEarly(new byte[0]);
        assertEquals(0, wire.writeEarly(REQUEST));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 >> 3);
        }
        return bytes;
    }

    @Test
    void isTakenWhereTheServerLets() throws Exception {
        prepare(1000);
        SSLSocket one = connect();
        other = accept();
        TlsConnection.of(one).earlyData().offer(Arrays.copyOf(REQUEST, 3));
        TlsConnection.of(one).earlyData().offer(Arrays.copyOfRange(REQUEST, 3, REQUEST.length));
        Future<Void> served = Background.run(() -> {
            assertArrayEquals(REQUEST, read(other, REQUEST.length));
            assertEquals(REQUEST.length, TlsConnection.of(other).earlyData().received());
            other.getOutputStream().write(ANSWER);
            assertArrayEquals(ANSWER, read(other, ANSWER.length));
            assertEquals(REQUEST.length, TlsConnection.of(other).earlyData().received());
        });
        one.startHandshake();
        assertEquals(Status.ACCEPTED, TlsConnection.of(one).earlyData().status());
        assertEquals(0, TlsConnection.of(one).earlyData().takeRejected().length);
        assertTrue(TlsSession.of(one.getSession()).isResumed());
        assertArrayEquals(ANSWER, read(one, ANSWER.length));
        one.getOutputStream().write(ANSWER);
        Background.get(served);
        assertTrue(TlsSession.of(other.getSession()).isResumed());
    }

    @Test
    void isAnsweredBeforeTheHandshakeEnds() throws Exception {
        begin();
        LinkedBlockingQueue<HandshakeCompletedEvent> events = new LinkedBlockingQueue<>();
        other.addHandshakeCompletedListener(events::add);
        // The client has sent no Finished, and will not before it has read.
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        assertEquals(REQUEST.length, TlsConnection.of(other).earlyData().received());
        assertNotNull(other.getHandshakeSession());
        other.getOutputStream().write(ANSWER);
        assertNotNull(other.getHandshakeSession());
        assertTrue(events.isEmpty());
        wire.readUntil("200 OK");
        Future<Void> ended = Background.run(other::startHandshake);
        wire.handshake();
        Background.get(ended);
        assertNotNull(events.poll(20, TimeUnit.SECONDS));
        wire.write(REQUEST);
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        assertEquals(REQUEST.length, TlsConnection.of(other).earlyData().received());
    }

    @Test
    void noReadCrossesFromEarlyToLater() throws Exception {
        prepare(1000);
        SSLSocket one = connect();
        other = accept();
        TlsConnection.of(one).earlyData().offer(REQUEST);
        Future<Void> shaken = Background.run(other::startHandshake);
        one.getOutputStream().write(ANSWER);
        Background.get(shaken);
        byte[] target = new byte[1000];
        assertEquals(REQUEST.length, other.getInputStream().available());
        assertEquals(REQUEST.length, other.getInputStream().read(target));
        assertEquals(ANSWER.length, other.getInputStream().read(target));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isKeptWhileTheServerWaitsForTheEnd(boolean session) throws Exception {
        byte[] much = bytes(100_000);
        prepare(much.length);
        SSLSocket one = connect();
        other = accept();
        TlsConnection.of(one).earlyData().offer(much);
        Future<Void> shaken = Background.run(() -> {
            if (session) {
                assertEquals("TLSv1.3", other.getSession().getProtocol());
            } else {
                other.startHandshake();
            }
        });
        one.startHandshake();
        Background.get(shaken);
        assertEquals(Status.ACCEPTED, TlsConnection.of(one).earlyData().status());
        assertEquals(much.length, TlsConnection.of(other).earlyData().received());
        assertArrayEquals(much, read(other, much.length));
    }

    @Test
    void isReadAsItComes() throws Exception {
        byte[] much = bytes(300_000);
        prepare(much.length);
        SSLSocket one = connect();
        other = accept();
        TlsConnection.of(one).earlyData().offer(much);
        Future<Void> shaken = Background.run(one::startHandshake);
        assertArrayEquals(much, read(other, much.length));
        assertEquals(much.length, TlsConnection.of(other).earlyData().received());
        Future<Void> ended = Background.run(other::startHandshake);
        Background.get(shaken);
        Background.get(ended);
    }

    @Test
    void isHandedBackWhereTheServerDoesNot() throws Exception {
        prepare(1000);
        TlsContext.of(server).acceptEarlyData(0);
        SSLSocket one = connect();
        other = accept();
        TlsConnection.of(one).earlyData().offer(REQUEST);
        Future<Void> shaken = Background.run(other::startHandshake);
        one.startHandshake();
        Background.get(shaken);
        assertEquals(Status.REJECTED, TlsConnection.of(one).earlyData().status());
        assertTrue(TlsSession.of(one.getSession()).isResumed());
        byte[] rest = TlsConnection.of(one).earlyData().takeRejected();
        assertArrayEquals(REQUEST, rest);
        assertEquals(0, TlsConnection.of(one).earlyData().takeRejected().length);
        one.getOutputStream().write(rest);
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        assertEquals(0, TlsConnection.of(other).earlyData().received());
    }

    @Test
    void isHandedBackWithoutASession() throws Exception {
        TlsContext.of(server).acceptEarlyData(1000);
        SSLSocket one = connect();
        TlsConnection.of(one).earlyData().offer(REQUEST);
        assertEquals(0, TlsConnection.of(one).earlyData().takeRejected().length);
        exchange(one, accept());
        assertEquals(Status.NONE, TlsConnection.of(one).earlyData().status());
        assertArrayEquals(REQUEST, TlsConnection.of(one).earlyData().takeRejected());
    }

    @Test
    void isHandedBackAsFarAsTheTicketDoesNotGo() throws Exception {
        prepare(10);
        SSLSocket one = connect();
        other = accept();
        TlsConnection.of(one).earlyData().offer(REQUEST);
        Future<Void> shaken = Background.run(other::startHandshake);
        one.startHandshake();
        Background.get(shaken);
        assertEquals(Status.ACCEPTED, TlsConnection.of(one).earlyData().status());
        one.getOutputStream().write(TlsConnection.of(one).earlyData().takeRejected());
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        assertEquals(10, TlsConnection.of(other).earlyData().received());
    }

    @Test
    void isOffByDefault() throws Exception {
        exchange(connect(), accept());
        SSLSocket one = connect();
        TlsConnection.of(one).earlyData().offer(REQUEST);
        exchange(one, accept());
        assertEquals(Status.NONE, TlsConnection.of(one).earlyData().status());
        assertTrue(TlsSession.of(one.getSession()).isResumed());
    }

    @Test
    void isNeverWhatTheStreamWrites() throws Exception {
        prepare(1000);
        SSLSocket one = connect();
        other = accept();
        TlsConnection.of(one).earlyData().offer(new byte[0]);
        exchange(one, other);
        assertEquals(0, TlsConnection.of(other).earlyData().received());
    }

    @Test
    void isForOurSocketsAndBeforeTheHandshakeOnly() throws Exception {
        try (SSLSocket foreign = (SSLSocket) JsseStack.SUN.context(null).getSocketFactory().createSocket()) {
            assertThrows(IllegalArgumentException.class, () -> TlsConnection.of(foreign).earlyData().offer(REQUEST));
            assertThrows(IllegalArgumentException.class, () -> TlsConnection.of(foreign).earlyData().received());
            assertThrows(IllegalArgumentException.class, () -> TlsConnection.of(foreign).earlyData().status());
            assertThrows(IllegalArgumentException.class, () -> TlsConnection.of(foreign).earlyData().takeRejected());
        }
        SSLSocket one = connect();
        other = accept();
        assertEquals(Status.NONE, TlsConnection.of(one).earlyData().status());
        assertEquals(0, TlsConnection.of(other).earlyData().received());
        assertThrows(IllegalStateException.class, () -> TlsConnection.of(other).earlyData().offer(REQUEST));
        exchange(one, other);
        assertThrows(IllegalStateException.class, () -> TlsConnection.of(one).earlyData().offer(REQUEST));
    }

    @Test
    void layeredServersTakeIt() throws Exception {
        TlsContext.of(server).acceptEarlyData(1000);
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                SSLSocket one = (SSLSocket) client.getSocketFactory().createSocket(
                        new Socket(plain.getInetAddress(), plain.getLocalPort()), HOST, 443, true);
                opened.add(one);
                Socket below = plain.accept();
                opened.add(below);
                below.setSoTimeout(20_000);
                TlsConnection.of(one).earlyData().offer(REQUEST);
                Future<byte[]> rest = Background.start(() -> {
                    one.startHandshake();
                    byte[] unsent = TlsConnection.of(one).earlyData().takeRejected();
                    one.getOutputStream().write(unsent);
                    assertArrayEquals(ANSWER, read(one, ANSWER.length));
                    return unsent;
                });
                byte[] consumed = below.getInputStream().readNBytes(7);
                SSLSocket layered = (SSLSocket) server.getSocketFactory().createSocket(below,
                        new ByteArrayInputStream(consumed), false);
                assertArrayEquals(REQUEST, read(layered, REQUEST.length));
                layered.getOutputStream().write(ANSWER);
                // The last flight may not have come yet; closing waits for it so that the plain stream is not spoiled.
                assertEquals(i == 0 ? REQUEST.length : 0, Background.get(rest).length);
                assertEquals(i == 0 ? 0 : REQUEST.length, TlsConnection.of(layered).earlyData().received());
                SocketPair.closeBoth(one, layered);
                assertFalse(below.isClosed());
            }
        }
    }

    @Test
    void answersArriveThoughTheServerClosesAtOnce() throws Exception {
        prepare(1000);
        for (int i = 0; i < 20; i++) {
            SSLSocket one = connect();
            other = accept();
            TlsConnection.of(one).earlyData().offer(REQUEST);
            Future<Void> served = Background.run(this::answerAndClose);
            assertArrayEquals(ANSWER, one.getInputStream().readAllBytes());
            Background.get(served);
            one.close();
        }
    }

    @Test
    void aServerMayEndItsDirectionBeforeTheHandshakeHasEnded() throws Exception {
        begin();
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        other.getOutputStream().write(ANSWER);
        other.shutdownOutput();
        wire.readUntil("200 OK");
        wire.write(REQUEST);
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        assertEquals(REQUEST.length, TlsConnection.of(other).earlyData().received());
    }

    @Test
    void earlyDataIsTakenBehindTheEndOfTheServersDirection() throws Exception {
        begin();
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        other.shutdownOutput();
        assertThrows(IOException.class, () -> other.getOutputStream().write(ANSWER));
        wire.writeEarly(REQUEST);
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        assertEquals(2L * REQUEST.length, TlsConnection.of(other).earlyData().received());
    }

    @Test
    void oneThreadMayAnswerWhileAnotherReads() throws Exception {
        begin();
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        InputStream in = other.getInputStream();
        Future<byte[]> reading = Background.start(() -> in.readNBytes(REQUEST.length));
        OutputStream out = other.getOutputStream();
        out.write(ANSWER);
        wire.readUntil("200 OK");
        wire.write(REQUEST);
        assertArrayEquals(REQUEST, Background.get(reading));
    }

    @Test
    void virtualThreadsDoTheSame() throws Exception {
        prepare(1000);
        for (int i = 0; i < 8; i++) {
            SSLSocket one = connect();
            other = accept();
            TlsConnection.of(one).earlyData().offer(REQUEST);
            Future<Void> served = Background.runVirtual(this::answerAndClose);
            Future<Void> asked = Background.runVirtual(
                    () -> assertArrayEquals(ANSWER, one.getInputStream().readAllBytes()));
            Background.get(served);
            Background.get(asked);
            assertEquals(Status.ACCEPTED, TlsConnection.of(one).earlyData().status());
            one.close();
        }
    }

    // Clients that do not mean well

    @Test
    void aClientThatNeverEndsTimesOut() throws Exception {
        begin();
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        other.setSoTimeout(1);
        for (int i = 0; i < 3; i++) {
            assertThrows(SocketTimeoutException.class, () -> other.getInputStream().read());
            assertThrows(SocketTimeoutException.class, other::startHandshake);
        }
        other.setSoTimeout(20_000);
        other.getOutputStream().write(ANSWER);
        wire.readUntil("200 OK");
        wire.write(REQUEST);
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        assertEquals(REQUEST.length, TlsConnection.of(other).earlyData().received());
    }

    @Test
    void aClientThatNeverEndsDoesNotKeepTheServerFromClosing() throws Exception {
        begin();
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        other.getOutputStream().write(ANSWER);
        Background.get(Background.run(other::close));
        assertTrue(other.isClosed());
    }

    @Test
    void aClientThatGoesAwayIsAnError() throws Exception {
        begin();
        opened.get(opened.size() - 2).shutdownOutput();
        InputStream in = other.getInputStream();
        OutputStream out = other.getOutputStream();
        assertArrayEquals(REQUEST, in.readNBytes(REQUEST.length));
        assertThrows(SSLException.class, in::read);
        assertThrows(SSLException.class, in::read);
        assertThrows(IOException.class, () -> out.write(ANSWER));
        assertTrue(other.isClosed());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void moreThanIsAllowedEndsTheConnection(boolean waits) throws Exception {
        prepareEngine(1000);
        wire = wire();
        other = accept();
        wire.writeEarly(new byte[0]);
        assertEquals(0, wire.writeEarly(bytes(1000)));
        opened.get(opened.size() - 2).getOutputStream().write(Forger.record(
                ((EngineImpl) wire.engine()).association().connection(), ContentType.APPLICATION_DATA, bytes(1)));
        SSLException refused = assertThrows(SSLException.class, () -> {
            if (waits) {
                other.startHandshake();
            } else {
                read(other, 1001);
            }
        });
        assertTrue(refused.getMessage().contains("1000"), refused::getMessage);
        assertTrue(other.isClosed());
    }

    /** It is refused when it comes: waiting for somebody to read it would take for ever. */
    @Test
    void applicationDataInAHandshakeEndsIt() throws Exception {
        Socket attacker = plain();
        other = accept();
        attacker.getOutputStream().write(new byte[] {23, 3, 3, 0, 1, 42});
        Future<SSLException> refused = Background.start(() -> assertThrows(SSLException.class, other::startHandshake));
        assertTrue(Background.get(refused).getMessage().contains("application"), () -> "refused otherwise");
        assertTrue(other.isClosed());
    }

    @Test
    void aReplayIsNotDelivered() throws Exception {
        begin();
        byte[] recorded = wire.sent();
        assertArrayEquals(REQUEST, read(other, REQUEST.length));
        for (int i = 0; i < 10; i++) {
            Socket attacker = plain();
            SSLSocket replayed = accept();
            attacker.getOutputStream().write(recorded);
            attacker.shutdownOutput();
            assertThrows(SSLException.class, () -> replayed.getInputStream().read());
            assertEquals(0, TlsConnection.of(replayed).earlyData().received());
        }
    }

    @Test
    void anAlteredRecordIsNotDelivered() throws Exception {
        prepareEngine(1000);
        wire = wire();
        SSLSocket untouched = accept();
        wire.writeEarly(new byte[0]);
        int hello = wire.sent().length;
        wire.writeEarly(REQUEST);
        byte[] recorded = wire.sent();
        assertTrue(recorded.length > hello + REQUEST.length);
        recorded[recorded.length - 1] ^= 1;
        // The server that got it unaltered has not looked at it, so this one counts as the first.
        Socket attacker = plain();
        other = accept();
        attacker.getOutputStream().write(recorded);
        OutputStream out = other.getOutputStream();
        assertThrows(SSLException.class, () -> other.getInputStream().read());
        assertEquals(0, TlsConnection.of(other).earlyData().received());
        assertThrows(IOException.class, () -> out.write(ANSWER));
        assertFalse(untouched.isClosed());
    }
}
