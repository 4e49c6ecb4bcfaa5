package dev.handfast.jsse.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.fetch.BodyMemory.Share;
import dev.handfast.peers.Background;
import dev.handfast.pki.cert.CrlReader;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Large bodies have a bound together; what waits, what does not, and what is given back. */
@Tag("unit")
class BodyMemoryTest {

    private static final int MB = 1 << 20;

    private final BodyMemory memory = new BodyMemory(4 * MB);

    private static long in(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private byte[] body(Share share, long declared, int size) throws IOException {
        try (Body body = new Body(3 * MB, share, in(0))) {
            body.length(declared);
            byte[] piece = new byte[8192];
            for (int left = size; left > 0; left -= piece.length) {
                body.add(piece, 0, Math.min(left, piece.length));
            }
            return body.whole();
        }
    }

    @Test
    void smallBodiesAreNotCounted() throws IOException {
        Share full = memory.share();
        full.take(4 * MB, in(0));
        assertEquals(0, memory.free());
        assertEquals(MB, body(memory.share(), -1, MB).length);
        assertEquals(MB, body(memory.share(), MB, MB).length);
        assertThrows(IOException.class, () -> body(memory.share(), -1, MB + 1));
        assertThrows(IOException.class, () -> body(memory.share(), MB + 1, MB + 1));
    }

    @Test
    void largeOnesAreCountedUntilTheyAreJudged() throws IOException {
        for (long declared : new long[] {-1, 5 * MB / 2}) {
            Share share = memory.share();
            assertEquals(5 * MB / 2, body(share, declared, 5 * MB / 2).length);
            assertEquals(4 * MB - 5 * MB / 2, memory.free());
            String why = assertThrows(IOException.class, () -> body(memory.share(), declared, 2 * MB)).getMessage();
            assertTrue(why.contains("other large bodies"), why);
            share.close();
            share.close();
            assertEquals(4 * MB, memory.free());
        }
    }

    @Test
    void whatDoesNotComeIsGivenBack() {
        Share share = memory.share();
        assertThrows(IOException.class, () -> body(share, -1, 3 * MB + 1));
        assertThrows(IOException.class, () -> body(share, 2 * MB, 3 * MB + 1));
        assertThrows(IOException.class, () -> body(share, 3 * MB + 1, 0));
        assertEquals(4 * MB, memory.free());
    }

    @Test
    void whoFindsNoRoomWaits() throws Exception {
        Share first = memory.share();
        first.take(3 * MB, in(0));
        Share second = memory.share();
        Future<?> waiting = Background.start(() -> {
            second.take(2 * MB, in(60));
            return null;
        });
        first.close();
        Background.get(waiting);
        assertEquals(2 * MB, memory.free());
    }

    /** Two that hold what the other waits for would wait until their time is over. */
    @Test
    void whoHoldsSomeDoesNotWait() throws IOException {
        Share share = memory.share();
        share.take(3 * MB, in(0));
        assertThrows(IOException.class, () -> share.take(2 * MB, in(1_000_000)));
        share.take(MB, in(0));
        assertEquals(0, memory.free());
    }

    /** Of two that hold some and want more, one finds none, and the other goes on. */
    @Test
    void ofThoseWhoGrowOneGoesOn() throws Exception {
        Share first = memory.share();
        Share second = memory.share();
        first.take(2 * MB, in(0));
        second.take(2 * MB, in(0));
        Future<?> waiting = untilItWaits(first, MB);
        assertThrows(IOException.class, () -> second.take(1, in(60)));
        assertFalse(waiting.isDone());
        second.close();
        Background.get(waiting);
        assertEquals(MB, memory.free());
    }

    /** Who waits for much does not keep others from what there is. */
    @Test
    void smallOnesGoPastALargeOneThatWaits() throws Exception {
        Share first = memory.share();
        first.take(3 * MB, in(0));
        Share large = memory.share();
        Future<?> waiting = untilItWaits(large, 2 * MB);
        Share small = memory.share();
        small.take(MB, in(0));
        small.close();
        assertEquals(MB, memory.free());
        first.close();
        Background.get(waiting);
        assertEquals(2 * MB, memory.free());
    }

    private static Future<?> untilItWaits(Share share, int bytes) {
        AtomicReference<Thread> waiter = new AtomicReference<>();
        Future<?> waiting = Background.start(() -> {
            waiter.set(Thread.currentThread());
            share.take(bytes, in(60));
            return null;
        });
        while (waiter.get() == null || waiter.get().getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    /** A server that does not say how much it sends holds what it sent, and as much again at most. */
    @Test
    void roomGrowsWithWhatCame() throws IOException {
        try (Body slow = new Body(CrlReader.MAX_BYTES, memory.share(), in(0))) {
            slow.length(-1);
            slow.add(new byte[MB + 1], 0, MB + 1);
            assertEquals(2 * MB, memory.free());
            Share other = memory.share();
            assertEquals(3 * MB / 2, body(other, -1, 3 * MB / 2).length);
            other.close();
            slow.add(new byte[3 * MB - 1], 0, 3 * MB - 1);
            assertEquals(0, memory.free());
            String why = assertThrows(IOException.class, () -> slow.add(new byte[1], 0, 1)).getMessage();
            assertTrue(why.contains("heap"), why);
        }
        assertEquals(4 * MB, memory.free());
    }

    /** One that says much and sends little holds none; who says how much it is waits once. */
    @Test
    void whoSaysMuchAndSendsLittleHoldsNone() throws IOException {
        try (Body slow = new Body(CrlReader.MAX_BYTES, memory.share(), in(0))) {
            slow.length(4 * MB);
            slow.add(new byte[MB], 0, MB);
            assertEquals(4 * MB, memory.free());
            slow.add(new byte[1], 0, 1);
            assertEquals(0, memory.free());
        }
        assertEquals(4 * MB, memory.free());
    }

    /** What the search holds already is this side's; only what is too large for an empty memory is the server's. */
    @Test
    void whatTheSearchHoldsIsNoFaultOfTheServers() throws Exception {
        try (BodyMemory.Share share = memory.share()) {
            share.take(3 * MB, in(0));
            assertThrows(NotAsked.class, () -> share.take(2 * MB, in(1_000_000)));
            assertFalse(share.take(MB, in(0)), "it had not to wait");
        }
        IOException tooLarge = assertThrows(IOException.class, () -> memory.share().take(5 * MB, in(1_000_000)));
        assertFalse(tooLarge instanceof NotAsked);
    }

    @Test
    void moreThanThereIsIsRefusedAtOnce() {
        String why = assertThrows(IOException.class, () -> memory.share().take(5 * MB, in(1_000_000))).getMessage();
        assertTrue(why.contains("heap"), why);
    }
}
