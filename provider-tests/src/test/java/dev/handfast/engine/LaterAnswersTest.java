package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.async.Eventual;
import dev.handfast.auth.PeerVerifier;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.AsyncPrivateKey;
import dev.handfast.tls.CertificatePeer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Work whose result comes later: told or blocking, completed in whatever way, overtaken by the end. */
@Tag("unit")
class LaterAnswersTest {

    private static final int MAX_STEPS = 10_000;

    /** Who waits for a verdict on whom. */
    private enum Waiting {
        CLIENT_13(ConnectionProfile.TLS13_AES_GCM, true), SERVER_13(ConnectionProfile.TLS13_CHACHA20_MUTUAL, false),
        CLIENT_12(ConnectionProfile.TLS12_CHACHA20, true), SERVER_12(ConnectionProfile.TLS12_AES_GCM_MUTUAL, false);

        final ConnectionProfile profile;
        final boolean client;

        Waiting(ConnectionProfile profile, boolean client) {
            this.profile = profile;
            this.client = client;
        }
    }

    /** How a connection is closed. */
    private enum Closing {
        ABANDON, INPUT, OUTPUT, FAIL;

        void close(ProtocolConnection connection) {
            switch (this) {
                case ABANDON -> connection.abandon();
                case INPUT -> assertEquals(Fault.PEER_CLOSED_EARLY,
                        assertThrows(TlsFault.class, connection::closeRead).fault());
                case OUTPUT -> connection.closeWrite();
                case FAIL -> connection.fail(new IllegalStateException("the application's transport"));
            }
        }
    }

    /** Gives the stage that it was made with, and counts what was asked and done behind the answer. */
    private static final class Verdicts implements PeerVerifier {

        final CompletionStage<Boolean> stage;
        final AtomicInteger asked = new AtomicInteger();
        final AtomicReference<Thread> gone = new AtomicReference<>();
        Runnable whenAsked = () -> {};

        Verdicts(CompletionStage<Boolean> stage) {
            this.stage = stage;
        }

        @Override
        public void verify(CertificatePeer peer, String keyExchange, SessionState soFar) {
            throw new AssertionError("asked to block");
        }

        @Override
        public Eventual<Void> beginToVerify(CertificatePeer peer, String keyExchange, SessionState soFar) {
            asked.incrementAndGet();
            whenAsked.run();
            return Eventual.later(stage, (trusted, failure) -> {
                gone.set(Thread.currentThread());
                if (failure != null || !trusted) {
                    throw new TlsFault(Fault.CERTIFICATE_REJECTED, "refused later", failure);
                }
                return Eventual.done();
            });
        }
    }

    /** A pair one side of which waits for verdicts. */
    private static final class Waiters {

        final Pair pair;
        final Verdicts verdicts;
        final ProtocolConnection waiter;
        final ProtocolConnection other;
        final AtomicInteger told = new AtomicInteger();
        Waiters(Waiting row, CompletionStage<Boolean> stage) {
            TestSettings client = row.profile.client();
            TestSettings server = row.profile.server();
            verdicts = new Verdicts(stage);
            (row.client ? client : server).peerVerifier = verdicts;
            pair = new Pair(client, server);
            waiter = row.client ? pair.client : pair.server;
            other = row.client ? pair.server : pair.client;
        }

        Waiters told() {
            waiter.whenReady(told::incrementAndGet);
            return this;
        }

        /** Runs both sides until nothing moves; tasks that nobody gives out are waited for by nobody. */
        void run() throws TlsFault {
            pair.client.begin();
            pair.server.begin();
            boolean moved = true;
            for (int i = 0; i < MAX_STEPS && moved; i++) {
                moved = step(pair.client, pair.toServer, pair.toClient);
                moved |= step(pair.server, pair.toClient, pair.toServer);
            }
            assertFalse(moved, "no end");
        }

        private boolean step(ProtocolConnection side, ByteBuffer out, ByteBuffer in) throws TlsFault {
            if (side.progress() != Progress.NEED_WORK) {
                return Pair.step(side, out, in);
            }
            Runnable task = side.takeTask();
            if (task == null) {
                return false;
            }
            task.run();
            return true;
        }

        void assertDone() {
            assertNotNull(pair.client.session());
            assertNotNull(pair.server.session());
            assertEquals(1, verdicts.asked.get());
        }

