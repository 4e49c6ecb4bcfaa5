package dev.handfast.jsse.socket;

import dev.handfast.engine.ProtocolConnection;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Does the work that a connection waits for on the thread that comes first; others that meet it wait until it is done.
 * No lock is held meanwhile.
 */
final class WorkTurn {

    private final AtomicReference<Turn> running = new AtomicReference<>();

    private record Turn(Thread thread, CountDownLatch done) {
    }

    /**
     * Does the work if there still is some, or waits for whoever does it.
     *
     * @throws IllegalStateException if this thread is at it, and so would wait for itself
     */
    void take(ProtocolConnection connection) {
        Turn mine = new Turn(Thread.currentThread(), new CountDownLatch(1));
        Turn other = running.compareAndExchange(null, mine);
        if (other != null) {
            await(other);
            return;
        }
        try {
            Runnable task = connection.takeTask();
            if (task != null) {
                task.run();
            }
        } finally {
            running.set(null);
            mine.done.countDown();
        }
    }

    private static void await(Turn other) {
        if (other.thread == Thread.currentThread()) {
            throw new IllegalStateException("a trust or key manager used the socket whose handshake waits for it");
        }
        boolean interrupted = false;
        while (other.done.getCount() > 0) {
            try {
                other.done.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
