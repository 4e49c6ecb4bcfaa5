package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.EnginePair.Side;
import dev.handfast.peers.JsseRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link SSLEngine} promises about handshakes, statuses and closing; SunJSSE is the oracle. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class EngineContractTest {

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    @Parameter
    JsseRow row;

    @Test
    void eachSideReportsFinishedExactlyOnce() throws Exception {
        EnginePair pair = row.pair().handshake();
        pair.send(pair.client(), new byte[] {1});
        pair.send(pair.server(), new byte[] {2});
        for (Side side : List.of(pair.client(), pair.server())) {
            assertTrue(row.isFinishedOnce(side.finished()));
            assertEquals(HandshakeStatus.NOT_HANDSHAKING, side.engine().getHandshakeStatus());
            assertEquals(row.version(), side.engine().getSession().getProtocol());
        }
        assertEquals(pair.client().engine().getSession().getCipherSuite(),
                pair.server().engine().getSession().getCipherSuite());
    }

    @Test
    void getHandshakeStatusNeverSaysFinished() throws Exception {
        EnginePair pair = row.pair();
        for (int i = 0; i < 200; i++) {
            for (Side side : List.of(pair.client(), pair.server())) {
                pair.step(side);
                assertNotEquals(HandshakeStatus.FINISHED, side.engine().getHandshakeStatus());
            }
        }
        assertTrue(row.isFinishedOnce(pair.client().finished()));
        assertTrue(row.isFinishedOnce(pair.server().finished()));
    }

    @Test
    void freshEnginesDoNotHandshake() {
        EnginePair pair = row.pair();
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, pair.client().engine().getHandshakeStatus());
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, pair.server().engine().getHandshakeStatus());
        assertNull(pair.client().engine().getDelegatedTask());
        assertFalse(pair.client().engine().isInboundDone());
        assertFalse(pair.client().engine().isOutboundDone());
    }

    @Test
    void beginHandshakeSetsTheFirstStatus() throws Exception {
        EnginePair pair = row.pair();
        pair.client().engine().beginHandshake();
        pair.client().engine().beginHandshake();
        pair.server().engine().beginHandshake();
        assertEquals(HandshakeStatus.NEED_WRAP, pair.client().engine().getHandshakeStatus());
        assertEquals(HandshakeStatus.NEED_UNWRAP, pair.server().engine().getHandshakeStatus());
        pair.handshake();
        assertTrue(row.isFinishedOnce(pair.client().finished()));
    }

    @Test
    void delegatedTasksRunOnOtherThreads() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        EnginePair pair = row.pair().tasks(task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
            thread.start();
            try {
                thread.join(20_000);
            } catch (InterruptedException e) {
                failure.set(e);
            }
        });
        pair.handshake();
        assertNull(failure.get());
        assertTrue(pair.client().tasksRun() > 0);
        assertTrue(pair.server().tasksRun() > 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTaskThatIsRunTwiceIsDoneOnce(boolean atOnce) throws Exception {
        EnginePair pair = row.pairWithClientIdentity().tasks(task -> {
            CompletableFuture<Void> other = atOnce ? CompletableFuture.runAsync(task) : null;
            task.run();
            CompletableFuture<Void> second = atOnce ? other : CompletableFuture.runAsync(task);
            assertTrue(second.orTimeout(20, TimeUnit.SECONDS).thenApply(done -> true).join());
        });
        pair.server().engine().setNeedClientAuth(true);
        pair.handshake();
        pair.send(pair.client(), new byte[100]);
        pair.send(pair.server(), new byte[200]);
        assertEquals(100, pair.server().received().length);
        assertEquals(200, pair.client().received().length);
    }

    @Test
    void needTaskHoldsUntilTheTaskHasRun() throws Exception {
        EnginePair pair = row.pair();
        Side server = pair.server();
        pair.step(pair.client());
        for (int i = 0; server.engine().getHandshakeStatus() != HandshakeStatus.NEED_TASK; i++) {
            assertTrue(i < 100, "the server never asked for a task");
            pair.step(server);
        }
        Runnable task = server.engine().getDelegatedTask();
        assertNull(server.engine().getDelegatedTask());
        assertEquals(HandshakeStatus.NEED_TASK, server.engine().getHandshakeStatus());
        SSLEngineResult result = server.engine().unwrap(ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 1, 0}),
                ByteBuffer.allocate(20_000));
        assertEquals(HandshakeStatus.NEED_TASK, result.getHandshakeStatus());
        assertEquals(0, result.bytesConsumed());
        task.run();
        assertNotEquals(HandshakeStatus.NEED_TASK, server.engine().getHandshakeStatus());
        pair.handshake();
    }

    @Test
    void aTaskRunsWhileTheEngineIsAskedForItsStatus() throws Exception {
        EnginePair pair = row.pair().tasks(task -> {
            CompletableFuture<Void> running = CompletableFuture.runAsync(task);
            assertTrue(running.orTimeout(20, TimeUnit.SECONDS).thenApply(done -> true).join());
        });
        pair.handshake();
        assertTrue(row.isFinishedOnce(pair.server().finished()));
    }

    @Test
    void handshakeSurvivesByteByByteDelivery() throws Exception {
        EnginePair pair = row.pair();
        pair.client().engine().beginHandshake();
        pair.server().engine().beginHandshake();
        for (int i = 0; pair.client().finished() + pair.server().finished() < 2; i++) {
            assertTrue(i < 1_000, "stuck");
            dribble(pair, pair.client());
            dribble(pair, pair.server());
        }
        pair.settle();
        pair.send(pair.client(), new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, pair.server().received());
    }

    /** Does all that {@code side} can do, handing it what waits on the wire one byte more at a time. */
    private static void dribble(EnginePair pair, Side side) throws SSLException {
        byte[] wire = side.takePending();
        int given = 0;
        while (true) {
            boolean moved = pair.step(side);
            if (moved) {
                continue;
            }
            if (given == wire.length) {
                return;
            }
            side.offer(new byte[] {wire[given++]});
        }
    }

    @Test
    void modeMustBeSetBeforeUse() {
        SSLEngine engine = row.client().createSSLEngine();
        assertThrows(IllegalStateException.class, engine::beginHandshake);
        assertThrows(IllegalStateException.class, () -> engine.wrap(EMPTY, ByteBuffer.allocate(20_000)));
        assertThrows(IllegalStateException.class, () -> engine.unwrap(EMPTY, ByteBuffer.allocate(20_000)));
    }

    @Test
    void modeIsFixedOnceTheHandshakeHasBegun() throws Exception {
        EnginePair pair = row.pair();
        SSLEngine client = pair.client().engine();
        client.setUseClientMode(false);
        client.setUseClientMode(true);
        assertTrue(client.getUseClientMode());
        client.beginHandshake();
        assertThrows(IllegalArgumentException.class, () -> client.setUseClientMode(false));
        assertTrue(client.getUseClientMode());
        pair.handshake();
        assertThrows(IllegalArgumentException.class, () -> client.setUseClientMode(false));
    }

    @Test
    void closeOutboundSendsCloseNotifyOnce() throws Exception {
        EnginePair pair = row.pair().handshake();
        SSLEngine client = pair.client().engine();
        client.closeOutbound();
        assertEquals(HandshakeStatus.NEED_WRAP, client.getHandshakeStatus());
        assertFalse(client.isOutboundDone());
        SSLEngineResult alert = pair.wrap(pair.client(), EMPTY);
        assertEquals(Status.CLOSED, alert.getStatus());
        assertTrue(alert.bytesProduced() > 0);
        assertTrue(client.isOutboundDone());
        client.closeOutbound();
        SSLEngineResult more = pair.wrap(pair.client(), ByteBuffer.wrap(new byte[] {1}));
        assertEquals(Status.CLOSED, more.getStatus());
        assertEquals(0, more.bytesProduced());
        assertEquals(0, more.bytesConsumed());

        SSLEngineResult read = pair.unwrap(pair.server());
        assertEquals(Status.CLOSED, read.getStatus());
        assertTrue(pair.server().engine().isInboundDone());
        SSLEngineResult again = pair.server().engine().unwrap(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 1, 0}),
                ByteBuffer.allocate(20_000));
        assertEquals(Status.CLOSED, again.getStatus());
        assertEquals(0, again.bytesConsumed());
    }

    @Test
    void bothSidesCloseInAnOrderlyWay() throws Exception {
        EnginePair pair = row.pair().handshake();
        pair.client().engine().closeOutbound();
        pair.settle();
        pair.server().engine().closeOutbound();
        pair.settle();
        for (Side side : List.of(pair.client(), pair.server())) {
            assertTrue(side.engine().isInboundDone());
            assertTrue(side.engine().isOutboundDone());
            assertEquals(HandshakeStatus.NOT_HANDSHAKING, side.engine().getHandshakeStatus());
            side.engine().closeInbound();
        }
    }

    @Test
    void tls13ClosesEachDirectionAlone() throws Exception {
        EnginePair pair = row.pair().handshake();
        pair.client().engine().closeOutbound();
        pair.settle();
        if (row.is13()) {
            assertFalse(pair.server().engine().isOutboundDone());
            assertFalse(pair.client().engine().isInboundDone());
            pair.send(pair.server(), new byte[] {7, 8, 9});
            assertArrayEquals(new byte[] {7, 8, 9}, pair.client().received());
            pair.server().engine().closeOutbound();
            pair.settle();
        }
        assertTrue(pair.server().engine().isOutboundDone());
        assertTrue(pair.client().engine().isInboundDone());
    }

    @Test
    void clientsMayAnswerCloseNotifyOrSendOn() throws Exception {
        for (boolean sendsOn : List.of(false, true)) {
            EnginePair pair = row.pair().handshake();
            SSLEngine client = pair.client().engine();
            pair.server().engine().closeOutbound();
            pair.wrap(pair.server(), EMPTY);
            assertEquals(Status.CLOSED, pair.unwrap(pair.client()).getStatus());
            assertTrue(client.isInboundDone());
            assertFalse(client.isOutboundDone());
            // SunJSSE does not ask in TLS 1.3
            assertEquals(row.is13() && !row.isHandfast() ? HandshakeStatus.NOT_HANDSHAKING : HandshakeStatus.NEED_WRAP,
                    client.getHandshakeStatus());
            if (row.is13() && sendsOn) {
                pair.send(pair.client(), new byte[] {4, 5});
                assertEquals(HandshakeStatus.NOT_HANDSHAKING, client.getHandshakeStatus());
                assertEquals(Status.OK, pair.wrap(pair.client(), EMPTY).getStatus());
                pair.send(pair.client(), new byte[] {6});
                assertArrayEquals(new byte[] {4, 5, 6}, pair.server().received());
                client.closeOutbound();
            } else if (row.is13() && !row.isHandfast()) {
                client.closeOutbound();
            }
            assertEquals(Status.CLOSED, pair.wrap(pair.client(), EMPTY).getStatus());
            assertEquals(Status.CLOSED, pair.unwrap(pair.server()).getStatus());
            assertTrue(client.isOutboundDone());
            assertTrue(pair.server().engine().isInboundDone());
        }
    }

    @Test
    void closeInboundBeforeTheCloseNotifyIsATruncation() throws Exception {
        EnginePair pair = row.pair().handshake();
        assertThrows(SSLException.class, () -> pair.client().engine().closeInbound());
        assertTrue(pair.client().engine().isInboundDone());
    }

    @Test
    void closingAFreshEngineIsQuiet() throws Exception {
        EnginePair pair = row.pair();
        SSLEngine client = pair.client().engine();
        client.closeInbound();
        client.closeOutbound();
        SSLEngineResult result = pair.wrap(pair.client(), EMPTY);
        assertEquals(Status.CLOSED, result.getStatus());
        assertTrue(client.isOutboundDone());
        assertTrue(client.isInboundDone());
        assertThrows(SSLException.class, client::beginHandshake);
    }

    @Test
    void garbageInsteadOfTlsIsAnSslException() {
        EnginePair pair = row.pair();
        ByteBuffer http = ByteBuffer
                .wrap("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThrows(SSLException.class, () -> {
            for (int i = 0; i < 10; i++) {
                pair.server().engine().unwrap(http, ByteBuffer.allocate(20_000));
                pair.runTasks(pair.server());
            }
        });
        assertTrue(pair.server().engine().isInboundDone());
    }

    @Test
    void aCorruptedRecordIsAnSslExceptionAndAnAlertForThePeer() throws Exception {
        EnginePair pair = row.pair().handshake();
        pair.wrap(pair.client(), ByteBuffer.wrap(new byte[100]));
        byte[] record = pair.server().takePending();
        record[record.length - 1] ^= 1;
        pair.server().offer(record);
        SSLException fault = assertThrows(SSLException.class, () -> pair.unwrap(pair.server()));
        assertFalse(fault instanceof SSLHandshakeException, fault.toString());
        assertEquals(0, pair.server().received().length);
        assertEquals(HandshakeStatus.NEED_WRAP, pair.server().engine().getHandshakeStatus());
        assertTrue(pair.wrap(pair.server(), EMPTY).bytesProduced() > 0);
        assertTrue(pair.server().engine().isOutboundDone());
        assertThrows(SSLException.class, () -> pair.unwrap(pair.client()));
        assertTrue(pair.client().engine().isInboundDone());
    }

    @Test
    void anUntrustedServerFailsBothSides() throws Exception {
        EnginePair pair = EnginePair.of(row.client(), row.stack().context(Credentials.shared().unknownCa()))
                .protocol(row.version());
        SSLHandshakeException fault = assertThrows(SSLHandshakeException.class, pair::handshake);
        assertInstanceOf(CertificateException.class, fault.getCause());
        assertTrue(pair.client().engine().getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                || pair.server().pending() > 0, "the alert waits");
        SSLException told = assertThrows(SSLException.class, pair::settle);
        assertTrue(told.getMessage().contains("certificate_unknown") || told.getMessage().contains("unknown_ca"),
                told.getMessage());
        assertEquals(0, pair.client().finished() + (row.is13() ? 0 : pair.server().finished()));
        assertFalse(pair.client().engine().getSession().isValid());
    }

    @Test
    void noCommonVersionIsRefused() {
        EnginePair pair = row.pair();
        pair.client().engine().setEnabledProtocols(new String[] {row.is13() ? "TLSv1.2" : "TLSv1.3"});
        SSLHandshakeException fault = assertThrows(SSLHandshakeException.class, pair::handshake);
        assertTrue(pair.server().engine().getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                || pair.client().pending() > 0, fault.toString());
    }

    @Test
    void anotherBeginHandshakeKeepsDataFlowing() throws Exception {
        EnginePair pair = row.pair().handshake();
        for (Side side : List.of(pair.client(), pair.server())) {
            side.engine().beginHandshake();
            // a KeyUpdate in TLS 1.3; in TLS 1.2 SunJSSE renegotiates, Handfast leaves the session as it is
            assertEquals(row.is13() || !row.isHandfast() ? HandshakeStatus.NEED_WRAP : HandshakeStatus.NOT_HANDSHAKING,
                    side.engine().getHandshakeStatus());
            pair.settle();
            pair.send(pair.client(), new byte[] {1});
            pair.send(pair.server(), new byte[] {2});
        }
        assertArrayEquals(new byte[] {1, 1}, pair.server().received());
        assertArrayEquals(new byte[] {2, 2}, pair.client().received());
    }
}
