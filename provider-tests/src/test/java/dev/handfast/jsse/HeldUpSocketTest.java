package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketBelow;
import dev.handfast.peers.SystemProperties;
import dev.handfast.session.jcache.MapCache;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsContext;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server whose transport holds up, interrupts or refuses what it is told to do: who reads never waits for who writes,
 * and closing comes to an end.
 */
@Timeout(120)
@Tag("contract")
class HeldUpSocketTest {

    private static final byte[] REQUEST = {1, 2, 3, 4};

    private final SSLContext clients = JsseStack.HANDFAST.context(null);
    private SSLContext servers = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    private ServerSocket listener;
    private Socket raw;
    private SocketBelow below;
    private SSLSocket client;
    private SSLSocket server;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void closeAll() throws IOException {
        listener.close();
        raw.close();
        below.close();
    }

    private void connect(String version) throws IOException {
        raw = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        raw.setSoTimeout(20_000);
        below = new SocketBelow(listener.accept());
        client = (SSLSocket) clients.getSocketFactory().createSocket(raw, "localhost", 443, true);
        client.setEnabledProtocols(new String[] {version});
        server = (SSLSocket) servers.getSocketFactory().createSocket(below, (InputStream) null, true);
    }

    private void handshake(String version) throws Exception {
        connect(version);
        Future<Void> shaking = Background.run(server::startHandshake);
        client.startHandshake();
        Background.get(shaking);
    }

    /** A server that has read early data, and a client that waits for the server's flight no more. */
    private Future<Void> acceptEarly() throws Exception {
        TlsContext.of(servers).acceptEarlyData(1000);
        handshake("TLSv1.3");
        server.getOutputStream().write(REQUEST);
        assertArrayEquals(REQUEST, client.getInputStream().readNBytes(REQUEST.length));
        client.close();
        server.close();
        connect("TLSv1.3");
        TlsConnection.of(client).earlyData().offer(REQUEST);
        Future<Void> shaking = Background.run(client::startHandshake);
        assertArrayEquals(REQUEST, server.getInputStream().readNBytes(REQUEST.length));
        assertEquals(REQUEST.length, TlsConnection.of(server).earlyData().received());
        return shaking;
    }

    private Future<Void> heldUpWriter(SocketBelow.Gate gate) throws Exception {
        Future<Void> writer = Background.run(() -> server.getOutputStream().write(42));
        gate.awaitOne();
        return writer;
    }

    @Test
    void aReaderEndsAHandshakeThoughAWriterIsHeldUp() throws Exception {
        Future<Void> shaking = acceptEarly();
        CountDownLatch told = new CountDownLatch(1);
        server.addHandshakeCompletedListener(event -> told.countDown());
        SocketBelow.Gate gate = below.holdWrites();
        Future<Void> writer = heldUpWriter(gate);
        Background.get(shaking);
        client.getOutputStream().write(43);
        assertEquals(43, Background.get(Background.start(() -> server.getInputStream().read())));
        Background.await(told);
        assertFalse(writer.isDone());
        gate.open();
        Background.get(writer);
        assertEquals(42, client.getInputStream().read());
    }

    @Test
    void aServerOfEarlyDataClosesThoughAWriterIsHeldUp() throws Exception {
        Future<Void> shaking = acceptEarly();
        Future<Void> writer = heldUpWriter(below.holdWrites());
        Background.get(shaking);
        Background.get(Background.run(server::close));
        assertTrue(below.isClosed());
        assertThrows(SocketException.class, () -> Background.get(writer));
    }

