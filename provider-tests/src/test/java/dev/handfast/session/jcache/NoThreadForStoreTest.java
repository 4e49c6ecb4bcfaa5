package dev.handfast.session.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.async.Eventual;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.peers.Background;
import dev.handfast.peers.FailingThreads;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that can start no thread to ask a store: handshakes go on, and it is asked when threads can be started. */
@Timeout(120)
@Tag("contract")
class NoThreadForStoreTest {

    /** More than a test may take: nobody waits for what nobody does. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final AtomicLong clock = new AtomicLong(1);
    private final AtomicInteger opened = new AtomicInteger();

    private CircuitBreaker<String> breaker(ThreadFactory threads) {
        return new CircuitBreaker<>("store", () -> "open " + opened.incrementAndGet(), open -> false, PATIENCE,
                clock::get, threads);
    }

    private void pass() {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(60));
    }

    @Test
    void itIsOpenedLater() {
        CircuitBreaker<String> breaker = breaker(new FailingThreads(1));
        assertEquals("none", breaker.ask(open -> open, "none"));
        assertEquals(0, opened.get());
        pass();
        assertEquals("open 1", breaker.ask(open -> open, "none"));
    }

    /** One thread opens it; the one of the question cannot be started. */
    @Test
    void itIsAskedLater() {
        AtomicInteger threads = new AtomicInteger();
        FailingThreads works = new FailingThreads(0);
        CircuitBreaker<String> breaker = breaker(work -> {
            if (threads.incrementAndGet() == 2) {
                throw new IllegalStateException("a factory of another kind");
            }
            return works.newThread(work);
        });
        assertEquals("none", breaker.ask(open -> open, "none"));
        assertEquals(1, opened.get());
        assertEquals("none", breaker.ask(open -> open, "none"), "it is left alone for a while");
        assertEquals(2, threads.get(), "threads that were asked for");
        pass();
        assertEquals("open 1", breaker.ask(open -> open, "none"));
    }

    @Test
    void whoAsksLaterIsToldInAnyCase() throws Exception {
        CircuitBreaker<String> breaker = breaker(new FailingThreads(1));
        AtomicInteger told = new AtomicInteger();
        breaker.askLater(open -> open, told::incrementAndGet);
        assertEquals(1, told.get(), "who asked was told");
        CountDownLatch answered = new CountDownLatch(1);
        breaker.askLater(open -> open, answered::countDown);
        Background.await(answered);
    }

    /** Also where it cannot even be found out whether to ask. */
    @Test
    void whoAsksLaterIsToldIfAskingFails() {
        boolean[] fails = {false};
        CircuitBreaker<String> breaker = new CircuitBreaker<>("store", () -> {
            throw new IllegalStateException("out of reach");
        }, open -> false, PATIENCE, () -> {
            if (fails[0]) {
                throw new StackOverflowError("no memory");
            }
            return clock.get();
        });
        assertEquals("none", breaker.ask(open -> open, "none"));
        fails[0] = true;
        AtomicInteger told = new AtomicInteger();
        assertThrows(StackOverflowError.class, () -> breaker.askLater(open -> open, told::incrementAndGet));
        assertEquals(1, told.get());
    }

    /** An Error of what opens is an outage, not one that is tried again by each handshake. */
    @Test
    void anErrorOfTheOpenerIsAnOutage() {
        CircuitBreaker<String> breaker = new CircuitBreaker<>("store", () -> {
            opened.incrementAndGet();
            throw new OutOfMemoryError("Java heap space");
        }, open -> false, PATIENCE, clock::get);
        assertEquals("none", breaker.ask(open -> open, "none"));
        assertEquals("none", breaker.ask(open -> open, "none"));
        assertEquals(1, opened.get());
    }

    @Test
    void theGuardLearnsLater() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        MapCache map = new MapCache();
        CryptoProvider crypto = JcaCryptoProvider.standard();
        CircuitBreaker<Caches> breaker = new CircuitBreaker<>("store", () -> {
            asked.countDown();
            return new Caches(map.cache(), map.cache());
        }, open -> false, PATIENCE, clock::get, new FailingThreads(1));
        JCacheReplayGuard guard = new JCacheReplayGuard(breaker, new StoreKeys(crypto), crypto.random(), clock::get);
        assertEquals(0, guard.scope().length);
        guard.scope();
        Background.await(asked);
    }

    /** Where nobody can be handed the rest, the thread of the timer does it. */
    @Test
    void aLateAnswerIsGivenUp() throws Exception {
        FailingThreads threads = new FailingThreads(1);
        LaterCalls<String> calls = new LaterCalls<>("store", new Outages("store", PATIENCE, clock::get),
                Duration.ofMillis(500), work -> threads.newThread(work).start());
        for (int i = 0; i < 2; i++) {
            Eventual<String> answer = calls.ask(store -> new CompletableFuture<>(), String::valueOf, "none");
            assertEquals("none", Background.get(answer.awaited().stage().toCompletableFuture()));
            pass();
        }
    }

    /** Without a timer nobody would end the wait for an answer: none is waited for, and that is an outage. */
    @Test
    void nothingIsWaitedForWithoutATimer() {
        AtomicInteger asked = new AtomicInteger();
        // No timer counts so far
        LaterCalls<String> calls = new LaterCalls<>("store", new Outages("store", PATIENCE, clock::get),
                Duration.ofSeconds(Long.MAX_VALUE), Runnable::run);
        for (int i = 0; i < 2; i++) {
            Eventual<String> answer = calls.ask(store -> {
                asked.incrementAndGet();
                return new CompletableFuture<>();
            }, String::valueOf, "none");
            assertNull(answer.awaited(), "it is waited for");
            assertEquals("none", answer.get());
        }
        assertEquals(1, asked.get(), "it is left alone for a while");
    }
}
