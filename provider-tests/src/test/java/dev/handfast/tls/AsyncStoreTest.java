package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import dev.handfast.peers.SystemProperties;
import dev.handfast.session.jcache.LogLines;
import dev.handfast.tls.Stores.Answer;
import dev.handfast.tls.Stores.Question;
import dev.handfast.tls.Stores.Slow;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Stores and guards that answer later: what is asked, in which version, and in whichever way that is answered. */
@Tag("contract")
class AsyncStoreTest {

    private static final byte[] EARLY = {4, 2};
    private static final String PATIENCE = "handfast.session.storeMillis";
    private static final int LONG = 60_000;

    private final LogLines log = new LogLines("dev.handfast.session.jcache.Outages", Slow.class.getName());
    private final Slow slow = new Slow();
    private final SSLContext client = JsseStack.HANDFAST.context(null);

    @AfterEach
    void close() {
        // Else their time would be up in another test.
        slow.stages.forEach(stage -> stage.cancel(false));
        log.close();
    }

    /** What is asked in which version. */
    private record Row(String version, Question question) {
    }

    static Stream<Arguments> answers() {
        return Stream.of(new Row("TLSv1.2", Question.GET), new Row("TLSv1.3", Question.GET),
                new Row("TLSv1.3", Question.TAKE), new Row("TLSv1.3", Question.FIRST_USE))
                .flatMap(row -> Stream.of(Answer.values()).map(answer -> Arguments.of(row, answer)));
    }

    /** A server that keeps all its sessions in the store. */
    private SSLContext server(Answer answer) throws Exception {
        String patience = String.valueOf(answer == Answer.TOO_LATE ? 1 : LONG);
        return SystemProperties.with(Map.of(PATIENCE, patience, "jdk.tls.server.enableSessionTicketExtension", "false"),
                () -> TlsContext.builder(JsseStack.HANDFAST.provider())
                        .keyStore(Credentials.shared().server(KeyKind.P256).keyStore(),
                                Identity.PASSWORD.toCharArray())
                        .ticketSecrets(() -> List
                                .of("thirty-two bytes or more of a fleet".getBytes(StandardCharsets.US_ASCII)))
                        .maxEarlyData(1000).store(slow, slow).build());
    }

    private EnginePair pair(SSLContext server, Row row) {
        return EnginePair.of(client, server).protocol(row.version);
    }

