package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveEvent;
import dev.handfast.tls.LiveTrust;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Files that hold up who reads them, or take the heap: nobody follows such. */
@Tag("contract")
class PipesTest {

    private static final LiveFixture PKI = new LiveFixture("pipes");

    @TempDir
    private Path directory;

    private final TestClocks clocks = new TestClocks();

    /** Whoever waits in the system for a pipe to be opened is not interrupted: it is another thread that does. */
    private static <T> T bounded(Callable<T> work) throws Exception {
        return Background.get(Background.start(work));
    }

    private void makePipe(String name) throws Exception {
        Process made = new ProcessBuilder("mkfifo", directory.resolve(name).toString()).start();
        assertTrue(made.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, made.exitValue());
    }

    private Follower<TrustBundle> follow() throws Exception {
        LiveTrust source = LiveTrust.ofDirectory(directory);
        return bounded(() -> new Follower<>(source, new TrustBundleSource(source), clocks));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeAmongThemIsNamedAndWaitedForByNobody() throws Exception {
        Files.writeString(directory.resolve("ca.crt"), PKI.rootPem());
        Follower<TrustBundle> follower = follow();
        makePipe("other.crt");

        for (int i = 0; i < 2; i++) {
            clocks.pass();
            bounded(follower::fresh);
        }

        assertTrue(follower.problem().orElse("none").contains("other.crt: it is a pipe"), follower::toString);
        Files.delete(directory.resolve("other.crt"));
        clocks.pass();
        bounded(follower::fresh);
        assertEquals(Optional.empty(), follower.problem());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeIsNoBeginning() throws Exception {
        makePipe("ca.crt");
        Unusable thrown = assertThrows(Unusable.class, this::follow);
        assertTrue(thrown.getMessage().contains("it is a pipe"), thrown::getMessage);
    }

    /** A file system that hangs: what was good last is used, and it is said why nothing else is. */
    @Test
    void aLookThatDoesNotEndIsTold() throws Exception {
        Files.writeString(directory.resolve("ca.crt"), PKI.rootPem());
        List<LiveEvent> events = new CopyOnWriteArrayList<>();
        LiveTrust source = LiveTrust.ofDirectory(directory).withListener(events::add);
        HangingSource files = new HangingSource(new TrustBundleSource(source));
        Follower<TrustBundle> follower = new Follower<>(source, files, clocks);
        files.hangs = true;
        clocks.pass();
        Future<?> look = Background.start(follower::fresh);
        assertTrue(files.entered.await(30, TimeUnit.SECONDS));

        assertEquals(1, follower.fresh().generation());
        assertEquals(Optional.empty(), follower.problem());
        for (int second = 0; second < 11; second++) {
            clocks.pass();
        }
        assertTrue(follower.problem().orElse("none").contains("more than 10 seconds"));
        assertEquals(1, follower.fresh().generation());
        assertEquals(1, follower.fresh().generation());
        assertEquals(List.of(LiveEvent.Kind.REFUSED), events.stream().map(LiveEvent::kind).toList());

        files.goesOn.countDown();
        Background.get(look);
        assertEquals(Optional.empty(), follower.problem());
    }

    /** 80 MB in files without content on the disk, each of the largest size. */
    @Test
    void allFilesTogetherHaveABound() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (RandomAccessFile file = new RandomAccessFile(directory.resolve("big" + i + ".crt").toFile(), "rw")) {
                file.setLength(1 << 24);
            }
        }
        FileContents contents = FileContents.read(FileStamps.of(() -> IdentityGroup.filesOf(directory, true)));

        Unusable thrown = assertThrows(Unusable.class, () -> contents.of(directory.resolve("big4.crt")));
        assertTrue(thrown.getMessage().contains("it and those before it are larger than 67108864 bytes"),
                thrown::getMessage);
        assertEquals(1 << 24, contents.of(directory.resolve("big0.crt")).length);
    }

    /** A source whose files cannot be listed in time. */
    private static final class HangingSource implements Source<TrustBundle> {

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);
        volatile boolean hangs;
        private final Source<TrustBundle> inner;

        HangingSource(Source<TrustBundle> inner) {
            this.inner = inner;
        }

        @Override
        public List<Path> files() throws IOException {
            if (hangs) {
                entered.countDown();
                try {
                    assertTrue(goesOn.await(60, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return inner.files();
        }

        @Override
        public Reading<TrustBundle> read(FileContents contents, TrustBundle before, boolean settled, long now) {
            return inner.read(contents, before, settled, now);
        }

        @Override
        public List<HeldCertificate> held(TrustBundle state) {
            return inner.held(state);
        }

        @Override
        public boolean tellsOfEnded() {
            return inner.tellsOfEnded();
        }
    }
}
