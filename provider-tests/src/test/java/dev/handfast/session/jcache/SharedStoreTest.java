package dev.handfast.session.jcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.peers.Background;
import dev.handfast.tls.ReplayGuard;
import dev.handfast.tls.SessionStore;
import dev.handfast.session.jcache.MapCache.Mood;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A store that works, fails, hangs, forgets and lies. */
@Tag("unit")
class SharedStoreTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final String BEGAN = "out of reach";
    private static final String ENDED = "answers again after";

    private final MapCache sessions = new MapCache();
    private final MapCache uses = new MapCache();
    private final AtomicLong nanos = new AtomicLong(System.nanoTime());
    private final AtomicInteger opened = new AtomicInteger();
    private final String name = UUID.randomUUID().toString();
    private final LogLines log = new LogLines(Outages.class.getName(), name);

    @AfterEach
    void unlisten() {
        log.close();
    }

    private SharedStore node(Duration patience) {
        return SharedStore.of(CRYPTO, () -> {
            opened.incrementAndGet();
            return new Caches(sessions.cache(), uses.cache());
        }, name, patience, nanos::get);
    }

    /** Contexts that want different stores have different ones, whoever came first. */
    @Test
    void storesAreSharedByThoseWhoWantTheSame() {
        SharedStore first = SharedStore.named(CRYPTO, name, null, 60, SHORT);
        assertSame(first, SharedStore.named(CRYPTO, name, null, 60, SHORT));
        assertNotSame(first, SharedStore.named(CRYPTO, name + "2", null, 60, SHORT));
        assertNotSame(first, SharedStore.named(CRYPTO, name, URI.create("other"), 60, SHORT));
        assertNotSame(first, SharedStore.named(CRYPTO, name, null, 61, SHORT));
        assertNotSame(first, SharedStore.named(CRYPTO, name, null, 60, LONG));
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(new ClassLoader(loader) {});
        try {
            SharedStore ofApplication = SharedStore.named(CRYPTO, name, null, 60, SHORT);
            assertNotSame(first, ofApplication);
            assertSame(ofApplication, SharedStore.named(CRYPTO, name, null, 60, SHORT));
        } finally {
            thread.setContextClassLoader(loader);
        }
        assertSame(first, SharedStore.named(CRYPTO, name, null, 60, SHORT));
    }

    private static byte[] id(int number) {
        byte[] id = new byte[32];
        id[31] = (byte) number;
        id[30] = (byte) (number >> 8);
        return id;
    }

    private static void await(BooleanSupplier condition) throws TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("it never came to that");
            }
            Thread.onSpinWait();
        }
    }

    /** A node that has opened its caches. */
    private SharedStore openNode(Duration patience) throws TimeoutException {
        SharedStore node = node(patience);
        await(() -> node.sessions().put(id(0), id(0), 0));
        return node;
    }

    private static void awaitScope(ReplayGuard guard) throws TimeoutException {
        await(() -> guard.scope().length > 0);
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void nodesSeeEachOthersSessions() throws TimeoutException {
        SessionStore one = openNode(LONG).sessions();
        SessionStore other = openNode(LONG).sessions();
        byte[] value = {1, 2, 3};
        assertTrue(one.put(id(1), value, 0));
        assertArrayEquals(value, other.get(id(1)));
        assertArrayEquals(value, other.take(id(1)));
        assertNull(one.take(id(1)));
        assertNull(one.get(id(1)));
        one.put(id(2), value, 0);
        other.remove(id(2));
        await(() -> one.get(id(2)) == null);
        assertTrue(one.mayBlock());
    }

    @Test
    void keysDoNotTellIds() throws TimeoutException {
        SessionStore store = openNode(LONG).sessions();
        byte[] id = "0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
        store.put(id, id(9), 0);
        for (String key : sessions.entries.keySet()) {
            assertEquals(43, key.length(), key);
            assertFalse(key.contains("0123") || key.contains("MDEyMzQ1"), key);
        }
    }

    @Test
    void aUseIsFirstOnceForAllNodes() throws Exception {
        List<ReplayGuard> nodes = List.of(openNode(LONG).guard(), openNode(LONG).guard(), openNode(LONG).guard());
        for (ReplayGuard node : nodes) {
            awaitScope(node);
            assertArrayEquals(nodes.get(0).scope(), node.scope());
        }
        byte[] scope = nodes.get(0).scope();
        long expiry = System.currentTimeMillis() + 20_000;
        AtomicInteger[] wins = new AtomicInteger[500];
        for (int i = 0; i < wins.length; i++) {
            wins[i] = new AtomicInteger();
        }
        List<Future<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ReplayGuard node = nodes.get(i % nodes.size());
            threads.add(Background.run(() -> {
                for (int use = 0; use < wins.length; use++) {
                    if (node.firstUse(scope, id(use), expiry)) {
                        wins[use].incrementAndGet();
                    }
                }
            }));
        }
        for (Future<Void> thread : threads) {
            Background.get(thread);
        }
        for (AtomicInteger each : wins) {
            assertEquals(1, each.get());
        }
        assertEquals(List.of(), log.all());
    }

    @Test
    void aStoreThatForgotEverythingTakesNothingThatCameBefore() throws TimeoutException {
        ReplayGuard one = openNode(LONG).guard();
        ReplayGuard other = openNode(LONG).guard();
        awaitScope(one);
        awaitScope(other);
        byte[] before = one.scope();
        long expiry = System.currentTimeMillis() + 20_000;
        assertTrue(one.firstUse(before, id(1), expiry));
        sessions.entries.clear();
        uses.entries.clear();
        assertFalse(other.firstUse(before, id(1), expiry), "a replay behind the loss");
        awaitScope(other);
        assertFalse(Arrays.equals(before, other.scope()));
        assertFalse(other.firstUse(before, id(2), expiry));
        assertTrue(other.firstUse(other.scope(), id(3), expiry));
        assertFalse(one.firstUse(before, id(4), expiry), "this node has not noticed before");
        awaitScope(one);
        assertArrayEquals(other.scope(), one.scope());
    }

    @Test
    void aTicketOfAnotherScopeHasTheStoreAsked() throws TimeoutException {
        ReplayGuard behind = openNode(LONG).guard();
        awaitScope(behind);
        sessions.entries.clear();
        ReplayGuard ahead = openNode(LONG).guard();
        awaitScope(ahead);
        assertFalse(Arrays.equals(ahead.scope(), behind.scope()));
        assertFalse(behind.firstUse(ahead.scope(), id(1), Long.MAX_VALUE));
        await(() -> Arrays.equals(behind.scope(), ahead.scope()));
        assertTrue(behind.firstUse(ahead.scope(), id(1), Long.MAX_VALUE));
        assertFalse(ahead.firstUse(ahead.scope(), id(1), Long.MAX_VALUE));
    }

    @Test
    void aStoreThatLiesHasNoNodeTakeAUseTwice() throws TimeoutException {
        ReplayGuard guard = openNode(LONG).guard();
        awaitScope(guard);
        uses.forgetful = true;
        long expiry = System.currentTimeMillis() + 20_000;
        assertTrue(guard.firstUse(guard.scope(), id(1), expiry));
        assertFalse(guard.firstUse(guard.scope(), id(1), expiry));
    }

    @Test
    void nothingIsTakenForAnEmptyScope() throws TimeoutException {
        sessions.mood = Mood.FAILS;
        SharedStore node = node(LONG);
        assertEquals(0, node.guard().scope().length);
        assertFalse(node.guard().firstUse(new byte[0], id(1), Long.MAX_VALUE));
    }

    @Test
    void failuresAreToldOnceAndEnd() throws TimeoutException {
        SharedStore node = openNode(LONG);
        awaitScope(node.guard());
        sessions.mood = Mood.FAILS;
        uses.mood = Mood.FAILS;
        assertNull(node.sessions().get(id(1)));
        int calls = sessions.calls.get();
        for (int i = 0; i < 100; i++) {
            assertNull(node.sessions().get(id(1)));
            assertNull(node.sessions().take(id(1)));
            assertFalse(node.sessions().put(id(1), id(2), 0));
            assertFalse(node.guard().firstUse(node.guard().scope(), id(i), Long.MAX_VALUE));
        }
        assertEquals(calls, sessions.calls.get(), "nothing is asked for a second");
        for (int i = 0; i < 5; i++) {
            pass(31);
            assertNull(node.sessions().get(id(1)));
        }
        assertEquals(calls + 5, sessions.calls.get());
        assertEquals(1, log.count(BEGAN), () -> log.all().toString());
        assertEquals(0, log.count(ENDED));
        sessions.mood = Mood.WORKS;
        uses.mood = Mood.WORKS;
        assertFalse(node.sessions().put(id(1), id(2), 0), "it rests");
        pass(31);
        assertTrue(node.sessions().put(id(1), id(2), 0));
        assertTrue(node.sessions().put(id(2), id(2), 0), "all is asked again");
        assertEquals(0, log.count(ENDED), "it has not gone well for long");
        pass(31);
        assertTrue(node.sessions().put(id(2), id(2), 0));
        assertEquals(1, log.count(ENDED), () -> log.all().toString());
        assertTrue(node.sessions().put(id(3), id(2), 0));
        assertEquals(1, log.count(ENDED), () -> log.all().toString());
        assertTrue(node.guard().firstUse(node.guard().scope(), id(1000), Long.MAX_VALUE));
        assertEquals(2, log.all().size(), () -> log.all().toString());
    }

    @Test
    void whatHangsIsGivenUp() throws TimeoutException {
        SharedStore node = openNode(SHORT);
        sessions.mood = Mood.HANGS;
        int before = sessions.calls.get();
        assertNull(node.sessions().get(id(1)));
        await(() -> sessions.calls.get() > before);
        int calls = sessions.calls.get();
        for (int i = 0; i < 1000; i++) {
            assertNull(node.sessions().get(id(1)));
        }
        assertEquals(calls, sessions.calls.get(), "nothing is asked for a second");
        for (int i = 1; i <= 10; i++) {
            int attempts = calls + i;
            pass(31);
            assertNull(node.sessions().get(id(1)));
            // A thread may be given up before it has begun to ask.
            await(() -> sessions.calls.get() >= attempts);
        }
        assertEquals(calls + 10, sessions.calls.get(), "one attempt each half minute");
        await(() -> sessions.hanging.get() == 0);
        assertEquals(1, log.count(BEGAN), () -> log.all().toString());
        sessions.mood = Mood.WORKS;
        pass(31);
        assertTrue(node.sessions().put(id(1), id(2), 0));
        pass(31);
        assertTrue(node.sessions().put(id(1), id(2), 0));
        assertEquals(1, log.count(ENDED), () -> log.all().toString());
    }

    @Test
    void aStoreThatFailsOnItsWayBackHasOneOutage() throws TimeoutException {
        SharedStore node = openNode(SHORT);
        sessions.mood = Mood.FAILS;
        assertNull(node.sessions().get(id(1)));
        for (int i = 0; i < 5; i++) {
            sessions.mood = Mood.WORKS;
            pass(2);
            assertTrue(node.sessions().put(id(1), id(2), 0));
            pass(9);
            assertTrue(node.sessions().put(id(2), id(2), 0));
            sessions.mood = i % 2 == 0 ? Mood.FAILS : Mood.HANGS;
            assertNull(node.sessions().get(id(1)));
            int calls = sessions.calls.get();
            assertNull(node.sessions().get(id(1)));
            assertEquals(calls, sessions.calls.get(), "nothing is asked for a second");
        }
        sessions.mood = Mood.WORKS;
        pass(2);
        assertTrue(node.sessions().put(id(1), id(2), 0));
        assertEquals(List.of(1L, 0L), List.of(log.count(BEGAN), log.count(ENDED)), () -> log.all().toString());
        pass(31);
        assertTrue(node.sessions().put(id(1), id(2), 0));
        assertEquals(List.of(1L, 1L), List.of(log.count(BEGAN), log.count(ENDED)), () -> log.all().toString());
        sessions.mood = Mood.FAILS;
        assertNull(node.sessions().get(id(1)));
        assertEquals(2, log.count(BEGAN), "another one");
    }

    /** One was asked before the outage, one in it; both are given up when it is over. */
    @Test
    void whatStillHangsWhenAnOutageEndsBeginsNone() throws Exception {
        SharedStore node = openNode(Duration.ofSeconds(5));
        sessions.mood = Mood.HANGS;
        Future<Void> before = Background.run(() -> assertNull(node.sessions().get(id(1))));
        await(() -> sessions.hanging.get() == 1);
        sessions.mood = Mood.FAILS;
        assertNull(node.sessions().get(id(1)));
        sessions.mood = Mood.HANGS;
        pass(31);
        Future<Void> during = Background.run(() -> assertNull(node.sessions().get(id(1))));
        await(() -> sessions.hanging.get() == 2);
        sessions.mood = Mood.WORKS;
        pass(31);
        assertTrue(node.sessions().put(id(1), id(2), 0));
        assertEquals(2, sessions.hanging.get(), "the test was too slow to show anything");
        Background.get(before);
        Background.get(during);
        pass(31);
        assertTrue(node.sessions().put(id(2), id(2), 0));
        assertEquals(List.of(1L, 1L), List.of(log.count(BEGAN), log.count(ENDED)), () -> log.all().toString());
    }

    @Test
    void manyCallersOfAHangingStoreTakeFewThreads() throws Exception {
        SharedStore node = openNode(Duration.ofSeconds(2));
        sessions.mood = Mood.HANGS;
        List<Future<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            callers.add(Background.run(() -> assertNull(node.sessions().get(id(1)))));
        }
        await(() -> sessions.hanging.get() >= 28);
        assertEquals(28, sessions.hanging.get());
        for (Future<Void> caller : callers) {
            Background.get(caller);
        }
        assertEquals(1, log.count(BEGAN), () -> log.all().toString());
    }

    @Test
    void whatIsClosedIsOpenedAgain() throws TimeoutException {
        SharedStore node = openNode(LONG);
        int before = opened.get();
        sessions.closed = true;
        assertNull(node.sessions().get(id(0)));
        sessions.closed = false;
        await(() -> {
            pass(31);
            return node.sessions().get(id(0)) != null;
        });
        pass(31);
        assertArrayEquals(id(0), node.sessions().get(id(0)));
        assertEquals(before + 1, opened.get());
        assertEquals(List.of(1L, 1L), List.of(log.count(BEGAN), log.count(ENDED)));
    }

    @Test
    void whatCannotBeOpenedIsToldOnceAndTriedAgain() throws TimeoutException {
        AtomicInteger tries = new AtomicInteger();
        SessionStore store = SharedStore.of(CRYPTO, () -> {
            if (tries.incrementAndGet() < 4) {
                throw new NoClassDefFoundError("javax/cache/Caching");
            }
            return new Caches(sessions.cache(), uses.cache());
        }, name, LONG, nanos::get).sessions();
        await(() -> {
            pass(31);
            return store.put(id(1), id(2), 0);
        });
        pass(31);
        assertTrue(store.put(id(1), id(2), 0));
        assertEquals(4, tries.get());
        assertEquals(List.of(1L, 1L), List.of(log.count(BEGAN), log.count(ENDED)), () -> log.all().toString());
    }

    @Test
    void usesThatAreForgottenTooSoonAreRefused() {
        uses.expiry = new javax.cache.expiry.Duration(TimeUnit.SECONDS, 59);
        assertThrows(IllegalArgumentException.class,
                () -> SharedStore.of(CRYPTO, sessions.cache(), uses.cache(), LONG));
        uses.expiry = javax.cache.expiry.Duration.ONE_MINUTE;
        SharedStore.of(CRYPTO, sessions.cache(), uses.cache(), LONG);
        uses.expiry = javax.cache.expiry.Duration.ETERNAL;
        SharedStore.of(CRYPTO, sessions.cache(), uses.cache(), LONG);
    }
}
