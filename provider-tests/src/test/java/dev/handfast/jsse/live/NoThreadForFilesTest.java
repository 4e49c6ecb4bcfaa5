package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.FailingThreads;
import dev.handfast.peers.Identity;
import dev.handfast.tls.LiveEvent;
import dev.handfast.tls.LiveIdentities;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Who must not read files has a thread read them; where none can be started, it is known that they have changed. */
@Timeout(120)
@Tag("contract")
class NoThreadForFilesTest {

    private static final LiveFixture PKI = new LiveFixture("no thread");
    private static final Identity FIRST = PKI.identity("first");
    private static final Identity SECOND = PKI.identity("second");

    @TempDir
    private Path directory;

    private final AtomicInteger threads = new AtomicInteger();
    private final List<LiveEvent> events = new CopyOnWriteArrayList<>();
    private FakeIdentities files;
    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = directory.resolve("server.pem");
        files = new FakeIdentities(file);
        files.write(files.of(FIRST, FIRST.key()));
    }

    private Follower<Identities> follow(Clocks clocks) throws Unusable {
        return new Follower<>(LiveIdentities.ofPem(file, null).withInterval(Duration.ofMillis(1))
                .withListener(events::add), files, clocks);
    }

    private ThreadFactory counted(ThreadFactory factory) {
        return work -> {
            threads.incrementAndGet();
            return factory.newThread(work);
        };
    }

    private static void await(String what, BooleanSupplier condition) throws TimeoutException {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(30)) {
                throw new TimeoutException("not within 30 s: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** By the machine's clock: a handshake after the next, which asks again, finds a thread that reads. */
    @Test
    void itIsTriedAgain() throws Exception {
        Follower<Identities> follower = follow(Clocks.of(counted(new FailingThreads(2))));
        files.write(files.of(SECOND, SECOND.key()));
        await("it is known that there is something new", () -> follower.isInDoubt() && threads.get() == 1);
        assertEquals(1, follower.current().generation());
        await("a thread is asked for again", () -> follower.isInDoubt() && threads.get() == 2);
        assertEquals(1, follower.current().generation());
        await("a thread has read it", () -> !follower.isInDoubt());
        assertEquals(2, follower.current().generation());
        assertTrue(follower.problem().isEmpty(), follower.problem()::toString);
        assertEquals(List.of(LiveEvent.Kind.TAKEN), events.stream().map(LiveEvent::kind).toList());
    }

    /** What may read does so itself. */
    @Test
    void theNextHandshakeReadsThem() throws Exception {
        Follower<Identities> follower = follow(Clocks.of(new FailingThreads(Integer.MAX_VALUE)));
        files.write(files.of(SECOND, SECOND.key()));
        await("it is known that there is something new", follower::isInDoubt);
        assertEquals(2, follower.fresh().generation(), "who may read has read it");
        assertTrue(follower.problem().isEmpty(), follower.problem()::toString);
    }

    /** Clocks of another kind say it by an exception. */
    @Test
    void aRefusalThatIsThrownIsAFailedLook() throws Exception {
        TestClocks time = new TestClocks();
        Follower<Identities> follower = follow(new Clocks() {
            @Override
            public long nanos() {
                return time.nanos();
            }

            @Override
            public long millis() {
                return time.millis();
            }

            @Override
            public boolean start(Runnable work) {
                if (threads.incrementAndGet() == 1) {
                    throw new RejectedExecutionException("full");
                }
                return time.start(work);
            }
        });
        files.write(files.of(SECOND, SECOND.key()));
        time.pass();
        assertTrue(follower.isInDoubt());
        assertTrue(follower.problem().orElseThrow().contains("RejectedExecutionException: full"),
                follower.problem()::toString);
        assertEquals(1, follower.current().generation());
        assertFalse(follower.isInDoubt());
        assertEquals(2, follower.current().generation());
        assertTrue(follower.problem().isEmpty(), follower.problem()::toString);
    }
}