        void assertWaits() throws TlsFault {
            assertEquals(1, verdicts.asked.get());
            assertEquals(Progress.NEED_WORK, waiter.progress());
            assertNull(waiter.takeTask(), "given out again");
            assertNull(verdicts.gone.get());
            assertEquals(0, told.get());
            ByteBuffer out = ByteBuffer.allocate(17_000);
            assertEquals(WriteStatus.OK, waiter.write(new ByteBuffer[0], 0, 0, out));
            assertEquals(0, out.position());
            ByteBuffer wire = ByteBuffer.wrap(new byte[] {20, 3, 3, 0, 1, 1});
            assertEquals(ReadStatus.OK, waiter.read(wire, new ByteBuffer[0], 0, 0));
            assertEquals(6, wire.remaining());
        }
    }

    @ParameterizedTest
    @EnumSource(Waiting.class)
    void anAnswerThatIsThereIsGoneOnWithAtOnce(Waiting row) throws TlsFault {
        for (boolean told : new boolean[] {false, true}) {
            Waiters waiters = new Waiters(row, CompletableFuture.completedFuture(true));
            if (told) {
                waiters.told();
            }
            waiters.run();
            waiters.assertDone();
            assertEquals(Thread.currentThread(), waiters.verdicts.gone.get());
            assertEquals(0, waiters.told.get(), "told of what the task had done");
        }
    }

    /** One task, which returns; then no thread; then the thread that answers does the rest and tells. */
    @ParameterizedTest
    @EnumSource(Waiting.class)
    void whoIsToldWaitsWithoutAThread(Waiting row) throws Exception {
        CompletableFuture<Boolean> stage = new CompletableFuture<>();
        Waiters waiters = new Waiters(row, stage).told();
        waiters.run();
        waiters.assertWaits();
        Future<Thread> answering = Background.start(() -> {
            stage.complete(true);
            return Thread.currentThread();
        });
        assertEquals(Background.get(answering), waiters.verdicts.gone.get());
        assertEquals(1, waiters.told.get());
        assertTrue(waiters.waiter.progress() != Progress.NEED_WORK || waiters.waiter.takeTask() != null,
                "the same work is shown again");
        waiters.run();
        waiters.assertDone();
        assertEquals(1, waiters.told.get());
    }

    @ParameterizedTest
    @EnumSource(Waiting.class)
    void whoIsNotToldBlocksInTheTask(Waiting row) throws Exception {
        CompletableFuture<Boolean> stage = new CompletableFuture<>();
        Waiters waiters = new Waiters(row, stage);
        AtomicReference<Thread> runner = new AtomicReference<>();
        Future<Void> running = Background.run(() -> {
            runner.set(Thread.currentThread());
            waiters.run();
        });
        while (waiters.verdicts.asked.get() == 0) {
            Thread.onSpinWait();
        }
        Background.awaitIn(runner.get(), "park");
        // An interrupt is kept for whoever ran the task, and ends nothing.
        runner.get().interrupt();
        Background.awaitIn(runner.get(), "park");
        assertFalse(running.isDone());
        stage.complete(true);
        Background.get(running);
        waiters.assertDone();
        assertEquals(0, waiters.told.get());
    }

    static Stream<Arguments> failures() {
        List<Arguments> all = new ArrayList<>();
        for (Waiting row : Waiting.values()) {
            for (boolean before : new boolean[] {true, false}) {
                for (Throwable failure : new Throwable[] {new IllegalStateException("down"), new StackOverflowError(),
                    null}) {
                    all.add(Arguments.of(row, before, failure));
                }
            }
        }
        return all.stream();
    }

    /** @param failure null for a stage that is cancelled */
    @ParameterizedTest
    @MethodSource("failures")
    void aFailureEndsTheHandshakeOnce(Waiting row, boolean before, Throwable failure) throws TlsFault {
        CompletableFuture<Boolean> stage = new CompletableFuture<>();
        Runnable failing = () -> {
            if (failure == null) {
                stage.cancel(true);
            } else {
                stage.completeExceptionally(failure);
            }
        };
        if (before) {
            failing.run();
        }
        Waiters waiters = new Waiters(row, stage).told();
        TlsFault thrown = assertThrows(TlsFault.class, () -> {
            waiters.run();
            waiters.assertWaits();
            failing.run();
            waiters.run();
        });
        assertEquals(Fault.CERTIFICATE_REJECTED, thrown.fault());
        assertEquals(before ? 0 : 1, waiters.told.get());
        assertEquals(Fault.PEER_ALERT, assertThrows(TlsFault.class, waiters::run).fault());
        assertNull(waiters.waiter.session());
        // In TLS 1.3 a client is done before the server has looked at it.
        assertTrue(row == Waiting.SERVER_13 || waiters.other.session() == null);
        assertEquals(Progress.IDLE, waiters.waiter.progress());
    }

