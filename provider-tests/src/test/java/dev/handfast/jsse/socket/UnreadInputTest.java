package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers send what nobody reads, so that closing waits for them: they do not hold more than so many threads. */
@Timeout(120)
@Tag("contract")
class UnreadInputTest {

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingWaitsForNobodyWhileOthersWait(String version) throws Exception {
        int all = RecordInput.WAITING_FOR_PEERS.availablePermits();
        assertTrue(RecordInput.WAITING_FOR_PEERS.tryAcquire(all));
        try (Layers layers = Layers.of(version, false)) {
            layers.peer().getOutputStream().write(new byte[100_000]);
            AtomicInteger waiting = new AtomicInteger();
            AtomicInteger reads = new AtomicInteger();
            layers.below().beforeReads(() -> {
                reads.incrementAndGet();
                try {
                    if (layers.below().getInputStream().available() == 0) {
                        waiting.incrementAndGet();
                    }
                } catch (IOException e) {
                    waiting.incrementAndGet();
                }
            });
            Background.get(Background.run(layers.socket()::close));
            assertTrue(reads.get() > 0);
            assertEquals(0, waiting.get(), "reads of what had not come");
            assertTrue(layers.below().isClosed());
        } finally {
            RecordInput.WAITING_FOR_PEERS.release(all);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whoHasWaitedLetsOthers(String version) throws Exception {
        int all = RecordInput.WAITING_FOR_PEERS.availablePermits();
        try (Layers layers = Layers.of(version, false)) {
            layers.peer().getOutputStream().write(new byte[1000]);
            Background.get(Background.run(layers.socket()::close));
        }
        assertEquals(all, RecordInput.WAITING_FOR_PEERS.availablePermits());
    }
}
