package dev.handfast.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who takes something of a pool has it, and has it alone. */
@Tag("unit")
class ObjectPoolTest {

    private static final int MOST = 4;

    private final AtomicInteger made = new AtomicInteger();
    private final ObjectPool<AtomicBoolean> pool = new ObjectPool<>(MOST) {
        @Override
        protected AtomicBoolean make() {
            made.incrementAndGet();
            return new AtomicBoolean();
        }
    };

    @Test
    void anEmptyPoolMakesWhatIsTaken() {
        Set<Object> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3 * MOST; i++) {
            assertTrue(taken.add(pool.take()), "nobody else has it");
        }
        assertEquals(3 * MOST, made.get());
    }

    @Test
    void whatIsGivenBackServesAgain() {
        List<AtomicBoolean> taken = new ArrayList<>();
        for (int i = 0; i < 2 * MOST; i++) {
            taken.add(pool.take());
        }
        taken.forEach(pool::give);
        Set<Object> again = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < MOST; i++) {
            again.add(pool.take());
        }
        assertEquals(MOST, again.size(), "each was given to one");
        assertEquals(2 * MOST, made.get(), "as many as it may keep were kept");
        pool.take();
        assertEquals(2 * MOST + 1, made.get(), "and no more than these");
    }

    @Test
    void threadsNeverShareOne() throws Exception {
        List<Future<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 2 * MOST; i++) {
            threads.add(Background.run(() -> {
                for (int round = 0; round < 5_000; round++) {
                    AtomicBoolean mine = pool.take();
                    assertTrue(mine.compareAndSet(false, true), "another thread has it");
                    if (round % 16 == 0) {
                        Thread.onSpinWait();
                    }
                    mine.set(false);
                    pool.give(mine);
                }
            }));
        }
        for (Future<Void> thread : threads) {
            Background.get(thread);
        }
    }
}
