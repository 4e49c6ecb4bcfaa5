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

    private static final class Shared {

        static final HandOver STEPS = HandOver.of("to end what takes too long, which is tried again");

        static final ClosingTimer TIMER = new ClosingTimer(new ScheduledThreadPoolExecutor(1,
                HandOver.daemons("handfast-closing-timer")), HandOver.daemons("handfast-closing"));
    }

    private final ScheduledThreadPoolExecutor waiting;
    private final ThreadFactory steps;

    /**
     * A timer of its own.
     *
     * @param waiting what waits, with one thread, which is set up
     * @param steps makes a thread for each step
     */
    ClosingTimer(ScheduledThreadPoolExecutor waiting, ThreadFactory steps) {
        waiting.setRemoveOnCancelPolicy(true);
        waiting.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        waiting.allowCoreThreadTimeOut(true);
        this.waiting = waiting;
        this.steps = steps;
    }

    /** The process's. */
    static ClosingTimer shared() {
        return Shared.TIMER;
    }

    /**
     * Does something in so many seconds, which must not wait for anything.
     *
     * @throws OutOfMemoryError if there is no thread and none can be started; then nothing is kept of it
     */
    Future<?> after(int seconds, Runnable work) {
        waiting.prestartCoreThread();
        return waiting.schedule(work, seconds, TimeUnit.SECONDS);
    }

    /** Does something now that may wait; or what takes it back, if there is no thread. */
    void start(Runnable step, Consumer<Throwable> takeBack) {
        Shared.STEPS.toThread(steps, step, takeBack);
    }
}
