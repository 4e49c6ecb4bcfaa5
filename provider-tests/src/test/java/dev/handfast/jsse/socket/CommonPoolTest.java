package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.TestJvm;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The application keeps all threads of the pool that the JDK shares out: closing ends nevertheless. */
@Tag("contract")
class CommonPoolTest {

    /** On one processor the JDK starts a thread for each asynchronous task instead, so the pool is given two. */
    @Test
    void closingNeedsNoThreadOfTheCommonPool() throws IOException {
        String output = TestJvm.run(List.of("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2"), Probe.class);
        assertTrue(output.contains("closed"), output);
    }

    /** Closes over a transport that takes no more. */
    static final class Probe {

        private Probe() {
        }

        public static void main(String[] arguments) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch kept = new CountDownLatch(2);
            for (int i = 0; i < 100; i++) {
                ForkJoinPool.commonPool().execute(() -> {
                    kept.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            Background.await(kept);
            Layers layers = Layers.of("TLSv1.3", true);
            layers.fill();
            layers.socket().setSoLinger(true, 1);
            Background.get(Background.run(layers.socket()::close));
            System.out.println("closed");
            System.exit(0);
        }
    }
}
