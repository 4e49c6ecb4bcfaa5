package dev.handfast.jsse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.Foreign;
import dev.handfast.jsse.Foreign.Trust;
import dev.handfast.jsse.Token;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an object of the application throws, at whatever call: the connection has failed, the peer gets a fatal
 * alert, the caller an SSLException with the cause, and later calls say that it is over.
 */
@Tag("contract")
class ForeignObjectsTest {

    private static final Token.TokenProvider TOKENS = new Token.TokenProvider();

    @BeforeAll
    static void register() {
        Security.addProvider(TOKENS);
    }

    @AfterAll
    static void remove() {
        Security.removeProvider(TOKENS.getName());
    }

    private record Row(String version, boolean server, Trust trust) {
    }

    private static Stream<Row> rows() {
        return Stream.of("TLSv1.3", "TLSv1.2").flatMap(version -> Stream.of(true, false)
                .flatMap(server -> Stream.of(Trust.values()).map(trust -> new Row(version, server, trust))));
    }

    private static List<Throwable> surprises() {
        return List.of(new IllegalStateException("unchecked"), new AssertionError("error"),
                new OutOfMemoryError("thrown by an application"), new StackOverflowError(),
                new IOException("checked and not declared"), new InterruptedException("checked too"), new Mute());
    }

    /** Throws again when it is asked what it is. */
    private static final class Mute extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("not even a message");
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }

    private static String named(Throwable surprise) {
        return surprise instanceof Mute ? "Mute" : surprise.toString();
    }

    private static final SSLContext PLAIN_SERVER = JsseStack.HANDFAST
            .context(Credentials.shared().server(KeyKind.P256));
    private static final SSLContext PLAIN_CLIENT = JsseStack.HANDFAST
            .context(Credentials.shared().client(KeyKind.P256));

    private static SSLContext plain(boolean server) {
        return server ? PLAIN_SERVER : PLAIN_CLIENT;
    }

    /** Where to throw: the first, a middle and the last call of each method. */
    private static List<Map.Entry<String, Integer>> places(Map<String, Integer> calls) {
        List<Map.Entry<String, Integer>> places = new ArrayList<>();
        calls.forEach((label, count) -> {
            for (int at : new TreeSet<>(List.of(1, (count + 1) / 2, count))) {
                places.add(Map.entry(label, at));
            }
        });
        return places;
    }

    // Engines

    private static EnginePair pair(Row row, Foreign foreign) throws Exception {
        SSLContext own = foreign.context(row.trust, row.server);
        SSLContext other = plain(!row.server);
        SSLEngine client = (row.server ? other : own).createSSLEngine("localhost", 443);
        client.setUseClientMode(true);
        SSLEngine server = (row.server ? own : other).createSSLEngine();
        server.setUseClientMode(false);
        SSLParameters clientSide = client.getSSLParameters();
        clientSide.setApplicationProtocols(new String[] {"h2"});
        clientSide.setServerNames(List.of(new SNIHostName("localhost")));
        SSLParameters serverSide = server.getSSLParameters();
        serverSide.setWantClientAuth(true);
        foreign.configure(row.server ? serverSide : clientSide, row.server);
        client.setSSLParameters(clientSide);
        server.setSSLParameters(serverSide);
        if (row.server) {
            server.setHandshakeApplicationProtocolSelector((engine, offered) -> foreign.select(offered));
        }
        return new EnginePair(client, server).protocol(row.version);
    }

    @ParameterizedTest
    @MethodSource("rows")
    @PublishedAttack(id = "CVE-2026-21637", victim = "Node.js", kind = AttackKind.FAILURES,
            what = "a callback that throws within a handshake ends the process")
    void enginesFailInGoodOrder(Row row) throws Exception {
        Foreign counting = new Foreign(null, 0, null);
        pair(row, counting).handshake();
        assertTrue(counting.calls().size() > 6, counting.calls().toString());
        int failed = 0;
        int number = 0;
        for (Map.Entry<String, Integer> place : places(counting.calls())) {
            number++;
            for (Throwable surprise : List.of(surprises().get(number % 7), surprises().get((number + 3) % 7))) {
                String what = row + ", " + place + ", " + named(surprise);
                Foreign foreign = new Foreign(place.getKey(), place.getValue(), surprise);
                EnginePair pair = pair(row, foreign);
                EnginePair.Side failing = row.server ? pair.server() : pair.client();
                Throwable thrown = failureOf(pair, failing);
                assertTrue(foreign.hasThrown(), what);
                if (thrown == null) {
                    // A provider that does not take a key is no failure; another takes it, or another scheme is used
                    assertTrue(place.getKey().startsWith("Signature.") || place.getKey().startsWith("PrivateKey."),
                            what);
                    continue;
                }
                failed++;
                assertTrue(thrown instanceof SSLException, () -> what + " came out as " + thrown);
                assertTrue(causes(thrown).contains(surprise), () -> what + " is no cause of " + thrown);
                hasFailed(pair, failing, what);
            }
        }
        assertTrue(failed > 10, "failures: " + failed);
    }

    /** What a call on the failing side throws first; null if the handshake is complete. */
    private static Throwable failureOf(EnginePair pair, EnginePair.Side failing) {
        EnginePair.Side other = failing == pair.client() ? pair.server() : pair.client();
        for (int i = 0; i < 1000; i++) {
            boolean moved;
            try {
                moved = pair.step(failing);
            } catch (Throwable e) {
                return e;
            }
            try {
                moved |= pair.step(other);
            } catch (SSLException e) {
                throw new IllegalStateException("the other side failed first", e);
            }
            if (!moved) {
                return null;
            }
        }
        throw new IllegalStateException("no end");
    }

    private static List<Throwable> causes(Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = thrown; cause != null && causes.size() < 10; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static void hasFailed(EnginePair pair, EnginePair.Side failing, String what) throws Exception {
        SSLEngine engine = failing.engine();
        assertNotNull(((EngineImpl) engine).association().connection().failure(), what);
        while (!engine.isOutboundDone()) {
            assertTrue(pair.wrap(failing, ByteBuffer.allocate(0)).bytesProduced() > 0 || engine.isOutboundDone(), what);
        }
        assertTrue(engine.isInboundDone(), what);
        assertEquals(Status.CLOSED, pair.wrap(failing, ByteBuffer.wrap(new byte[] {1})).getStatus(), what);
        assertThrows(SSLException.class, engine::beginHandshake, what);
        assertFalse(engine.getSession().isValid() && failing.finished() > 0, what);
        EnginePair.Side other = failing == pair.client() ? pair.server() : pair.client();
        SSLException heard = assertThrows(SSLException.class, () -> {
            for (int i = 0; i < 20; i++) {
                pair.step(other);
            }
        }, what);
        assertTrue(heard.getMessage().contains("internal_error"), () -> what + ": " + heard.getMessage());
    }

    // Sockets

    @ParameterizedTest
    @MethodSource("rows")
    @PublishedAttack(id = "CVE-2026-21637", victim = "Node.js", kind = AttackKind.FAILURES,
            what = "a callback that throws within a handshake ends the process")
    void socketsFailInGoodOrder(Row row) throws Exception {
        Foreign counting = new Foreign(null, 0, null);
        List<Map.Entry<String, Integer>> places;
        try (SocketPair pair = sockets(row, counting)) {
            pair.handshake();
            pair.server().getSession();
            // What is called for tickets that come while the pair closes is called after handshakes.
            places = places(counting.calls());
        }
        int number = 0;
        for (Map.Entry<String, Integer> place : places) {
            Throwable surprise = surprises().get(number++ % surprises().size());
            if (place.getValue() > 1) {
                continue;
            }
            String what = row + ", " + place + ", " + named(surprise);
            Foreign foreign = new Foreign(place.getKey(), place.getValue(), surprise);
            try (SocketPair pair = sockets(row, foreign)) {
                SSLSocket failing = row.server ? pair.server() : pair.client();
                SSLSocket other = row.server ? pair.client() : pair.server();
                Future<Throwable> heard = Background.start(() -> thrownBy(() -> {
                    other.startHandshake();
                    other.getInputStream().read();
                }));
                Throwable thrown = thrownBy(failing::startHandshake);
                if (thrown == null) {
                    assertTrue(place.getKey().startsWith("Signature.") || place.getKey().startsWith("PrivateKey."),
                            what);
                    failing.close();
                    Background.get(heard);
                    continue;
                }
                assertTrue(thrown instanceof SSLException, () -> what + " came out as " + thrown);
                assertTrue(causes(thrown).contains(surprise), () -> what + " is no cause of " + thrown);
                Throwable told = Background.get(heard);
                assertTrue(told instanceof SSLException && told.getMessage().contains("internal_error"),
                        () -> what + ": the peer heard " + told);
                assertTrue(failing.isClosed(), what);
                assertThrows(SocketException.class, failing::startHandshake, what);
            }
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Throwable thrownBy(Action action) {
        try {
            action.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static SocketPair sockets(Row row, Foreign foreign) throws Exception {
        SSLContext own = foreign.context(row.trust, row.server);
        SSLServerSocket listener = SocketPair.listener(row.server ? own : plain(true));
        listener.setEnabledProtocols(new String[] {row.version});
        SocketPair pair = SocketPair.connect(row.server ? plain(false) : own, listener);
        SSLParameters clientSide = pair.client().getSSLParameters();
        clientSide.setApplicationProtocols(new String[] {"h2"});
        clientSide.setServerNames(List.of(new SNIHostName("localhost")));
        SSLParameters serverSide = pair.server().getSSLParameters();
        serverSide.setWantClientAuth(true);
        foreign.configure(row.server ? serverSide : clientSide, row.server);
        pair.client().setSSLParameters(clientSide);
        pair.server().setSSLParameters(serverSide);
        if (row.server) {
            pair.server().setHandshakeApplicationProtocolSelector((socket, offered) -> foreign.select(offered));
        }
        return pair;
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromHearing() throws Exception {
        for (Throwable surprise : surprises()) {
            try (SocketPair pair = sockets(new Row("TLSv1.3", true, Trust.PLAIN), new Foreign(null, 0, null))) {
                CountDownLatch told = new CountDownLatch(2);
                for (int i = 0; i < 3; i++) {
                    boolean fails = i == 1;
                    pair.client().addHandshakeCompletedListener(event -> {
                        if (fails) {
                            new Foreign("listener", 1, surprise).call("listener", () -> null);
                        }
                        told.countDown();
                    });
                }
                pair.handshake();
                assertTrue(told.await(10, TimeUnit.SECONDS));
                pair.client().getOutputStream().write(7);
                assertEquals(7, pair.server().getInputStream().read());
            }
        }
    }
}
