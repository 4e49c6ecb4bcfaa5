package dev.handfast.async;

import dev.handfast.wire.Printable;
import dev.handfast.wire.SafeLog;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Hands work of one kind to other threads. Whoever notes that something is under way before another thread does it must
 * take that back if none does: a process may start no more threads ({@link OutOfMemoryError}), or an executor take
 * no more. So either the work is done once, or what takes back is, and never both, nor does anything escape. The log
 * tells of a kind once, then at level DEBUG. Thread-safe.
 */
public final class HandOver {

    private static final SafeLog LOG = SafeLog.of(HandOver.class);

    private final String kind;
    private final AtomicBoolean told = new AtomicBoolean();

    private HandOver(String kind) {
        this.kind = kind;
    }

    /**
     * Work of a kind.
     *
     * @param kind what it is, for the log: "to ..."
     */
    public static HandOver of(String kind) {
        return new HandOver(kind);
    }

    /**
     * Has an executor do it. What the work throws goes to the log, and ends no thread of a pool: work that waits there
     * would wait for the next one that is handed over.
     *
     * @param takeBack is told why nobody will do it; run by this thread
     * @return whether it is done, or will be
     */
    public boolean to(Executor executor, Runnable work, Consumer<Throwable> takeBack) {
        AtomicBoolean taken = new AtomicBoolean();
        try {
            executor.execute(() -> {
                // A pool may have kept what it failed to start a thread for.
                if (taken.compareAndSet(false, true)) {
                    run(work);
                }
            });
            return true;
        } catch (Throwable e) {
            if (!taken.compareAndSet(false, true)) {
                return true;
            }
            say("there is no thread ", e);
            takeBack.accept(e);
            return false;
        }
    }

    /** As {@link #to}, by a new thread of this factory. */
    public boolean toThread(ThreadFactory factory, Runnable work, Consumer<Throwable> takeBack) {
        return to(started -> factory.newThread(started).start(), work, takeBack);
    }

    /** Makes threads that keep neither the process nor an application's classes. */
    public static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(null, work, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        };
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            say("a thread failed ", e);
        }
    }

    private void say(String what, Throwable why) {
        Level level = told.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG;
        LOG.log(level, what + kind + ": " + Printable.of(why));
    }
}
