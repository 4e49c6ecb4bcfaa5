package dev.handfast.jsse.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.engine.EngineImpl;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.EarlyDataUses;
import dev.handfast.session.MemoryReplayGuard;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.jcache.LogLines;
import dev.handfast.session.jcache.MapCache;
import dev.handfast.session.jcache.MapCache.Mood;
import dev.handfast.tls.TicketSecretSource;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsSession;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Contexts that keep their sessions in shared caches: two of them are two nodes. */
@Tag("contract")
class SessionCachesTest {

    private static final String STATELESS = "jdk.tls.server.enableSessionTicketExtension";
    private static final String PATIENCE = "handfast.session.storeMillis";

    private final MapCache sessions = new MapCache();
    private final MapCache uses = new MapCache();
    private final SSLContext client = JsseStack.HANDFAST.context(null);

    @BeforeEach
    void keepEverythingInTheStore() {
        System.setProperty(STATELESS, "false");
    }

    @AfterEach
    void reset() {
        System.clearProperty(STATELESS);
        System.clearProperty(PATIENCE);
    }

    private static SSLContext context() {
        return JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    }

    private SSLContext node() {
        SSLContext node = context();
        byte[] secret = new byte[32];
        secret[0] = 1;
        TicketSecretSource source = () -> List.of(secret);
        TlsContext.of(node).shareTickets(source);
        MapCache.keepIn(node, sessions.cache(), uses.cache());
        return node;
    }

    private EnginePair pair(SSLContext node, String version) {
        SSLEngine clientEngine = client.createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = node.createSSLEngine();
        serverEngine.setUseClientMode(false);
        return new EnginePair(clientEngine, serverEngine).protocol(version);
    }

    /** Whether a connection that carries data both ways was resumed. */
    private boolean isResumed(SSLContext node, String version) throws SSLException {
        return TlsSession.of(connect(node, version).server().engine().getSession()).isResumed();
    }

    private EnginePair connect(SSLContext node, String version) throws SSLException {
        EnginePair pair = pair(node, version).handshake();
        pair.send(pair.client(), new byte[10]);
        pair.send(pair.server(), new byte[10]);
        assertEquals(10, pair.client().received().length);
        assertEquals(10, pair.server().received().length);
        return pair;
    }

