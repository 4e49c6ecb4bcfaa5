package dev.handfast.jsse.socket;

import dev.handfast.async.HandOver;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

        static final HandOver STEPS = HandOver.of("to end what takes too long, which is tried again");

        static final ThreadFactory THREADS = HandOver.daemons("handfast-closing");

        static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1,
                HandOver.daemons("handfast-closing-timer"));

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

    /** Does something now that may wait; or what takes it back, if there is no thread. */
    static void start(Runnable step, Consumer<Throwable> takeBack) {
        Shared.STEPS.toThread(Shared.THREADS, step, takeBack);
    }
}
