package dev.handfast.peers;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one side of a connection on another thread; every wait ends. */
public final class Background {

    private static final long SECONDS = 30;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test peer");
        thread.setDaemon(true);
        return thread;
    });

    private Background() {
    }

    /** Starts {@code work} on a daemon thread. */
    public static <T> Future<T> start(Callable<T> work) {
        return THREADS.submit(work);
    }

    /** Starts {@code work}, which has no result. */
    public static Future<Void> run(Work work) {
        return THREADS.submit(() -> {
            work.run();
            return null;
        });
    }

    /** Starts {@code work} on a virtual thread where there are any (JDK 21). */
    public static Future<Void> runVirtual(Work work) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        try {
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        } catch (NoSuchMethodException olderJdk) {
            THREADS.execute(task);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Thread.startVirtualThread is public", e);
        }
        return task;
    }

    /** The result of {@code work}, or its own exception. */
    public static <T> T get(Future<T> work) throws Exception {
        try {
            return work.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        } catch (TimeoutException e) {
            work.cancel(true);
            throw new TimeoutException("no end within " + SECONDS + " s");
        }
    }

    /** Waits for {@code latch}. */
    public static void await(CountDownLatch latch) throws Exception {
        if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("did not happen within " + SECONDS + " s");
        }
    }

    /** Waits until {@code thread} is blocked, waiting or in a read, as far as its stack shows {@code method}. */
    public static void awaitIn(Thread thread, String method) throws TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < deadline) {
            for (StackTraceElement frame : thread.getStackTrace()) {
                if (frame.getMethodName().equals(method)) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
        throw new TimeoutException(thread + " never entered " + method);
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run() throws Exception;
    }
}
