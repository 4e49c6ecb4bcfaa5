package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.Plumbing;
import dev.handfast.peers.SocketPair;
import dev.handfast.peers.SystemProperties;
import dev.handfast.session.jcache.MapCache;

import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that meet on a socket while it closes, works or is misused. */
@Timeout(60)
@Tag("contract")
class SocketThreadsTest {

    private static final String STATELESS = "jdk.tls.server.enableSessionTicketExtension";

    @ParameterizedTest
    @CsvSource({"TLSv1.3, OWN", "TLSv1.3, LAYERED", "TLSv1.3, CHANNEL", "TLSv1.2, OWN", "TLSv1.2, LAYERED",
        "TLSv1.2, CHANNEL"})
    void closingTellsReadersAsASocketDoes(String version, Plumbing plumbing) throws Exception {
        JsseRow row = new JsseRow(JsseStack.HANDFAST, version);
        try (Plumbing.Listener listener = plumbing.listen(row.server())) {
            for (boolean clientReads : new boolean[] {true, false}) {
                Future<SSLSocket> accepted = listener.accept();
                SSLSocket client = plumbing.client(row.client(), listener.port());
                SSLSocket server = Background.get(accepted);
                client.setEnabledProtocols(new String[] {version});
                Future<Void> shaking = Background.run(server::startHandshake);
                client.startHandshake();
                Background.get(shaking);
                SSLSocket socket = clientReads ? client : server;
                AtomicReference<Thread> reader = new AtomicReference<>();
                CountDownLatch started = new CountDownLatch(1);
                Future<Integer> read = Background.start(() -> {
                    reader.set(Thread.currentThread());
                    started.countDown();
                    return socket.getInputStream().read();
                });
                Background.await(started);
                Background.awaitIn(reader.get(), plumbing == Plumbing.CHANNEL ? "blockingRead" : "implRead");
                socket.close();
                SocketException closed = assertThrows(SocketException.class, () -> Background.get(read));
                assertTrue(closed.getMessage().toLowerCase().contains("closed"), closed.getMessage());
                SocketPair.closeBoth(client, server);
            }
        }
    }

    /**
     * A thread reads while another one stores the session: neither takes the other's work for a mistake of a manager.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderWaitsWhileASessionIsStored(boolean interrupted) throws Exception {
        CountDownLatch storing = new CountDownLatch(1);
        CountDownLatch stored = new CountDownLatch(1);
        Cache<String, byte[]> cache = slow(new MapCache().cache(), storing, stored);
        JsseRow row = new JsseRow(JsseStack.HANDFAST, "TLSv1.3");
        SSLContext node = SystemProperties.with(Map.of(STATELESS, "false", "handfast.session.storeMillis", "20000"),
                () -> {
                    SSLContext made = row.server();
                    MapCache.keepIn(made, cache, new MapCache().cache());
                    return made;
                });
        SSLServerSocket listener = SocketPair.listener(node);
        try (SocketPair pair = SocketPair.connect(row.client(), listener)) {
            Future<Void> shaking = Background.run(pair.server()::startHandshake);
            pair.client().startHandshake();
            pair.client().getOutputStream().write(42);
            Background.await(storing);
            AtomicReference<Thread> reader = new AtomicReference<>();
            Future<Integer> read = Background.start(() -> {
                reader.set(Thread.currentThread());
                int got = pair.server().getInputStream().read();
                assertEquals(interrupted, Thread.interrupted());
                return got;
            });
            while (reader.get() == null) {
                Thread.onSpinWait();
            }
            Background.awaitIn(reader.get(), "park");
            if (interrupted) {
                reader.get().interrupt();
            }
            stored.countDown();
            assertEquals(42, Background.get(read));
            Background.get(shaking);
            pair.server().getOutputStream().write(43);
            assertEquals(43, pair.client().getInputStream().read());
        }
    }

    /** Which of the two threads goes on first is left to chance, so there are many handshakes. */
    @Test
    void theEndOfAHandshakeIsToldThoughAReaderMeetsItFirst() throws Exception {
        AtomicReference<CountDownLatch> storing = new AtomicReference<>();
        AtomicReference<CountDownLatch> stored = new AtomicReference<>();
        Cache<String, byte[]> cache = slow(new MapCache().cache(), () -> storing.get().countDown(),
                () -> Background.await(stored.get()));
        JsseRow row = new JsseRow(JsseStack.HANDFAST, "TLSv1.3");
        SSLContext node = SystemProperties.with(Map.of(STATELESS, "false", "handfast.session.storeMillis", "20000"),
                () -> {
                    SSLContext made = row.server();
                    MapCache.keepIn(made, cache, new MapCache().cache());
                    return made;
                });
        for (int i = 0; i < 20; i++) {
            storing.set(new CountDownLatch(1));
            stored.set(new CountDownLatch(1));
            CountDownLatch told = new CountDownLatch(1);
            try (SocketPair pair = SocketPair.connect(row.client(), SocketPair.listener(node))) {
                pair.server().addHandshakeCompletedListener(event -> told.countDown());
                Future<Void> shaking = Background.run(pair.server()::startHandshake);
                pair.client().startHandshake();
                pair.client().getOutputStream().write(42);
                Background.await(storing.get());
                AtomicReference<Thread> reader = new AtomicReference<>();
                Future<Integer> read = Background.start(() -> {
                    reader.set(Thread.currentThread());
                    return pair.server().getInputStream().read();
                });
                while (reader.get() == null) {
                    Thread.onSpinWait();
                }
                Background.awaitIn(reader.get(), "park");
                stored.get().countDown();
                assertEquals(42, Background.get(read));
                Background.get(shaking);
                Background.await(told);
            }
        }
    }