    private EnginePair second(SSLContext server, Row row, Answer answer) throws Exception {
        pair(server, row).handshake();
        assertFalse(slow.kept.isEmpty());
        slow.answer(row.question, answer);
        EnginePair pair = pair(server, row);
        if (row.question == Question.FIRST_USE) {
            TlsConnection.of(pair.client().engine()).earlyData().offer();
            pair.wrap(pair.client(), ByteBuffer.allocate(0));
            for (ByteBuffer early = ByteBuffer.wrap(EARLY); early.hasRemaining();) {
                pair.wrap(pair.client(), early);
            }
        }
        return pair;
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anEngineThatIsToldWaitsWithoutAThread(Row row, Answer answer) throws Exception {
        EnginePair pair = second(server(answer), row, answer);
        SSLEngine own = pair.server().engine();
        AtomicInteger told = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        TlsConnection.of(own).whenReady(() -> {
            told.incrementAndGet();
            over.countDown();
        });
        pair.settle();
        if (answer == Answer.TOO_LATE) {
            // The time may be up before the task has returned: then there is nothing to tell.
            if (own.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                Background.await(over);
            }
        } else if (answer.isLate()) {
            assertEquals(HandshakeStatus.NEED_TASK, own.getHandshakeStatus());
            assertNull(own.getDelegatedTask());
            assertEquals(0, told.get());
            if (answer == Answer.NEVER) {
                closeWhileWaiting(pair);
                assertEquals(0, told.get());
                return;
            }
            slow.answer();
            assertEquals(1, told.get());
        }
        assertOutcome(row, answer, pair);
    }

    /** What is answered when nobody waits any more goes nowhere. */
    @ParameterizedTest
    @EnumSource(Question.class)
    void anAnswerBehindTheEndIsNotTaken(Question question) throws Exception {
        Row row = new Row("TLSv1.3", question);
        EnginePair pair = second(server(Answer.LATER), row, Answer.LATER);
        SSLEngine own = pair.server().engine();
        AtomicInteger told = new AtomicInteger();
        TlsConnection.of(own).whenReady(told::incrementAndGet);
        pair.settle();
        closeWhileWaiting(pair);
        slow.answer();
        assertClosed(own);
        assertEquals(0, told.get());
        assertEquals(0, pair.server().received().length);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anEngineThatIsNotToldBlocksItsTask(Row row, Answer answer) throws Exception {
        EnginePair pair = second(server(answer), row, answer);
        Future<Void> running = Background.run(pair::settle);
        if (answer.isLate()) {
            Background.await(slow.asked);
            if (answer == Answer.NEVER) {
                pair.server().engine().closeOutbound();
                // The client's: close_notify in its handshake.
                assertThrows(SSLException.class, () -> Background.get(running));
                assertClosed(pair.server().engine());
                return;
            }
            slow.answer();
        }
        Background.get(running);
        assertOutcome(row, answer, pair);
    }

    private static void closeWhileWaiting(EnginePair pair) throws SSLException {
        pair.server().engine().closeOutbound();
        while (pair.server().engine().getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            pair.wrap(pair.server(), ByteBuffer.allocate(0));
        }
        assertClosed(pair.server().engine());
    }

    private static void assertClosed(SSLEngine engine) {
        assertTrue(engine.isOutboundDone());
        assertTrue(engine.isInboundDone());
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, engine.getHandshakeStatus());
    }

    private void assertOutcome(Row row, Answer answer, EnginePair pair) throws Exception {
        pair.handshake();
        for (EnginePair.Side side : new EnginePair.Side[] {pair.client(), pair.server()}) {
            assertEquals(answer.succeeds() || row.question == Question.FIRST_USE,
                    TlsSession.of(side.engine().getSession()).isResumed());
        }
        if (row.question == Question.FIRST_USE) {
            assertEquals(answer.succeeds() ? EarlyData.Status.ACCEPTED : EarlyData.Status.REJECTED,
                    TlsConnection.of(pair.client().engine()).earlyData().status());
            assertArrayEquals(answer.succeeds() ? EARLY : new byte[0], pair.server().received());
        }
        assertTold(row, answer);
        pair.send(pair.client(), new byte[] {9});
        byte[] received = pair.server().received();
        assertEquals(9, received[received.length - 1]);
    }

    /** Bytes that no server has sealed are a session that is not found, and none at all one that another has taken. */
    private static boolean failed(Row row, Answer answer) {
        return !answer.succeeds() && !(answer == Answer.OTHER_VALUE && row.question != Question.FIRST_USE);
    }

    private void assertTold(Row row, Answer answer) {
        assertEquals(failed(row, answer) ? 1 : 0, log.count("is out of reach"), () -> log.all().toString());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aSocketBlocksItsOwnThread(Row row, Answer answer) throws Exception {
        SSLContext server = server(answer);
        SSLServerSocket listener = SocketPair.listener(server);
        listener.setEnabledProtocols(new String[] {row.version});
        SocketPair first = SocketPair.connect(client, listener);
        try {
            assertFalse(visit(first, new byte[0], false));
        } finally {
            SocketPair.closeBoth(first.client(), first.server());
        }
        slow.answer(row.question, answer);
        try (SocketPair pair = SocketPair.connect(client, listener)) {
            byte[] early = row.question == Question.FIRST_USE ? EARLY : new byte[0];
            Future<Boolean> visiting = Background.start(() -> visit(pair, early, answer.succeeds()));
            if (answer.isLate()) {
                Background.await(slow.asked);
                if (answer == Answer.NEVER) {
                    pair.server().close();
                    assertThrows(Exception.class, () -> Background.get(visiting));
                    return;
                }
                slow.answer();
            }
            assertEquals(answer.succeeds() || row.question == Question.FIRST_USE, Background.get(visiting));
            // How often is looked at with engines: the threads of the socket before may still be at work.
            assertEquals(failed(row, answer), log.count("is out of reach") > 0, () -> log.all().toString());
        }
    }

    /** A byte each way; whether the server has resumed a session. */
    private static boolean visit(SocketPair pair, byte[] early, boolean taken) throws Exception {
        SSLSocket server = pair.server();
        Future<Boolean> serving = Background.start(() -> {
            server.startHandshake();
            if (taken) {
                assertArrayEquals(early, server.getInputStream().readNBytes(early.length));
            }
            assertEquals(1, server.getInputStream().read());
            server.getOutputStream().write(2);
            return TlsSession.of(server.getSession()).isResumed();
        });
        EarlyData data = TlsConnection.of(pair.client()).earlyData();
        if (early.length > 0) {
            data.offer(early);
        }
        pair.client().startHandshake();
        if (early.length > 0) {
            assertEquals(taken ? EarlyData.Status.ACCEPTED : EarlyData.Status.REJECTED, data.status());
        }
        pair.client().getOutputStream().write(1);
        assertEquals(2, pair.client().getInputStream().read());
        return Background.get(serving);
    }

    /** Handshakes do not wait for what they keep, and one that could not be kept is told of once. */
    @ParameterizedTest
    @EnumSource(value = Answer.class, names = {"BEFORE", "NEVER", "FAILS_BEFORE", "NULL_STAGE", "THROWS"})
    void whatIsKeptIsNotWaitedFor(Answer putting) throws Exception {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            slow.putting = putting;
            SSLContext server = server(Answer.NEVER);
            pair(server, new Row(version, null)).handshake();
            EnginePair second = pair(server, new Row(version, null)).handshake();
            boolean found = putting == Answer.BEFORE || putting == Answer.NEVER;
            assertEquals(found, TlsSession.of(second.server().engine().getSession()).isResumed(), version);
        }
        // A context has a store of its own.
        assertEquals(putting == Answer.BEFORE || putting == Answer.NEVER ? 0 : 2, log.count("is out of reach"));
    }

    /** What has failed is left alone for a while, and each session is taken by one connection alone. */
    @Test
    void aStoreThatFailsIsLeftAlone() throws Exception {
        Row row = new Row("TLSv1.3", Question.GET);
        EnginePair failed = second(server(Answer.FAILS_BEFORE), row, Answer.FAILS_BEFORE).handshake();
        assertFalse(TlsSession.of(failed.server().engine().getSession()).isResumed());
        assertEquals(1, slow.stages.size());
        assertEquals(1, log.count("WARNING"));
    }

    @Test
    void nothingIsNoStore() throws Exception {
        TlsContext context = TlsContext.of(server(Answer.BEFORE));
        assertThrows(NullPointerException.class, () -> context.keepIn((AsyncSessionStore) null, slow));
        assertThrows(NullPointerException.class, () -> context.keepIn(slow, null));
        TlsContextBuilder builder = TlsContext.builder(JsseStack.HANDFAST.provider());
        assertThrows(NullPointerException.class, () -> builder.store((AsyncSessionStore) null, slow));
        assertThrows(NullPointerException.class, () -> builder.store(slow, (AsyncReplayGuard) null));
        assertNotNull(builder.store(slow, slow));
    }
}
