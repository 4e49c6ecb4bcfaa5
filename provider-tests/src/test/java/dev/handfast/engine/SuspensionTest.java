package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Background;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Slow work: on other threads, given up, overtaken by the end of the connection, fought over, failing. */
@Tag("unit")
class SuspensionTest {

    private static final int MAX_SECONDS = 30;

    /** What callbacks throw, and the fault it becomes. */
    private enum Failure {
        FAULT, RUNTIME_EXCEPTION, ERROR;

        void happen() throws TlsFault {
            switch (this) {
                case FAULT -> throw new TlsFault(Fault.CERTIFICATE_UNTRUSTED, "not this one");
                case RUNTIME_EXCEPTION -> throw new IllegalStateException("a bug of the application's");
                case ERROR -> throw new StackOverflowError("a deep bug of the application's");
            }
        }

        Fault fault() {
            return this == FAULT ? Fault.CERTIFICATE_UNTRUSTED : Fault.INTERNAL;
        }
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(MAX_SECONDS, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void tasksRunOnOtherThreads(ConnectionProfile lane) throws Exception {
        Pair pair = new Pair(lane.client(), lane.server());
        for (int i = 0; i < 10_000 && pair.client.session() == null | pair.server.session() == null; i++) {
            for (ProtocolConnection side : List.of(pair.client, pair.server)) {
                side.begin();
                Runnable task = side.progress() == Progress.NEED_WORK ? side.takeTask() : null;
                if (task != null) {
                    await(threads.submit(task));
                }
                Pair.step(side, side == pair.client ? pair.toServer : pair.toClient,
                        side == pair.client ? pair.toClient : pair.toServer);
            }
        }
        assertNotNull(pair.client.session());
        assertNotNull(pair.server.session());
    }

    /** Until the task is run nothing moves, nothing is consumed and nothing is asked of the caller but that. */
    @Test
    void aTaskThatNobodyRunsStopsTheHandshakeAndNothingElse() throws TlsFault {
        Pair pair = atFirstTask();
        Runnable task = pair.server.takeTask();
        assertNotNull(task);
        assertNull(pair.server.takeTask(), "given out twice");
        assertEquals(Progress.NEED_WORK, pair.server.progress());
        ByteBuffer wire = ByteBuffer.wrap(new byte[] {20, 3, 3, 0, 1, 1});
        assertEquals(ReadStatus.OK, pair.server.read(wire, new ByteBuffer[0], 0, 0));
        assertEquals(6, wire.remaining());
        assertEquals(WriteStatus.OK, pair.server.write(new ByteBuffer[0], 0, 0, ByteBuffer.allocate(17_000)));
        task.run();
        assertEquals(Progress.NEED_WRITE, pair.server.progress());
        pair.handshake();
        assertNotNull(pair.client.session());
        task.run();
        assertNull(pair.server.failure(), "run twice, a task does nothing");
    }

    /** What the first run was made from it has wiped; none may use that again. */
    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void eachTaskMayBeRunTwice(ConnectionProfile lane) throws TlsFault {
        Pair pair = new Pair(lane.client(), lane.server());
        int tasks = 0;
        boolean moved = true;
        for (int i = 0; i < 10_000 && moved; i++) {
            moved = false;
            for (ProtocolConnection side : List.of(pair.client, pair.server)) {
                side.begin();
                if (side.progress() == Progress.NEED_WORK) {
                    Runnable task = side.takeTask();
                    task.run();
                    task.run();
                    tasks++;
                    moved = true;
                } else {
                    moved |= Pair.step(side, side == pair.client ? pair.toServer : pair.toClient,
                            side == pair.client ? pair.toClient : pair.toServer);
                }
            }
        }
        assertFalse(moved, "no end");
        assertTrue(tasks > 1, tasks + " tasks");
        assertNotNull(pair.client.session());
        assertNotNull(pair.server.session());
    }

    /** As with SunJSSE, a run that meets another one waits for it; one within it, by a manager, cannot. */
    @Test
    void aRunThatMeetsAnotherOneWaitsForIt() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        AtomicReference<Runnable> task = new AtomicReference<>();
        TestSettings client = TestSettings.client();
        client.peerVerifier = (chain, keyExchange, soFar) -> {
            calls.incrementAndGet();
            inside.countDown();
            try {
                assertTrue(leave.await(MAX_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            task.get().run();
        };
        Pair pair = new Pair(client, TestSettings.server());
        pair.client.begin();
        pair.server.begin();
        Future<?> first = null;
        for (int i = 0; i < 1000 && first == null; i++) {
            Pair.step(pair.server, pair.toClient, pair.toServer);
            if (pair.client.progress() != Progress.NEED_WORK) {
                Pair.step(pair.client, pair.toServer, pair.toClient);
                continue;
            }
            task.set(pair.client.takeTask());
            Future<?> running = threads.submit(task.get());
            while (!running.isDone() && inside.getCount() > 0) {
                Thread.onSpinWait();
            }
            first = inside.getCount() == 0 ? running : null;
        }
        assertNotNull(first, "nobody was asked for the certificate");
        AtomicReference<Thread> second = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Future<?> again = threads.submit(() -> {
            second.set(Thread.currentThread());
            started.countDown();
            task.get().run();
        });
        assertTrue(started.await(MAX_SECONDS, TimeUnit.SECONDS));
        Background.awaitIn(second.get(), "park");
        assertFalse(again.isDone());
        leave.countDown();
        await(first);
        await(again);
        assertEquals(1, calls.get());
        pair.handshake();
        assertNotNull(pair.client.session());
    }

    @Test
    void aConnectionMayBeClosedWhileATaskRuns() throws TlsFault {
        for (int way = 0; way < 3; way++) {
            Pair pair = atFirstTask();
            Runnable task = pair.server.takeTask();
            switch (way) {
                case 0 -> pair.server.abandon();
                case 1 -> assertEquals(Fault.PEER_CLOSED_EARLY,
                        assertThrows(TlsFault.class, pair.server::closeRead).fault());
                default -> pair.server.closeWrite();
            }
            task.run();
            assertNull(pair.server.session());
            assertTrue(way == 2 || pair.server.isReadClosed());
            ByteBuffer out = ByteBuffer.allocate(17_000);
            for (int i = 0; i < 10 && !pair.server.isWriteClosed(); i++) {
                pair.server.write(new ByteBuffer[0], 0, 0, out);
            }
            assertTrue(pair.server.isWriteClosed());
            assertTrue(out.position() < 20, "more than alerts was sent: " + out.position() + " bytes");
        }
    }

    @Test
    void aConnectionMayBeClosedFromInsideATask() throws TlsFault {
        TestSettings client = TestSettings.client();
        ProtocolConnection[] own = new ProtocolConnection[1];
        client.peerVerifier = (chain, keyExchange, soFar) -> own[0].abandon();
        Pair pair = new Pair(client, TestSettings.server());
        own[0] = pair.client;
        pair.handshake();
        assertNull(pair.client.session());
        assertTrue(pair.client.isReadClosed() && pair.client.isWriteClosed());
    }

    @Test
    void onlyOneOfTwoThreadsGetsATask() throws Exception {
        for (int round = 0; round < 200; round++) {
            Pair pair = atFirstTask();
            CyclicBarrier start = new CyclicBarrier(2);
            Callable<Boolean> race = () -> {
                start.await(MAX_SECONDS, TimeUnit.SECONDS);
                Runnable task = pair.server.takeTask();
                if (task != null) {
                    task.run();
                }
                return task != null;
            };
            Future<Boolean> one = threads.submit(race);
            Future<Boolean> other = threads.submit(race);
            assertTrue(await(one) ^ await(other), "one task, two takers");
            assertEquals(Progress.NEED_WRITE, pair.server.progress());
        }
    }

    /** No lock is held in a callback: the connection answers other threads meanwhile. */
    @Test
    void theConnectionAnswersWhileACallbackBlocks() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        TestSettings client = TestSettings.client();
        client.peerVerifier = (chain, keyExchange, soFar) -> {
            inside.countDown();
            try {
                assertTrue(leave.await(MAX_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        Pair pair = new Pair(client, TestSettings.server());
        Future<Pair> handshake = threads.submit(pair::handshake);
        assertTrue(inside.await(MAX_SECONDS, TimeUnit.SECONDS));
        await(threads.submit(() -> {
            assertEquals(Progress.NEED_WORK, pair.client.progress());
            assertNull(pair.client.takeTask());
            assertEquals(WriteStatus.OK, pair.client.write(new ByteBuffer[0], 0, 0, ByteBuffer.allocate(17_000)));
            assertEquals(ReadStatus.OK, pair.client.read(ByteBuffer.allocate(0), new ByteBuffer[0], 0, 0));
            return null;
        }));
        leave.countDown();
        await(handshake);
        assertNotNull(pair.client.session());
    }

    static Stream<Arguments> failures() {
        List<Arguments> failures = new ArrayList<>();
        for (ConnectionProfile lane : List.of(ConnectionProfile.TLS13_AES_GCM, ConnectionProfile.TLS13_RETRY,
                ConnectionProfile.TLS12_AES_GCM_MUTUAL)) {
            for (Failure failure : Failure.values()) {
                failures.add(Arguments.of(lane, failure));
            }
        }
        return failures.stream();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailingVerifierEndsTheHandshakeOnce(ConnectionProfile lane, Failure failure) throws TlsFault {
        TestSettings client = lane.client();
        client.peerVerifier = (chain, keyExchange, soFar) -> failure.happen();
        Pair pair = new Pair(client, lane.server());
        endsOnce(pair, pair.client, failure.fault());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailingChooserEndsTheHandshakeOnce(ConnectionProfile lane, Failure failure) throws TlsFault {
        TestSettings server = lane.server();
        server.credentials = (types, authorities, soFar, need) -> {
            if (failure == Failure.ERROR) {
                throw new StackOverflowError();
            }
            throw new IllegalStateException();
        };
        Pair pair = new Pair(lane.client(), server);
        endsOnce(pair, pair.server, Fault.INTERNAL);
    }

    /** The side fails by one fault and its alert; the other hears of it; later calls are quiet. */
    private static void endsOnce(Pair pair, ProtocolConnection failing, Fault expected) throws TlsFault {
        List<TlsFault> own = new ArrayList<>();
        List<TlsFault> others = new ArrayList<>();
        pair.client.begin();
        pair.server.begin();
        boolean moved = true;
        for (int i = 0; i < 1000 && moved; i++) {
            moved = false;
            for (ProtocolConnection side : List.of(pair.client, pair.server)) {
                try {
                    moved |= Pair.step(side, side == pair.client ? pair.toServer : pair.toClient,
                            side == pair.client ? pair.toClient : pair.toServer);
                } catch (TlsFault fault) {
                    (side == failing ? own : others).add(fault);
                    moved = true;
                }
            }
            if (!moved && own.isEmpty()) {
                try {
                    failing.read(ByteBuffer.allocate(0), new ByteBuffer[0], 0, 0);
                } catch (TlsFault fault) {
                    own.add(fault);
                }
            }
        }
        assertFalse(moved, "no end");
        assertEquals(1, own.size(), own::toString);
        assertEquals(expected, own.get(0).fault(), () -> own.get(0).getMessage());
        assertEquals(own.get(0), failing.failure());
        assertEquals(1, others.size(), others::toString);
        assertEquals(Fault.PEER_ALERT, others.get(0).fault(), () -> others.get(0).getMessage());
        assertTrue(others.get(0).getMessage().contains(expected.alert().toString()), () -> others.get(0).getMessage());
        assertEquals(ReadStatus.CLOSED, failing.read(ByteBuffer.allocate(9), new ByteBuffer[0], 0, 0));
        assertEquals(WriteStatus.CLOSED, failing.write(new ByteBuffer[0], 0, 0, ByteBuffer.allocate(17_000)));
        assertEquals(Progress.IDLE, failing.progress());
        assertNull(failing.takeTask());
        assertNull(failing.session());
    }

    /** A pair whose server has a ClientHello to answer. */
    private static Pair atFirstTask() throws TlsFault {
        Pair pair = new Pair(TestSettings.client(), TestSettings.server());
        pair.client.begin();
        pair.server.begin();
        Pair.step(pair.client, pair.toServer, pair.toClient);
        Pair.step(pair.server, pair.toClient, pair.toServer);
        assertEquals(Progress.NEED_WORK, pair.server.progress());
        return pair;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.get(MAX_SECONDS, TimeUnit.SECONDS);
    }
}
