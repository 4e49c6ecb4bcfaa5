package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.engine.FailingCrypto;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.jsse.config.Policy;
import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketPair;

import java.io.IOException;
import java.lang.reflect.Field;
import java.security.ProviderException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@code ProviderFailuresTest}, through sockets: the caller is told, the peer too, and nothing is left open. */
@Timeout(300)
@Tag("contract")
class SocketProviderFailuresTest {

    private static final int RUNS = 12;

    private static List<Throwable> surprises() {
        return List.of(new ProviderException("unchecked"), new AssertionError("error"), new StackOverflowError(),
                new IOException("checked and not declared"));
    }

    /** A pair of which one side has a provider of cryptography that fails once the sockets are there. */
    private static SocketPair pair(String version, boolean server, FailingCrypto failing) throws Exception {
        JsseRow row = new JsseRow(JsseStack.HANDFAST, version);
        SSLServerSocket listener = SocketPair.listener(row.server());
        listener.setEnabledProtocols(new String[] {version});
        SocketPair pair = SocketPair.connect(row.client(), listener);
        Policy policy = ((SocketImpl) (server ? pair.server() : pair.client())).association().configuration().policy();
        Field crypto = Policy.class.getDeclaredField("crypto");
        crypto.setAccessible(true);
        crypto.set(policy, failing.catalogue());
        failing.begin();
        return pair;
    }

    private static Throwable talk(SSLSocket socket, boolean first) {
        try {
            socket.startHandshake();
            for (int i = 0; i < 2; i++) {
                if (first == (i == 0)) {
                    socket.getOutputStream().write(i);
                } else {
                    assertEquals(i, socket.getInputStream().read());
                }
            }
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    void failuresEndTheConnectionInGoodOrder(String version, boolean server) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        FailingCrypto counting = new FailingCrypto(0, null, false);
        try (SocketPair pair = pair(version, server, counting)) {
            Future<Throwable> other = Background.start(() -> talk(pair.server(), false));
            assertEquals(null, talk(pair.client(), true));
            assertEquals(null, Background.get(other));
        }
        TreeSet<Integer> places = new TreeSet<>(counting.places());
        for (int i = 0; i < RUNS; i++) {
            places.add(1 + random.nextInt(counting.calls()));
        }
        int failed = 0;
        for (int place : places) {
            String what = version + ", " + (server ? "server" : "client") + ", call " + place + ", seed " + seed;
            Throwable surprise = surprises().get(place % surprises().size());
            FailingCrypto failing = new FailingCrypto(place, surprise, false);
            try (SocketPair pair = pair(version, server, failing)) {
                SSLSocket ours = server ? pair.server() : pair.client();
                SSLSocket theirs = server ? pair.client() : pair.server();
                Future<Throwable> other = Background.start(() -> talk(theirs, server));
                Throwable thrown = talk(ours, !server);
                ProtocolConnection connection = ((SocketImpl) ours).association().connection();
                if (connection == null || connection.failure() == null) {
                    ours.close();
                    Background.get(other);
                    continue;
                }
                failed++;
                assertInstanceOf(SSLException.class, thrown, what);
                assertTrue(ours.isClosed(), what);
                assertTrue(connection.isReadClosed() && connection.isWriteClosed(), what);
                assertEquals(Set.of(), failing.open(), what);
                assertThrows(IOException.class, ours::startHandshake, what);
                if (Background.get(other) == null) {
                    // It had all that it wanted before.
                    assertThrows(SSLException.class, theirs.getInputStream()::read, what);
                }
            }
        }
        assertTrue(failed > places.size() / 2, "failed: " + failed + " of " + places.size());
    }
}
