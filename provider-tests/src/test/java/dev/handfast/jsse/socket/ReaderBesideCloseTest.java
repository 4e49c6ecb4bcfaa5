package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thread that reads comes while another one closes and drops what nobody has read: it gets nothing behind that. */
@Timeout(120)
@Tag("contract")
class ReaderBesideCloseTest {

    private static final byte EARLIER = 1;
    private static final byte LATER = 2;

    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    void readingEndsBeforeWhatWasDropped(String version, boolean autoClose) throws Exception {
        try (Layers layers = Layers.of(new JsseRow(JsseStack.HANDFAST, version), true, autoClose)) {
            byte[] record = new byte[1000];
            Arrays.fill(record, EARLIER);
            for (int i = 0; i < 3; i++) {
                layers.peer().getOutputStream().write(record);
            }
            // so that closing gives up before its deadline, behind which nobody reads anyway
            layers.socket().setSoTimeout(100);
            AtomicReference<Thread> closer = new AtomicReference<>();
            AtomicReference<Thread> reader = new AtomicReference<>();
            CountDownLatch dropping = new CountDownLatch(1);
            CountDownLatch readerWaits = new CountDownLatch(1);
            CountDownLatch readerIsDone = new CountDownLatch(1);
            layers.below().beforeReads(() -> {
                if (Thread.currentThread() == closer.get()) {
                    dropping.countDown();
                    await(readerWaits);
                } else if (Thread.currentThread() == reader.get()) {
                    record[0] = LATER;
                    layers.peer().getOutputStream().write(record, 0, 1);
                }
            });
            Future<Void> closing = Background.run(() -> {
                closer.set(Thread.currentThread());
                layers.socket().close();
            });
            Background.await(dropping);
            // what follows is set back behind what was dropped, and before the end
            layers.below().beforeTimeout(() -> await(readerIsDone));
            Future<Integer> reading = Background.start(() -> {
                reader.set(Thread.currentThread());
                try {
                    return lastRead(layers);
                } finally {
                    readerIsDone.countDown();
                }
            });
            while (reader.get() == null) {
                Thread.onSpinWait();
            }
            Background.awaitIn(reader.get(), "park");
            readerWaits.countDown();
            assertEquals(-1, Background.get(reading));
            Background.get(closing);
            assertTrue(layers.socket().isClosed());
        }
    }

    /** Reads what came first, and returns what ends that. */
    private static int lastRead(Layers layers) throws IOException {
        int value = EARLIER;
        while (value == EARLIER) {
            value = layers.socket().getInputStream().read();
        }
        return value;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
