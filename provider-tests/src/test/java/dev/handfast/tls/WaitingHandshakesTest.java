package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SystemProperties;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Handshakes that wait for a slow signer or store hold no thread, however many they are. */
@Tag("contract")
class WaitingHandshakesTest {

    private static final int HANDSHAKES = 10_000;
    private static final int LOOK_UPS = 1_000;
    private static final int SIGNING_THREADS = 2;
    /** What a JVM starts and ends by itself meanwhile. */
    private static final int OTHER_THREADS = 10;

    private record Asked(SignatureRequest request, CompletableFuture<byte[]> stage) {
    }

    /** Two engines, without the buffers that they need only when something moves. */
    private record Ends(SSLEngine client, SSLEngine server) {

        /** Runs both sides until the server waits. */
        void untilItWaits(ByteBuffer wire) throws SSLException {
            client.wrap(ByteBuffer.allocate(0), wire.clear());
            server.unwrap(wire.flip(), ByteBuffer.allocate(0));
            assertEquals(HandshakeStatus.NEED_TASK, server.getHandshakeStatus());
            server.getDelegatedTask().run();
            assertEquals(HandshakeStatus.NEED_TASK, server.getHandshakeStatus());
            assertNull(server.getDelegatedTask());
        }
    }

    @Test
    void theyHoldNoThread() throws Exception {
        Identity identity = Credentials.shared().server(KeyKind.P256);
        ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();
        SSLContext server = TlsContext.builder(JsseStack.HANDFAST.provider()).signer(request -> {
            CompletableFuture<byte[]> stage = new CompletableFuture<>();
            asked.add(new Asked(request, stage));
            return stage;
        }, identity.chain().toArray(new X509Certificate[0])).build();
        SSLContext client = JsseStack.HANDFAST.context(null);
        TlsParameters parameters = new TlsParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setNamedGroups(new String[] {"x25519"});
        ConcurrentLinkedQueue<Ends> ready = new ConcurrentLinkedQueue<>();
        List<Ends> waiting = new ArrayList<>(HANDSHAKES);
        ByteBuffer wire = ByteBuffer.allocate(1 << 15);
        long before = Thread.getAllStackTraces().size();
        for (int i = 0; i < HANDSHAKES; i++) {
            Ends ends = new Ends(client.createSSLEngine(), server.createSSLEngine());
            ends.client.setUseClientMode(true);
            ends.client.setSSLParameters(parameters);
            ends.server.setUseClientMode(false);
            TlsConnection.of(ends.server).whenReady(() -> ready.add(ends));
            ends.untilItWaits(wire);
            waiting.add(ends);
        }
        assertEquals(HANDSHAKES, asked.size());
        Map<Thread, StackTraceElement[]> threads = Thread.getAllStackTraces();
        assertTrue(threads.size() <= before + OTHER_THREADS, threads.size() + " threads, " + before + " before");
        assertTrue(ready.isEmpty());
        List<Future<Void>> signing = new ArrayList<>();
        for (int i = 0; i < SIGNING_THREADS; i++) {
            signing.add(Background.run(() -> {
                for (Asked next = asked.poll(); next != null; next = asked.poll()) {
                    next.stage.complete(Signers.signature(identity, next.request));
                }
            }));
        }
        int done = 0;
        while (done < HANDSHAKES) {
            Ends ends = ready.poll();
            if (ends == null) {
                assertTrue(!signing.stream().allMatch(Future::isDone) || !ready.isEmpty(), done + " are done");
                Thread.onSpinWait();
                continue;
            }
            new EnginePair(ends.client, ends.server).handshake();
            done++;
        }
        for (Future<Void> one : signing) {
            Background.get(one);
        }
        assertEquals(HANDSHAKES, TlsContext.of(server).counters().fullHandshakes());
        assertEquals(HANDSHAKES, waiting.size());
    }

    /** So do those that wait for a session to be found. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void thoseThatWaitForAStoreHoldNone(String version) throws Exception {
        Stores.Slow store = new Stores.Slow();
        SSLContext server = SystemProperties.with(Map.of("handfast.session.storeMillis", "600000",
                "jdk.tls.server.enableSessionTicketExtension", "false"),
                () -> JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)));
        TlsContext.of(server).keepIn(store, store);
        SSLContext client = JsseStack.HANDFAST.context(null);
        // Each has a session of its own, with a server of its own, as the client sees it.
        for (int i = 1; i <= LOOK_UPS; i++) {
            new EnginePair(engine(client, version, i), engine(server, version, 0)).handshake();
        }
        store.answer(Stores.Question.GET, Stores.Answer.LATER);
        ByteBuffer wire = ByteBuffer.allocate(1 << 15);
        ConcurrentLinkedQueue<Ends> ready = new ConcurrentLinkedQueue<>();
        long before = Thread.getAllStackTraces().size();
        for (int i = 1; i <= LOOK_UPS; i++) {
            Ends ends = new Ends(engine(client, version, i), engine(server, version, 0));
            TlsConnection.of(ends.server).whenReady(() -> ready.add(ends));
            ends.untilItWaits(wire);
        }
        assertEquals(LOOK_UPS, store.waiting.size());
        int threads = Thread.getAllStackTraces().size();
        assertTrue(threads <= before + OTHER_THREADS, threads + " threads, " + before + " before");
        assertTrue(ready.isEmpty());
        store.answer();
        assertEquals(LOOK_UPS, ready.size());
        for (Ends ends : ready) {
            new EnginePair(ends.client, ends.server).handshake();
        }
        assertEquals(LOOK_UPS, TlsContext.of(server).counters().resumedHandshakes());
    }

    private static SSLEngine engine(SSLContext context, String version, int port) {
        SSLEngine engine = port == 0 ? context.createSSLEngine() : context.createSSLEngine("localhost", port);
        engine.setUseClientMode(port != 0);
        TlsParameters parameters = new TlsParameters();
        parameters.setProtocols(new String[] {version});
        // In TLS 1.2 the curve of the server's key, too.
        parameters.setNamedGroups(new String[] {"x25519", "secp256r1"});
        engine.setSSLParameters(parameters);
        return engine;
    }
}
