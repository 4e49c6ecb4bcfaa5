package dev.handfast.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.FailingThreads;
import dev.handfast.session.jcache.LogLines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Work is done once, or what takes it back is, whatever threads and executors throw. */
@Tag("unit")
class HandOverTest {

    private static final Path SOURCES = Path.of("../provider/src/main/java");

    private static final Pattern NOTED = Pattern.compile("\\.compareAnd(?:Set|Exchange)\\(");
    private static final Pattern HANDED_OVER = Pattern.compile("\\.(?:to|toThread|askLater)\\(");
    private static final String END_OF_METHOD = "\n    }\n";
    private static final Pattern MADE = Pattern.compile("->|::|\\bnew ");

    private final List<Throwable> takenBack = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);

    @Test
    void whatCannotBeStartedIsTakenBack() throws Exception {
        FailingThreads threads = new FailingThreads(2);
        try (LogLines log = new LogLines(HandOver.class.getName(), "to test threads")) {
            HandOver handOver = HandOver.of("to test threads");
            assertFalse(handOver.toThread(threads, done::countDown, takenBack::add), "there was no thread");
            assertFalse(handOver.toThread(threads, done::countDown, takenBack::add), "there was no thread");
            assertTrue(handOver.toThread(threads, done::countDown, takenBack::add), "there was a thread");
            Background.await(done);
            assertEquals(2, takenBack.size(), () -> "taken back for " + takenBack);
            assertEquals(List.of("WARNING there is no thread to test threads: OutOfMemoryError: unable to"
                    + " create native thread"), log.all());
        }
    }

    @Test
    void whatIsRefusedIsTakenBack() {
        RejectedExecutionException full = new RejectedExecutionException("full");
        assertFalse(HandOver.of("to test").to(work -> {
            throw full;
        }, done::countDown, takenBack::add));
        assertEquals(List.of(full), takenBack);
        assertEquals(1, done.getCount());
    }

    /** Where memory is short there may be none to tell of it: whoever waits for the work must not wait for that. */
    @Test
    void itIsTakenBackBeforeItIsTold() {
        List<String> order = new CopyOnWriteArrayList<>();
        assertFalse(HandOver.of("to test the order").to(work -> {
            throw new RejectedExecutionException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    order.add("told");
                    return "full";
                }
            };
        }, done::countDown, why -> order.add("taken back")));
        assertEquals("taken back", order.get(0), order::toString);
        assertTrue(order.contains("told"), order::toString);
    }

    @Test
    void whatTakesBackLetsNothingOut() {
        try (LogLines log = new LogLines(HandOver.class.getName(), "to test what takes back")) {
            assertFalse(HandOver.of("to test what takes back").to(work -> {
                throw new RejectedExecutionException("full");
            }, done::countDown, why -> {
                throw new OutOfMemoryError("Java heap space");
            }));
            assertEquals(List.of("WARNING what takes back failed where there is no thread to test what takes back:"
                    + " OutOfMemoryError: Java heap space"), log.all());
        }
    }

    /** A pool may keep what it has failed to start a thread for: it is taken back, so it is not done later. */
    @Test
    void whatWasTakenBackIsNotDone() {
        List<Runnable> kept = new ArrayList<>();
        assertFalse(HandOver.of("to test").to(work -> {
            kept.add(work);
            throw new OutOfMemoryError("unable to create native thread");
        }, done::countDown, takenBack::add));
        kept.get(0).run();
        assertEquals(1, done.getCount(), "it was done and taken back");
        assertEquals(1, takenBack.size());
    }

    @Test
    void whatWasDoneIsNotTakenBack() {
        boolean isDone = HandOver.of("to test").to(work -> {
            work.run();
            throw new OutOfMemoryError("unable to create native thread");
        }, done::countDown, takenBack::add);
        assertEquals(0, done.getCount());
        assertEquals(List.of(), takenBack, "it was done and taken back");
        assertTrue(isDone, "it was done");
    }

    /** A pool's thread would end, and what waits in the pool might wait for ever. */
    @Test
    void failuresEndNoThread() throws Exception {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        HandOver handOver = HandOver.of("to test failures");
        List<Thread> ran = new ArrayList<>();
        assertTrue(handOver.to(pool, () -> {
            ran.add(Thread.currentThread());
            throw new OutOfMemoryError("Java heap space");
        }, takenBack::add));
        handOver.to(pool, () -> {
            ran.add(Thread.currentThread());
            done.countDown();
        }, takenBack::add);
        Background.await(done);
        pool.shutdown();
        assertEquals(ran.get(0), ran.get(1), "the thread has ended");
        assertEquals(List.of(), takenBack);
    }

    /** What takes back may fail itself, for the same want of memory. */
    @Test
    void whatFailsToTakeBackEscapesNowhere() {
        HandOver handOver = HandOver.of("to test taking back");
        assertFalse(handOver.toThread(new FailingThreads(1), done::countDown, why -> {
            takenBack.add(why);
            throw new StackOverflowError("no memory");
        }));
        assertEquals(1, takenBack.size());
        assertEquals(1, done.getCount());
    }

    /**
     * Between noting that something is under way and handing it over nothing is made: for want of memory that could
     * fail, and nobody would take the note back.
     */
    @Test
    void whatIsHandedOverIsMadeBeforeItIsNoted() throws IOException {
        List<String> found = new ArrayList<>();
        int looked = 0;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            for (Path source : all.filter(path -> path.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                for (Matcher noted = NOTED.matcher(text); noted.find();) {
                    String rest = text.substring(noted.end(), text.indexOf(END_OF_METHOD, noted.end()));
                    Matcher handedOver = HANDED_OVER.matcher(rest);
                    if (handedOver.find()) {
                        looked++;
                        String between = rest.substring(0, rest.indexOf(";\n", handedOver.end()));
                        if (MADE.matcher(between).find()) {
                            found.add(source.getFileName() + ": " + between);
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), found);
        assertEquals(3, looked, "the staples, the opening of a store, and the scope of early data");
    }
}
