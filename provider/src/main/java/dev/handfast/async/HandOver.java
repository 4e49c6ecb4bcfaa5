package dev.handfast.async;

import dev.handfast.wire.Printable;
import dev.handfast.wire.SafeLog;

import org.jspecify.annotations.Nullable;

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
    // Classes rather than lambdas, which take longer to link: the first HTTPS request of a JVM comes by
    private static final Consumer<Throwable> NOTHING = new Consumer<>() {
        @Override
        public void accept(Throwable why) {
        }
    };

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
     * @param work made, as {@code takeBack} is, before anything is noted that is under way: there may be no memory
     * @param takeBack is told why nobody will do it; run by this thread, and what it throws goes to the log too
     * @return whether it is done, or will be
     */
    public boolean to(Executor executor, Runnable work, Consumer<Throwable> takeBack) {
        Once once = null;
        try {
            once = new Once(work);
            executor.execute(once);
            return true;
        } catch (Throwable e) {
            return isTaken(once, takeBack, e);
        }
    }

    /** As {@link #to}, by a new thread of this factory. */
    public boolean toThread(ThreadFactory factory, Runnable work, Consumer<Throwable> takeBack) {
        Once once = null;
        try {
            once = new Once(work);
            factory.newThread(once).start();
            return true;
        } catch (Throwable e) {
            return isTaken(once, takeBack, e);
        }
    }

    /** As above, where there is nothing to take back. */
    public boolean toThread(ThreadFactory factory, Runnable work) {
        return toThread(factory, work, NOTHING);
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

    /** Work that is done or taken back: a pool may have kept what it failed to start a thread for. */
    private final class Once implements Runnable {

        private final AtomicBoolean taken = new AtomicBoolean();
        private final Runnable work;

        Once(Runnable work) {
            this.work = work;
        }

        boolean take() {
            return taken.compareAndSet(false, true);
        }

        @Override
        public void run() {
            if (take()) {
                try {
                    work.run();
                } catch (Throwable e) {
                    say("a thread failed ", e);
                }
            }
        }
    }

    /** Whether work is done although handing it over has failed; else takes it back. */
    private boolean isTaken(@Nullable Once once, Consumer<Throwable> takeBack, Throwable why) {
        if (once != null && !once.take()) {
            return true;
        }
        try {
            // First: where there is no memory, there may be none to say it either
            takeBack.accept(why);
        } catch (Throwable again) {
            say("what takes back failed where there is no thread ", again);
        }
        say("there is no thread ", why);
        return false;
    }

    /** As far as there is memory to say anything. */
    private void say(String what, Throwable why) {
        try {
            Level level = told.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG;
            LOG.log(level, what + kind + ": " + Printable.of(why));
        } catch (Throwable again) {
            // There is nobody else to tell
        }
    }
}