    /** Which holds up whoever stores a session. */
    private CountDownLatch slowStore(CountDownLatch storing) throws Exception {
        CountDownLatch stored = new CountDownLatch(1);
        Cache<String, byte[]> cache = new MapCache().cache();
        @SuppressWarnings("unchecked")
        Cache<String, byte[]> slow = (Cache<String, byte[]>) Proxy.newProxyInstance(Cache.class.getClassLoader(),
                new Class<?>[] {Cache.class}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("put")) {
                        storing.countDown();
                        Background.await(stored);
                    }
                    try {
                        return method.invoke(cache, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        servers = SystemProperties.with(Map.of("jdk.tls.server.enableSessionTicketExtension", "false",
                "handfast.session.storeMillis", "60000"), () -> {
                    SSLContext made = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
                    MapCache.keepIn(made, slow, new MapCache().cache());
                    return made;
                });
        return stored;
    }

    @Test
    void aHandshakeEndsThoughAWriterIsHeldUpWhileTheSessionIsStored() throws Exception {
        CountDownLatch storing = new CountDownLatch(1);
        CountDownLatch stored = slowStore(storing);
        connect("TLSv1.3");
        Future<Void> shaking = Background.run(server::startHandshake);
        client.startHandshake();
        Background.await(storing);
        SocketBelow.Gate gate = below.holdWrites();
        Future<Void> writer = heldUpWriter(gate);
        stored.countDown();
        Background.get(shaking);
        gate.open();
        Background.get(writer);
        assertEquals(42, client.getInputStream().read());
    }

    @Test
    void closingDoesNotWaitForTheStoreToOpenWhatHasCome() throws Exception {
        CountDownLatch storing = new CountDownLatch(1);
        CountDownLatch stored = slowStore(storing);
        connect("TLSv1.3");
        Future<Void> shaking = Background.run(server::startHandshake);
        client.startHandshake();
        client.getOutputStream().write(REQUEST);
        Background.await(storing);
        Background.get(Background.run(server::close));
        assertFalse(shaking.isDone());
        stored.countDown();
        Background.get(shaking);
    }

    /** What a reader owes the peer is sent by the writer who kept it from doing so, though it has written all. */
    @Test
    void whatAReaderOwesIsSentByTheWriterItMet() throws Exception {
        handshake("TLSv1.3");
        SocketBelow.Gate gate = below.holdWrites();
        Future<Void> writer = heldUpWriter(gate);
        client.startHandshake();
        client.getOutputStream().write(43);
        assertEquals(43, Background.get(Background.start(() -> server.getInputStream().read())));
        int before = below.writes();
        gate.open();
        Background.get(writer);
        assertEquals(42, client.getInputStream().read());
        assertEquals(before + 1, below.writes(), "the KeyUpdate that the client asked for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aSecondThreadClosesThoughTheFirstIsHeldUpInDoingSo(String version) throws Exception {
        handshake(version);
        SocketBelow.Gate gate = below.holdWrites();
        Future<Void> first = Background.run(server::close);
        gate.awaitOne();
        Background.get(Background.run(server::close));
        assertTrue(below.isClosed());
        assertTrue(server.isClosed());
        Background.get(first);
    }

    /** As the JDK does it when a virtual thread is interrupted in a write. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aTransportThatClosesItselfInAWriteIsNotWrittenToAgain(String version) throws Exception {
        handshake(version);
        int before = below.writes();
        SocketException odd = new SocketException("Closed by interrupt");
        below.beforeWrites(() -> {
            server.close();
            throw odd;
        });
        IOException thrown = assertThrows(IOException.class, () -> server.getOutputStream().write(REQUEST));
        assertSame(odd, thrown);
        assertEquals(before + 1, below.writes(), "close_notify would be read as the rest of the record");
        assertTrue(below.isClosed());
        assertTrue(server.isClosed());
        assertTrue(server.getSession().isValid());
    }

    /** As the JDK does it when a virtual thread is interrupted in a read. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aTransportThatClosesItselfInAReadIsNotReadAgain(String version) throws Exception {
        handshake(version);
        client.getOutputStream().write(REQUEST);
        assertEquals(1, server.getInputStream().read());
        assertArrayEquals(new byte[] {2, 3, 4}, server.getInputStream().readNBytes(3));
        SocketException odd = new SocketException("Closed by interrupt");
        AtomicInteger reads = new AtomicInteger();
        below.beforeReads(() -> {
            reads.incrementAndGet();
            server.close();
            throw odd;
        });
        IOException thrown = assertThrows(IOException.class, () -> server.getInputStream().read());
        assertSame(odd, thrown);
        assertEquals(1, reads.get());
        assertTrue(below.isClosed());
        assertTrue(server.getSession().isValid(), "the socket was closed, but nothing was wrong with the connection");
    }

    private static void export(SSLSocket socket) throws SSLException {
        ((SessionImpl) socket.getSession()).exportKeyingMaterialData("EXPORTER-test", null, 32);
    }

    @Test
    void keysAreForgottenThoughTheTransportCannotBeClosed() throws Exception {
        handshake("TLSv1.3");
        export(server);
        SocketException odd = new SocketException("cannot be closed");
        below.beforeClose(() -> {
            throw odd;
        });
        assertSame(odd, assertThrows(SocketException.class, server::close));
        assertThrows(SSLKeyException.class, () -> export(server));
        below.beforeClose(() -> {});
    }

    /** A failure tells every thread that waits for the handshake what it was. */
    @Test
    void aThreadThatWaitedForAHandshakeIsToldWhyItFailed() throws Exception {
        connect("TLSv1.3");
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch fails = new CountDownLatch(1);
        SocketException odd = new SocketException("the cable is cut");
        below.beforeReads(() -> {
            reading.countDown();
            try {
                Background.await(fails);
            } catch (Exception e) {
                throw new IOException(e);
            }
            throw odd;
        });
        Future<Void> first = Background.run(server::startHandshake);
        Background.await(reading);
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Future<Void> second = Background.run(() -> {
            thread.set(Thread.currentThread());
            started.countDown();
            server.startHandshake();
        });
        Background.await(started);
        Background.awaitIn(thread.get(), "park");
        fails.countDown();
        assertSame(odd, assertThrows(SocketException.class, () -> Background.get(first)));
        assertSame(odd, assertThrows(SSLException.class, () -> Background.get(second)).getCause());
    }
}
