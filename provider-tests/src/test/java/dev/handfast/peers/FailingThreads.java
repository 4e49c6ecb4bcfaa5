package dev.handfast.peers;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of a process that can start none for a while, as {@link Thread#start} says it. */
public final class FailingThreads implements ThreadFactory {

    private final AtomicInteger failures;

    /** Fails so often, and works then. */
    public FailingThreads(int failures) {
        this.failures = new AtomicInteger(failures);
    }

    @Override
    public Thread newThread(Runnable work) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread thread = new Thread(work, "after a failure");
        thread.setDaemon(true);
        return thread;
    }
}