    private static Cache<String, byte[]> slow(Cache<String, byte[]> cache, CountDownLatch storing,
            CountDownLatch stored) {
        return slow(cache, storing::countDown, () -> Background.await(stored));
    }

    /** What happens when and before a session is stored. */
    private interface Storing {
        void happens() throws Exception;
    }

    @SuppressWarnings("unchecked")
    private static Cache<String, byte[]> slow(Cache<String, byte[]> cache, Storing begun, Storing goesOn) {
        return (Cache<String, byte[]>) Proxy.newProxyInstance(Cache.class.getClassLoader(),
                new Class<?>[] {Cache.class},
                (proxy, method, arguments) -> {
                    if (method.getName().startsWith("put")) {
                        begun.happens();
                        goesOn.happens();
                    }
                    try {
                        return method.invoke(cache, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aPacketTooSmallForARecordIsNamedAndEndsNothing(String version) throws Exception {
        try (SocketPair pair = SocketPair.of(new JsseRow(JsseStack.HANDFAST, version)).handshake()) {
            for (SSLSocket socket : new SSLSocket[] {pair.client(), pair.server()}) {
                setPacket(socket, 10);
                SSLException small = assertThrows(SSLException.class, () -> socket.getOutputStream().write(1));
                assertTrue(small.getMessage().contains("setMaximumPacketSize(10)"), small.getMessage());
                setPacket(socket, 0);
                socket.getOutputStream().write(2);
                SSLSocket other = socket == pair.client() ? pair.server() : pair.client();
                assertEquals(2, other.getInputStream().read());
            }
        }
    }

    private static void setPacket(SSLSocket socket, int bytes) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setMaximumPacketSize(bytes);
        socket.setSSLParameters(parameters);
    }

    /** The caller cannot tell that there is no session yet from that there is none; so there never is one. */
    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void aSessionThatTakesTooLongIsGivenUp(JsseRow row) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SSLSocket client = Plumbing.OWN.client(row.client(), silent.getLocalPort())) {
            Future<Void> peer = Background.run(() -> silent.accept().getInputStream().readAllBytes());
            client.setEnabledProtocols(new String[] {row.version()});
            client.setSoTimeout(50);
            InputStream in = client.getInputStream();
            assertFalse(client.getSession().isValid());
            assertTrue(client.isClosed());
            SSLException late = assertThrows(SSLException.class, in::read);
            assertNotNull(late.getCause());
            assertThrows(SocketException.class, client::startHandshake);
            Background.get(peer);
        }
    }

    @Test
    void aTimeoutThatIsToldCostsNothing() throws Exception {
        JsseRow row = new JsseRow(JsseStack.HANDFAST, "TLSv1.3");
        try (SocketPair pair = SocketPair.of(row)) {
            pair.client().setSoTimeout(50);
            assertThrows(SocketTimeoutException.class, pair.client()::startHandshake);
            pair.client().setSoTimeout(20_000);
            pair.handshake();
            assertTrue(pair.client().getSession().isValid());
        }
    }
}
