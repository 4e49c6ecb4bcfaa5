package dev.handfast.jsse.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.FailingThreads;
import dev.handfast.pki.path.SharedCaches;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names that are never answered do not keep others from being looked up. */
@Tag("unit")
class NameLookupTest {

    private final CountDownLatch answer = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(NameLookup.PLACES);
    private final CountDownLatch askedOfDomain = new CountDownLatch(NameLookup.PLACES_OF_DOMAIN);
    private final AtomicInteger slow = new AtomicInteger();
    private final AtomicInteger quick = new AtomicInteger();
    private final NameLookup lookup = new NameLookup(this::resolve, new SharedCaches(1L << 30));
    private final List<FutureTask<Object>> waiting = new ArrayList<>();

    private InetAddress[] resolve(String host) throws UnknownHostException {
        if (host.startsWith("slow")) {
            slow.incrementAndGet();
            asked.countDown();
            askedOfDomain.countDown();
            await(answer);
        }
        if (host.startsWith("never")) {
            await(never);
        }
        quick.incrementAndGet();
        return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void answerAll() {
        answer.countDown();
    }

    @Test
    void oneDomainTakesFewPlaces() throws Exception {
        for (int i = 0; i < NameLookup.PLACES; i++) {
            ask("slow" + i + ".a.evil.example", 60);
        }
        await(askedOfDomain);
        assertEquals(1, lookup.addresses(server("ocsp.authority.test"), in(60)).size());
        assertEquals(NameLookup.PLACES_OF_DOMAIN, slow.get());
        assertEquals(NameLookup.PLACES, waiting.stream().filter(each -> !each.isDone()).count());
        // Who has no time left does not wait; all others come to their turn.
        assertThrows(IOException.class, () -> lookup.addresses(server("late.a.evil.example"), System.nanoTime()));
        answer.countDown();
        for (FutureTask<Object> each : waiting) {
            assertEquals(1, ((List<?>) each.get(60, TimeUnit.SECONDS)).size());
        }
        assertEquals(NameLookup.PLACES, slow.get());
    }

    /** Strangers who share a domain with an authority do not keep its hosts from being looked up. */
    @Test
    void hostsThatWereFoundDoNotWaitForTheirDomain() throws Exception {
        lookup.addresses(server("ocsp.authority.co.test"), in(60));
        for (int i = 0; i < NameLookup.PLACES; i++) {
            ask("slow" + i + ".evil.co.test", 60);
        }
        await(askedOfDomain);
        assertEquals(1, lookup.addresses(server("ocsp.authority.co.test"), in(60)).size());
        assertEquals(NameLookup.PLACES_OF_DOMAIN, slow.get());
    }

    @Test
    void hostsThatWereFoundHavePlacesOfTheirOwn() throws Exception {
        lookup.addresses(server("ocsp.authority.test"), in(60));
        fill();
        assertEquals(1, lookup.addresses(server("OCSP.authority.test"), in(60)).size());
        assertThrows(IOException.class, () -> lookup.addresses(server("never.seen.test"), System.nanoTime()));
    }

    @Test
    void whoFindsNoPlaceWaits() throws Exception {
        fill();
        FutureTask<Object> late = ask("late.authority.test", 60);
        answer.countDown();
        assertEquals(1, ((List<?>) late.get(60, TimeUnit.SECONDS)).size());
    }

    @Test
    void aHostIsLookedUpOnceAtATime() throws Exception {
        for (int i = 0; i < 200; i++) {
            ask("slow.authority.test", 60);
        }
        answer.countDown();
        for (FutureTask<Object> each : waiting) {
            each.get(60, TimeUnit.SECONDS);
        }
        // Who comes when the answer is there looks it up again, and finds it at once.
        assertEquals(slow.get(), quick.get());
        assertTrue(slow.get() < 200, "lookups: " + slow);
    }

    @Test
    void aLookupThatNoThreadBeginsGivesItsPlaceBack() throws Exception {
        NameLookup failing = new NameLookup(this::resolve, new SharedCaches(1L << 30),
                new FailingThreads(2 * NameLookup.PLACES));
        for (int i = 0; i < 2 * NameLookup.PLACES; i++) {
            assertThrows(NotAsked.class, () -> failing.addresses(server("ocsp.authority.test"), in(60)));
        }
        assertEquals(1, failing.addresses(server("ocsp.authority.test"), in(60)).size());
    }

    /** The JDK remembers as unknown what it could not ask; under another name it asks. */
    @Test
    void whatTheNameServiceRemembersIsAskedByAnotherName() throws Exception {
        List<String> names = new ArrayList<>();
        NameLookup remembering = new NameLookup(host -> {
            names.add(host);
            if (host.endsWith(".")) {
                return resolve(host);
            }
            throw new UnknownHostException(host);
        }, new SharedCaches(1L << 30));
        assertEquals(1, remembering.addresses(server("ocsp.authority.test"), in(60)).size());
        assertEquals(List.of("ocsp.authority.test", "ocsp.authority.test."), names);
    }

    /** For as long as the JDK remembers, an unknown name may be one that could not be asked for. */
    @Test
    void behindALackOfSocketsUnknownNamesMayExist() throws Exception {
        NameLookup unknowing = new NameLookup(host -> {
            throw new UnknownHostException(host);
        }, new SharedCaches(1L << 30));
        Field lackUntil = Sockets.class.getDeclaredField("lackUntil");
        lackUntil.setAccessible(true);
        try {
            lackUntil.set(null, in(60));
            assertThrows(NotAsked.class, () -> unknowing.addresses(server("ocsp.authority.test"), in(60)));
        } finally {
            lackUntil.set(null, System.nanoTime() - 1);
        }
        IOException unknown = assertThrows(IOException.class,
                () -> unknowing.addresses(server("ocsp.authority.test"), in(60)));
        assertFalse(unknown instanceof NotAsked);
    }

    /** Who had to wait for a place cannot tell a name service that is slow from one that had too little time. */
    @Test
    void whoWaitedForAPlaceBlamesNoNameService() throws Exception {
        fill();
        FutureTask<Object> late = new FutureTask<>(() -> lookup.addresses(server("never.late.test"), in(3)));
        Thread thread = new Thread(late, "waits for a place");
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        answer.countDown();
        try {
            ExecutionException why = assertThrows(ExecutionException.class, () -> late.get(60, TimeUnit.SECONDS));
            assertTrue(why.getCause() instanceof NotAsked, why.getCause()::toString);
        } finally {
            never.countDown();
        }
    }

    /** Whatever came of lookups, their places are free. */
    @Test
    void placesAreGivenBack() throws Exception {
        for (int i = 0; i < 3 * NameLookup.PLACES; i++) {
            assertThrows(IOException.class, () -> new NameLookup(host -> {
                throw new UnknownHostException(host);
            }, new SharedCaches(1L << 30)).addresses(server("no.such.test"), in(60)));
            assertEquals(1, lookup.addresses(server("h" + i + ".authority.test"), in(60)).size());
        }
    }

    /** Takes all places of hosts that are not known, by hosts of many domains. */
    private void fill() {
        for (int i = 0; i < NameLookup.PLACES; i++) {
            ask("slow.evil" + i + ".example", 60);
        }
        await(asked);
    }

    private FutureTask<Object> ask(String host, int seconds) {
        FutureTask<Object> task = new FutureTask<>(() -> lookup.addresses(server(host), in(seconds)));
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        waiting.add(task);
        return task;
    }

    private static InetSocketAddress server(String host) {
        return InetSocketAddress.createUnresolved(host, 80);
    }

    private static long in(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }
}
