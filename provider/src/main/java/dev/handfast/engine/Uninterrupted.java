package dev.handfast.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that no interrupt cuts off; a thread that was interrupted meanwhile is so afterwards. */
public final class Uninterrupted {

    private Uninterrupted() {
    }

    /** Waits until a latch is down. */
    public static void await(CountDownLatch latch) {
        await(latch, Long.MAX_VALUE);
    }

    /** Waits so many nanoseconds for a latch; whether it is down. */
    public static boolean await(CountDownLatch latch, long nanos) {
        long begun = System.nanoTime();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return latch.await(nanos - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