    static Stream<Arguments> closings() {
        return Stream.of(Waiting.values()).flatMap(row -> Stream.of(Closing.values())
                .flatMap(closing -> Stream.of(Arguments.of(row, closing, true), Arguments.of(row, closing, false))));
    }

    /** Whatever ends the connection ends the wait, and whoever still holds the stage holds nothing of it. */
    @ParameterizedTest
    @MethodSource("closings")
    void closingEndsTheWait(Waiting row, Closing closing, boolean told) throws Exception {
        CompletableFuture<Boolean> stage = new CompletableFuture<>();
        Waiters waiters = new Waiters(row, stage);
        if (told) {
            waiters.told().run();
            waiters.assertWaits();
            closing.close(waiters.waiter);
        } else {
            Future<Void> running = Background.run(() -> {
                try {
                    waiters.run();
                } catch (TlsFault ended) {
                    assertTrue(closing == Closing.FAIL || ended.fault() == Fault.PEER_ALERT
                            || ended.fault() == Fault.PEER_CLOSED_EARLY, ended::toString);
                }
            });
            while (waiters.verdicts.asked.get() == 0 || waiters.waiter.progress() != Progress.NEED_WORK) {
                Thread.onSpinWait();
            }
            closing.close(waiters.waiter);
            Background.get(running);
        }
        assertTrue(waiters.waiter.isReadClosed());
        assertNull(waiters.waiter.session());
        stage.complete(true);
        assertNull(waiters.verdicts.gone.get(), "gone on after the end");
        assertEquals(0, waiters.told.get());
        assertNull(waiters.waiter.session());
        assertFalse(waiters.waiter.isHandshaking());
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void aStageThatNeverCompletesHoldsNothing(Closing closing) throws Exception {
        CompletableFuture<Boolean> stage = new CompletableFuture<>();
        WeakReference<ProtocolConnection> held = waitAndClose(stage, closing);
        for (int i = 0; i < 200 && held.get() != null; i++) {
            System.gc();
        }
        assertNull(held.get());
        assertFalse(stage.isDone());
    }

    private static WeakReference<ProtocolConnection> waitAndClose(CompletableFuture<Boolean> stage, Closing closing)
            throws TlsFault {
        Waiters waiters = new Waiters(Waiting.CLIENT_13, stage).told();
        waiters.run();
        closing.close(waiters.waiter);
        return new WeakReference<>(waiters.waiter);
    }

    /** When the output is closed of a handshake that would wait next. */
    private enum Before {
        TASK_IS_TAKEN, VERIFIER_ANSWERS, STAGE_IS_LISTENED_TO
    }

    /** A handshake that can send nothing any more does not begin to wait. */
    @ParameterizedTest
    @EnumSource(Before.class)
    void nobodyBeginsToWaitWithoutHope(Before before) throws TlsFault {
        Waiters[] made = new Waiters[1];
        Waiters waiters = new Waiters(Waiting.CLIENT_12, new Stage(callback -> {
            if (before == Before.STAGE_IS_LISTENED_TO) {
                made[0].waiter.closeWrite();
            }
        })).told();
        made[0] = waiters;
        waiters.verdicts.whenAsked = () -> {
            if (before == Before.VERIFIER_ANSWERS) {
                waiters.waiter.closeWrite();
            }
        };
        pairUntilWork(waiters);
        if (before == Before.TASK_IS_TAKEN) {
            waiters.waiter.closeWrite();
        }
        waiters.waiter.takeTask().run();
        assertEquals(1, waiters.verdicts.asked.get());
        assertTrue(waiters.waiter.isReadClosed());
        assertFalse(waiters.waiter.isHandshaking());
    }

    /** A stage of somebody else's that calls back as it likes. */
    private static final class Stage extends CompletableFuture<Boolean> {

        private final Consumer<BiConsumer<? super Boolean, ? super Throwable>> behaviour;

        Stage(Consumer<BiConsumer<? super Boolean, ? super Throwable>> behaviour) {
            this.behaviour = behaviour;
        }

        @Override
        public CompletableFuture<Boolean> whenComplete(BiConsumer<? super Boolean, ? super Throwable> action) {
            behaviour.accept(action);
            return null;
        }
    }

    @ParameterizedTest
    @EnumSource(Waiting.class)
    void aStageMayCallBackTwice(Waiting row) throws TlsFault {
        AtomicReference<BiConsumer<? super Boolean, ? super Throwable>> kept = new AtomicReference<>();
        Waiters waiters = new Waiters(row, new Stage(kept::set)).told();
        waiters.run();
        waiters.assertWaits();
        kept.get().accept(true, null);
        kept.get().accept(null, new IllegalStateException("and failed too"));
        kept.get().accept(true, null);
        waiters.run();
        waiters.assertDone();
        assertEquals(1, waiters.told.get());
        Waiters atOnce = new Waiters(row, new Stage(callback -> {
            callback.accept(true, null);
            callback.accept(false, null);
            throw new StackOverflowError("and throws");
        }));
        atOnce.run();
        atOnce.assertDone();
    }

    @ParameterizedTest
    @EnumSource(Waiting.class)
    void aStageThatThrowsHasFailed(Waiting row) {
        Waiters waiters = new Waiters(row, new Stage(callback -> {
            throw new StackOverflowError("no callbacks here");
        }));
        TlsFault thrown = assertThrows(TlsFault.class, waiters::run);
        assertEquals(Fault.CERTIFICATE_REJECTED, thrown.fault());
        assertEquals(StackOverflowError.class, thrown.getCause().getClass());
    }

    /** What is told may fail; the connection does not. */
    @Test
    void aListenerThatFailsHurtsNobody() throws TlsFault {
        CompletableFuture<Boolean> stage = new CompletableFuture<>();
        Waiters waiters = new Waiters(Waiting.CLIENT_13, stage).told();
        waiters.waiter.whenReady(() -> {
            throw new StackOverflowError("a bug of the application's");
        });
        waiters.run();
        stage.complete(true);
        waiters.run();
        waiters.assertDone();
    }

    /** A task that waits may be run again: where its application is told it returns, else it waits too. */
    @Test
    void aTaskThatWaitsMayBeRunAgain() throws Exception {
        for (boolean told : new boolean[] {true, false}) {
            CompletableFuture<Boolean> stage = new CompletableFuture<>();
            Waiters waiters = new Waiters(Waiting.CLIENT_12, stage);
            if (told) {
                waiters.told();
            }
            pairUntilWork(waiters);
            Runnable task = waiters.waiter.takeTask();
            Future<Void> first = Background.run(task::run);
            if (told) {
                Background.get(first);
                task.run();
                waiters.assertWaits();
            } else {
                while (waiters.verdicts.asked.get() == 0) {
                    Thread.onSpinWait();
                }
                AtomicReference<Thread> second = new AtomicReference<>();
                Future<Void> again = Background.run(() -> {
                    second.set(Thread.currentThread());
                    task.run();
                });
                while (second.get() == null) {
                    Thread.onSpinWait();
                }
                Background.awaitIn(second.get(), "park");
                stage.complete(true);
                Background.get(again);
                Background.get(first);
            }
            stage.complete(true);
            waiters.run();
            waiters.assertDone();
        }
    }

    /** A suite of TLS 1.2 in which the server's key decrypts is not for a key that signs elsewhere. */
    @Test
    void aKeyThatSignsElsewhereDoesNotDecrypt() throws TlsFault {
        Identity identity = Credentials.shared().server(KeyKind.RSA);
        AsyncPrivateKey elsewhere = AsyncPrivateKey.of(request -> {
            throw new AssertionError("asked to sign");
        }, identity.certificate().getPublicKey());
        for (PrivateKey key : List.of(identity.key(), elsewhere)) {
            TestSettings client = TestSettings.client();
            client.versions = List.of(ProtocolVersion.TLS_1_2);
            client.suites = List.of(CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256);
            TestSettings server = TestSettings.server();
            server.credentials = TestSettings.chooser(new Identity(identity.name(), key, identity.chain()));
            Pair pair = new Pair(client, server);
            if (key == elsewhere) {
                assertEquals(Fault.NO_SUITABLE_CREDENTIAL, assertThrows(TlsFault.class, pair::handshake).fault());
            } else {
                assertNotNull(pair.handshake().server.session());
            }
        }
    }

    /** Runs both sides until the waiter has work to do. */
    private static void pairUntilWork(Waiters waiters) throws TlsFault {
        waiters.pair.client.begin();
        waiters.pair.server.begin();
        for (int i = 0; i < MAX_STEPS && waiters.waiter.progress() != Progress.NEED_WORK; i++) {
            Pair.step(waiters.pair.client, waiters.pair.toServer, waiters.pair.toClient);
            if (waiters.waiter.progress() != Progress.NEED_WORK) {
                Pair.step(waiters.pair.server, waiters.pair.toClient, waiters.pair.toServer);
            }
        }
    }
}
