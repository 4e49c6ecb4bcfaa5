package dev.handfast.jsse.socket;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The process's timer for sockets that take too long to close: one thread that waits, started when first needed, a
 * daemon, gone when idle, and one for each step that is due, which may wait for whatever is below. The JDK's common
 * pool would not do: the application may keep all of its threads.
 */
final class ClosingTimer {

    private static final int IDLE_SECONDS = 10;

    private ClosingTimer() {
    }

    private static final class Shared {

        static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1,
                work -> thread(work, "handfast-closing-timer"));

        static {
            TIMER.setRemoveOnCancelPolicy(true);
            TIMER.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            TIMER.allowCoreThreadTimeOut(true);
        }
    }

    /**
     * Does something in so many seconds, which must not wait for anything.
     *
     * @throws OutOfMemoryError if there is no thread and none can be started; then nothing is kept of it
     */
    static Future<?> after(int seconds, Runnable work) {
        Shared.TIMER.prestartCoreThread();
        return Shared.TIMER.schedule(work, seconds, TimeUnit.SECONDS);
    }

    /** Does something now that may wait. */
    static void start(Runnable step) {
        thread(step, "handfast-closing").start();
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
