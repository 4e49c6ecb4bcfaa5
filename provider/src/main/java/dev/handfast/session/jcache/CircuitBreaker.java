package dev.handfast.session.jcache;

import dev.handfast.wire.SafeLog;
import dev.handfast.async.HandOver;
import dev.handfast.session.jcache.Outages.Standing;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Something on another machine that may fail or hang, and what to answer without it. Nobody waits longer than agreed:
 * JCache has no timeouts, so questions are asked by a few threads, which end when they have been idle, and are given up
 * by who waits. After a failure it is left alone for a while ({@link Outages}). Thread-safe.
 *
 * @param <R> what is asked
 */
final class CircuitBreaker<R> {

    /** A question. It may throw and take long; it is interrupted when nobody waits for it any more. */
    @FunctionalInterface
    interface Question<R, T> {

        /** Asks. */
        @Nullable
        T of(R resource) throws Exception;
    }

    private static final SafeLog LOG = SafeLog.of(CircuitBreaker.class);

    private static final HandOver QUESTION = HandOver.of("to ask a store that is not in this process");
    private static final HandOver OPENER = HandOver.of("to open a store that is not in this process");

    /** Questions at a time: at a millisecond each 28,000 a second, about what a large machine handshakes. */
    private static final int QUESTIONS = 28;

    /** Attempts at a time to find out whether it is back, even if all others hang. */
    private static final int ATTEMPTS = 4;

    /** Questions that wait for a thread; what takes longer than the patience is given up. */
    private static final int WAITING = 10_000;

    private static final int IDLE_SECONDS = 5;

    /** How long it may take to open before that counts as an outage: joining a cluster takes some seconds. */
    private static final long OPENING_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Callable<R> opener;
    private final Predicate<R> isClosed;
    private final long patienceNanos;
    private final LongSupplier nanoClock;
    private final Executor questions;
    private final Executor attempts;
    private final Outages outages;
    // Null while nothing is being opened.
    private final AtomicReference<Opening> opening = new AtomicReference<>();
    private volatile @Nullable R resource;

    /** When it began by the clock, in which standing, and what is zero when it has ended. */
    private record Opening(long since, Standing asked, CountDownLatch running) {
    }

    /**
     * Opens nothing yet.
     *
     * @param name how the log calls it
     * @param opener may block for long; is called again when what it opened is closed
     * @param isClosed whether something open can never answer again
     * @param patience how long a caller waits
     * @param nanoClock as {@link System#nanoTime}
     */
    CircuitBreaker(String name, Callable<R> opener, Predicate<R> isClosed, Duration patience, LongSupplier nanoClock) {
        this(name, opener, isClosed, patience, nanoClock, daemons(name));
    }

    /** As above, with threads of this factory. */
    CircuitBreaker(String name, Callable<R> opener, Predicate<R> isClosed, Duration patience, LongSupplier nanoClock,
            ThreadFactory factory) {
        this.outages = new Outages(name, patience, nanoClock);
        this.opener = opener;
        this.isClosed = isClosed;
        this.patienceNanos = patience.toNanos();
        this.nanoClock = nanoClock;
        this.questions = threads(QUESTIONS, factory);
        this.attempts = threads(ATTEMPTS, factory);
    }

    /** The answer, or {@code otherwise} if there is none in time. */
    <T> T ask(Question<R, T> question, T otherwise) {
        T answer = ask(question);
        return answer == null ? otherwise : answer;
    }

    /** The answer, which may be null; null too if there is none in time. */
    <T> @Nullable T ask(Question<R, T> question) {
        Standing asked = outages.toAsk();
        if (asked == null) {
            return null;
        }
        try {
            R open = opened(asked);
            return open == null ? null : ask(open, question, asked);
        } catch (Throwable e) {
            // An Error too: no handshake fails for want of an answer.
            outages.failed(asked, e);
            return null;
        }
    }

    private <T> @Nullable T ask(R open, Question<R, T> question, Standing asked) {
        FutureTask<@Nullable T> task = new FutureTask<>(() -> put(question, open));
        try {
            if (!QUESTION.to(asked.rests() ? attempts : questions, task, why -> outages.failed(asked, why))) {
                return null;
            }
            T answer = task.get(patienceNanos, TimeUnit.NANOSECONDS);
            outages.answered(asked);
            return answer;
        } catch (ExecutionException e) {
            outages.failed(asked, e.getCause());
        } catch (TimeoutException e) {
            task.cancel(true);
            outages.failed(asked,
                    new TimeoutException("no answer within " + TimeUnit.NANOSECONDS.toMillis(patienceNanos) + " ms"));
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** Asks in the background, unless there is an outage; {@code afterwards} runs in any case, perhaps at once. */
    void askLater(Question<R, ?> question, Runnable afterwards) {
        boolean handedOver = false;
        try {
            if (outages.mayTry()) {
                QUESTION.to(attempts, () -> {
                    try {
                        ask(question);
                    } finally {
                        afterwards.run();
                    }
                }, why -> afterwards.run());
                handedOver = true;
            }
        } finally {
            if (!handedOver) {
                afterwards.run();
            }
        }
    }

    private <T> @Nullable T put(Question<R, T> question, R open) throws Exception {
        try {
            return question.of(open);
        } catch (Exception | LinkageError e) {
            if (isClosed.test(open)) {
                resource = null;
            }
            throw e;
        }
    }

    /** What is open; null if it is not yet. Only those wait for it who come within the patience after it began. */
    private @Nullable R opened(Standing asked) {
        R open = resource;
        if (open != null) {
            return open;
        }
        long now = nanoClock.getAsLong();
        Opening mine = new Opening(now, asked, new CountDownLatch(1));
        Runnable work = () -> open(mine);
        Consumer<Throwable> takeBack = why -> end(mine, why);
        Opening before = opening.compareAndExchange(null, mine);
        Opening current = before == null ? mine : before;
        try {
            if (before == null && !OPENER.to(attempts, work, takeBack)) {
                return null;
            }
            long waited = now - current.since;
            if (waited > OPENING_NANOS) {
                outages.failed(asked,
                        new TimeoutException("not open after " + TimeUnit.NANOSECONDS.toSeconds(waited) + " s"));
            } else if (!current.running.await(patienceNanos - waited, TimeUnit.NANOSECONDS)) {
                LOG.log(Level.DEBUG, "the {0} is not open yet", outages.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return resource;
    }

    private void open(Opening mine) {
        Throwable failure = null;
        try {
            resource = opener.call();
        } catch (Throwable e) {
            failure = e;
        }
        end(mine, failure);
    }

    /** @param failure null if it is open */
    private void end(Opening mine, @Nullable Throwable failure) {
        try {
            if (failure == null) {
                // The next question finds out whether it answers.
                outages.opened();
            } else {
                outages.failed(mine.asked, failure);
            }
        } finally {
            opening.set(null);
            mine.running.countDown();
        }
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(null, work, "handfast " + name + " " + number.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static Executor threads(int most, ThreadFactory factory) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
