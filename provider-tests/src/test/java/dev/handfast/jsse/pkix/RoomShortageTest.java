package dev.handfast.jsse.pkix;

import static dev.handfast.jsse.pkix.ShortageTest.HARD_AND_SOFT;
import static dev.handfast.jsse.pkix.ShortageTest.PATIENT;
import static dev.handfast.jsse.pkix.ShortageTest.assertVerdict;
import static dev.handfast.jsse.pkix.ShortageTest.isAskedAfterwards;
import static dev.handfast.jsse.pkix.ShortageTest.revoked;
import static dev.handfast.jsse.pkix.ShortageTest.verdict;
import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.pkix.Fetching.Kind;
import dev.handfast.jsse.pkix.ShortageTest.Lack;
import dev.handfast.pki.TestPki;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.security.cert.PKIXRevocationChecker.Option;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lacks room in this process, as other large bodies have it, is no silence of an authority. */
@Tag("contract")
class RoomShortageTest {

    /** Entries of a list that is counted in memory. */
    private static final int ENTRIES = 36_000;

    @Test
    void noRoomForALargeListIsOurs() throws Exception {
        for (Option[] options : HARD_AND_SOFT) {
            isAskedAfterwards(Kind.LIST, options, ENTRIES, RoomShortageTest::allRoom);
        }
    }

    /** Whoever waits for room is interrupted there, again and again, and gets it in the end. */
    @Test
    void anInterruptTakesNoPlaceFromWhoWaitsForRoom() throws Exception {
        for (Option[] options : HARD_AND_SOFT) {
            byte[][] body = new byte[1][];
            try (OddServer server = new OddServer(out -> OddServer.says(body[0]).write(out))) {
                TestPki leaf = Fetching.leaf(Kind.LIST, server.at("/x"));
                body[0] = revoked(Kind.LIST, leaf, ENTRIES);
                FutureTask<String> search = search(leaf, options);
                Thread thread = new Thread(search, "waits for room");
                try (Lack room = allRoom()) {
                    thread.start();
                    for (int i = 1; i <= 3; i++) {
                        await(server, i);
                        thread.interrupt();
                    }
                    await(server, 4);
                }
                assertVerdict(Kind.LIST, search.get(60, TimeUnit.SECONDS));
            }
        }
    }

    /** A body that had to wait for room, and is cut off then, may have been cut off for that. */
    @Test
    void whatHadToWaitForRoomIsNotTheServersSilence() throws Exception {
        for (Option[] options : HARD_AND_SOFT) {
            byte[][] body = new byte[1][];
            try (OddServer server = new OddServer(out -> {
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body[0].length + "\r\n\r\n").getBytes());
                out.write(body[0], 0, body[0].length - 1);
            })) {
                TestPki leaf = Fetching.leaf(Kind.LIST, server.at("/x"));
                body[0] = revoked(Kind.LIST, leaf, ENTRIES);
                FutureTask<String> search = search(leaf, options);
                Thread thread = new Thread(search, "waits for room");
                try (Lack room = allRoom()) {
                    thread.start();
                    awaitWaiting(thread);
                }
                String refused = search.get(60, TimeUnit.SECONDS);
                assertTrue(refused.contains("not asked: its answer was held up by other large bodies"), refused);
            }
        }
    }

    private static FutureTask<String> search(TestPki leaf, Option[] options) {
        return new FutureTask<>(() -> with(PATIENT, () -> verdict(Kind.LIST, leaf, options)));
    }

    /** All the room that large bodies have. */
    private static Lack allRoom() throws Exception {
        Object memory = ofProcess();
        AutoCloseable share = (AutoCloseable) method(memory.getClass(), "share").invoke(memory);
        long free = (long) method(memory.getClass(), "free").invoke(memory);
        method(share.getClass(), "take", long.class, long.class).invoke(share, free,
                System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
        return () -> {
            try {
                share.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    private static Object ofProcess() throws ReflectiveOperationException {
        Field one = Class.forName("dev.handfast.jsse.fetch.BodyMemory").getDeclaredField("OF_PROCESS");
        one.setAccessible(true);
        return one.get(null);
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    /** Until a thread waits for room. */
    private static void awaitWaiting(Thread thread) {
        long begun = System.nanoTime();
        while (thread.getState() != Thread.State.TIMED_WAITING || Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().contains("BodyMemory"))) {
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(60), "it does not wait for room");
            Thread.onSpinWait();
        }
    }

    private static void await(OddServer server, int requests) {
        long begun = System.nanoTime();
        while (server.requests().size() < requests) {
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(60), "no request " + requests);
            Thread.onSpinWait();
        }
    }
}
