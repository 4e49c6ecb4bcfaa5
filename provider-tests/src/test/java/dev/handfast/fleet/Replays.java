package dev.handfast.fleet;

import dev.handfast.peers.Background;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Sends recorded flights again, several at a time. */
final class Replays {

    private static final int THREADS = 4;

    private Replays() {
    }

    /** Sends each flight so many times to one server or to several in turn. */
    static void run(List<byte[]> flights, int times, int... ports) throws Exception {
        List<Future<Void>> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int offset = t;
            threads.add(Background.run(() -> {
                for (int i = offset; i < flights.size() * times; i += THREADS) {
                    Fleet.replay(flights.get(i % flights.size()), ports[i / flights.size() % ports.length]);
                }
            }));
        }
        for (Future<Void> thread : threads) {
            Background.get(thread);
        }
    }
}