    /**
     * Early data is guarded by the fleet's memory once there is one, in whatever order, and by whomever, it was set.
     */
    @Test
    void theFleetGuardsEarlyDataWhoeverIsFirst() throws Exception {
        for (int i = 0; i < 200; i++) {
            SSLContext node = context();
            SharedContext shared = ((EngineImpl) node.createSSLEngine()).association().context();
            Resumptions resumptions = shared.resumptions();
            CyclicBarrier together = new CyclicBarrier(2);
            Future<Void> sharing = Background.run(() -> {
                together.await();
                MapCache.keepIn(node, sessions.cache(), uses.cache());
            });
            together.await();
            resumptions.acceptEarlyData(1000);
            Background.get(sharing);
            EarlyDataRules taken = resumptions.earlyDataOf(shared.configuration(false, true).get());
            assertFalse(taken.guard() instanceof EarlyDataUses.AtOnce own && own.guard() instanceof MemoryReplayGuard,
                    "round " + i);
            assertEquals(1000, taken.limit(), "round " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void nodesResumeEachOthersSessions(String version) throws SSLException {
        List<SSLContext> nodes = List.of(node(), node());
        assertFalse(isResumed(nodes.get(0), version));
        for (int i = 1; i < 6; i++) {
            assertTrue(isResumed(nodes.get(i % 2), version), "connection " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, FAILS", "TLSv1.2, FAILS", "TLSv1.3, HANGS", "TLSv1.2, HANGS"})
    void aStoreOutOfOrderCostsFullHandshakesOnly(String version, Mood mood) throws SSLException {
        System.setProperty(PATIENCE, "500");
        SSLContext node = node();
        connect(node, version);
        assertTrue(isResumed(node, version));
        sessions.mood = mood;
        for (int i = 0; i < 5; i++) {
            assertFalse(isResumed(node, version), "connection " + i);
        }
        sessions.mood = Mood.WORKS;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        boolean again = false;
        while (!again && System.nanoTime() < deadline) {
            again = isResumed(node, version);
        }
        assertTrue(again);
    }

    /** What hangs is a task; the engine goes on, and so do other connections. */
    @Test
    void aHangingStoreHoldsNoLock() throws Exception {
        System.setProperty(PATIENCE, "3000");
        SSLContext node = node();
        connect(node, "TLSv1.3");
        EnginePair pair = pair(node, "TLSv1.3");
        pair.client().engine().beginHandshake();
        pair.wrap(pair.client(), ByteBuffer.allocate(0));
        sessions.mood = Mood.HANGS;
        SSLEngine server = pair.server().engine();
        pair.step(pair.server());
        assertEquals(HandshakeStatus.NEED_TASK, server.getHandshakeStatus());
        Future<Void> task = Background.run(server.getDelegatedTask()::run);
        while (sessions.hanging.get() == 0) {
            assertFalse(task.isDone(), "the task asks the store");
            Thread.onSpinWait();
        }
        ByteBuffer room = ByteBuffer.allocate(40_000);
        assertEquals(HandshakeStatus.NEED_TASK, server.unwrap(ByteBuffer.allocate(0), room).getHandshakeStatus());
        assertEquals(HandshakeStatus.NEED_TASK, server.wrap(ByteBuffer.allocate(0), room).getHandshakeStatus());
        Background.get(task);
        pair.handshake();
        assertFalse(TlsSession.of(server.getSession()).isResumed());
    }

    /** Whoever writes to the store can take sessions away, and cannot make one stand for another. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void valuesUnderOtherKeysAreWorthNothing(String version) throws SSLException {
        SSLContext node = node();
        connect(node, version);
        SSLContext stranger = JsseStack.HANDFAST.context(null);
        SSLEngine strangers = stranger.createSSLEngine("localhost", 443);
        strangers.setUseClientMode(true);
        SSLEngine server = node.createSSLEngine();
        server.setUseClientMode(false);
        new EnginePair(strangers, server).protocol(version).handshake();
        List<byte[]> values = new ArrayList<>(sessions.entries.values());
        Collections.rotate(values, 1);
        int i = 0;
        for (String key : List.copyOf(sessions.entries.keySet())) {
            sessions.entries.put(key, values.get(i++));
        }
        assertTrue(i >= 2, "sessions to exchange: " + i);
        assertFalse(isResumed(node, version));
    }

    @Test
    void anInvalidatedSessionLeavesTheStore() throws SSLException {
        SSLContext one = node();
        SSLContext two = node();
        EnginePair pair = connect(one, "TLSv1.2");
        assertEquals(1, sessions.entries.size());
        pair.server().engine().getSession().invalidate();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!sessions.entries.isEmpty()) {
            assertTrue(System.nanoTime() < deadline, "it is still there");
            Thread.onSpinWait();
        }
        assertFalse(isResumed(two, "TLSv1.2"));
    }

    @Test
    void aSecretOfOneProcessIsWarnedOf() throws SSLException {
        try (LogLines log = new LogLines(Resumptions.class.getName(), "shared store")) {
            SSLContext node = context();
            MapCache.keepIn(node, sessions.cache(), uses.cache());
            connect(node, "TLSv1.3");
            connect(node, "TLSv1.3");
            assertEquals(1, log.all().size(), () -> log.all().toString());
            connect(node(), "TLSv1.3");
            assertEquals(1, log.all().size(), () -> log.all().toString());
        }
    }

    @Test
    void isForOurContextsOnly() {
        SSLContext foreign = JsseStack.SUN.context(null);
        assertThrows(IllegalArgumentException.class,
                () -> MapCache.keepIn(foreign, sessions.cache(), uses.cache()));
    }
}
