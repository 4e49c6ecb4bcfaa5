package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.Background;
import dev.handfast.peers.FailingThreads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What limits the last word of a socket, where its timer or the threads of its steps cannot be had. */
@Timeout(120)
@Tag("unit")
class WriteLimitTest {

    private static final String FULL = "unable to create native thread";

    private final Time time = new Time();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch cut = new CountDownLatch(1);

    /** Time that passes when it is told to; it fails where it is told to, by what it is told to. */
    private static final class Time extends ScheduledThreadPoolExecutor {

        private final List<String> asked = new ArrayList<>();
        private final Deque<Runnable> due = new ArrayDeque<>();
        private final Deque<Throwable> failures = new ArrayDeque<>();
        private boolean starts = true;

        Time() {
            super(1);
        }

        @Override
        public boolean prestartCoreThread() {
            if (!starts) {
                failAsTold(failures);
            }
            return false;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            failAsTold(failures);
            asked.add(delay + " " + unit);
            due.add(work);
            return super.schedule(Executors.callable(work), 1, TimeUnit.DAYS);
        }

        /** Does what was asked for first. */
        void pass() {
            due.remove().run();
        }
    }

    private static void failAsTold(Deque<Throwable> failures) {
        Throwable failure = failures.poll();
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    static List<Throwable> refusals() {
        return List.of(new OutOfMemoryError(FULL), new RejectedExecutionException("it was shut down"),
                new IllegalStateException("a factory of another kind"));
    }

    @AfterEach
    void stop() {
        time.shutdownNow();
    }

    private WriteLimit limit(ThreadFactory steps) {
        return new WriteLimit(new ClosingTimer(time, steps), 7, ended::countDown, cut::countDown);
    }

    private void assertAsked(String... times) {
        assertEquals(List.of(times), time.asked);
    }

    @Test
    void theOutputIsEndedAndThenAllIsCutOff() throws Exception {
        WriteLimit limit = limit(new FailingThreads(0));
        time.pass();
        Background.await(ended);
        assertEquals(1, cut.getCount());
        time.pass();
        Background.await(cut);
        assertAsked("7 SECONDS", 3 * SocketDriver.CLOSING_WAIT_SECONDS + " SECONDS");
        limit.close();
    }

    /** The last word is said without a limit. */
    @ParameterizedTest
    @MethodSource("refusals")
    void aTimerThatCannotBeStartedIsDoneWithout(Throwable refusal) {
        time.starts = false;
        time.failures.add(refusal);
        limit(new FailingThreads(0)).close();
        assertAsked();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aTimerThatRefusesIsDoneWithout(Throwable refusal) {
        time.failures.add(refusal);
        limit(new FailingThreads(0)).close();
        assertAsked();
    }

    /** A second later; what the process's limit of threads is for the one, it may be for the other. */
    @ParameterizedTest
    @MethodSource("refusals")
    void stepsThatCannotBeStartedAreTriedAgain(Throwable refusal) throws Exception {
        Deque<Throwable> failures = new ArrayDeque<>(List.of(refusal, refusal, refusal));
        FailingThreads threads = new FailingThreads(0);
        WriteLimit limit = limit(work -> {
            failAsTold(failures);
            return threads.newThread(work);
        });
        String later = 3 * SocketDriver.CLOSING_WAIT_SECONDS + " SECONDS";
        time.pass();
        assertAsked("7 SECONDS", later, "1 SECONDS");
        time.pass();
        assertAsked("7 SECONDS", later, "1 SECONDS", "1 SECONDS");
        time.pass();
        assertAsked("7 SECONDS", later, "1 SECONDS", "1 SECONDS", "1 SECONDS");
        assertEquals(1, ended.getCount());
        time.pass();
        Background.await(cut);
        time.pass();
        Background.await(ended);
        limit.close();
    }

    @Test
    void nothingIsTriedAgainWhenAllIsDone() {
        WriteLimit limit = limit(new FailingThreads(1));
        time.pass();
        assertAsked("7 SECONDS", 3 * SocketDriver.CLOSING_WAIT_SECONDS + " SECONDS", "1 SECONDS");
        limit.close();
        time.pass();
        time.pass();
        assertEquals(0, time.due.size());
        assertEquals(1, cut.getCount(), "cut off though all was done");
        assertEquals(1, ended.getCount(), "ended though all was done");
    }

    /** The output is ended even if the transport will not be cut off. */
    @ParameterizedTest
    @MethodSource("refusals")
    void theOutputIsEndedWhateverTheTimerSays(Throwable refusal) throws Exception {
        limit(new FailingThreads(0));
        time.failures.add(refusal);
        assertThrows(refusal.getClass(), time::pass);
        Background.await(ended);
    }

    @Test
    void whatIsDoneInTimeIsTakenBack() {
        limit(new FailingThreads(0)).close();
        assertEquals(0, time.getQueue().size(), "limits that are kept");
        time.pass();
        assertAsked("7 SECONDS");
        assertEquals(1, ended.getCount());
    }
}
