package dev.handfast.jsse.staple;

import dev.handfast.async.HandOver;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The process's threads that ask responders: started when first needed, daemons, gone when idle. */
final class StapleThreads {

    /** Fetches at a time: so many slow responders hold up those of other certificates. */
    private static final int THREADS = 4;

    /** Fetches that wait for a thread; more are refused, and count as failed. */
    private static final int WAITING = 256;

    private static final int IDLE_SECONDS = 10;

    private static final AtomicInteger STARTED = new AtomicInteger();

    private StapleThreads() {
    }

    private static final class Shared {

        static final ThreadPoolExecutor EXECUTOR = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS,
                TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), StapleThreads::thread);

        static {
            EXECUTOR.allowCoreThreadTimeOut(true);
        }
    }

    /** The one of this process. */
    static Executor shared() {
        return Shared.EXECUTOR;
    }

    private static Thread thread(Runnable work) {
        return HandOver.daemons("handfast-staple-" + STARTED.incrementAndGet()).newThread(work);
    }
}
