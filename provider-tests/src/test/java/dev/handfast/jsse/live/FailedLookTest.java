package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveEvent;
import dev.handfast.tls.LiveEvent.Kind;
import dev.handfast.tls.LiveTrust;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** A look that fails for want of memory, or by a provider's fault: what has changed is taken at a later one. */
@Tag("contract")
class FailedLookTest {

    private static final long LONG_AGO = 600_000;

    @TempDir
    private Path directory;

    private final TestClocks clocks = new TestClocks();
    private final List<LiveEvent> events = new ArrayList<>();
    private final Text source = new Text();
    private Path file;
    private Follower<String> follower;

    /** A file of text; reading it fails as often as it is told to, where it is told to. */
    private final class Text implements Source<String> {

        private int failures;
        private int failuresOfHeld;
        private int failuresOfFiles;

        private void fail() {
            throw new OutOfMemoryError("Java heap space");
        }

        @Override
        public List<Path> files() throws IOException {
            if (failuresOfFiles-- > 0) {
                fail();
            }
            return List.of(file);
        }

        @Override
        public Reading<String> read(FileContents contents, String before, boolean settled, long now) {
            if (failures-- > 0) {
                fail();
            }
            try {
                String text = new String(contents.of(file), StandardCharsets.UTF_8);
                return new Reading<>(text.equals(before) ? null : text, List.of(), Long.MAX_VALUE);
            } catch (Unusable e) {
                return Reading.of(e);
            }
        }

        @Override
        public List<HeldCertificate> held(String state) {
            if (failuresOfHeld-- > 0) {
                fail();
            }
            return List.of();
        }

        @Override
        public boolean tellsOfEnded() {
            return false;
        }
    }

    @BeforeEach
    void begin() throws Exception {
        file = directory.resolve("trust.pem");
        write("old", 2 * LONG_AGO);
        follower = new Follower<>(LiveTrust.ofPem(file).withListener(events::add), source, clocks);
        assertEquals("old", look());
    }

    /** As tools do: written long before, and renamed into place, so that its time says nothing of the change. */
    private void write(String text, long millisAgo) throws IOException {
        Path made = Files.writeString(directory.resolve("made"), text);
        Files.setLastModifiedTime(made, FileTime.fromMillis(System.currentTimeMillis() - millisAgo));
        Files.move(made, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private String look() {
        clocks.pass();
        return follower.fresh().content();
    }

    private long told(Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).count();
    }

    @Test
    void aChangeThatCouldNotBeJudgedIsTakenLater() throws Exception {
        write("new", LONG_AGO);
        source.failures = 2;
        assertEquals("old", look());
        assertTrue(follower.problem().orElseThrow().contains("Java heap space"), follower.problem()::toString);
        assertEquals(1, told(Kind.REFUSED));
        assertTrue(follower.isInDoubt());
        assertEquals("old", look());
        assertEquals(1, told(Kind.REFUSED), "it is said once");
        assertEquals("new", look());
        assertFalse(follower.isInDoubt());
        assertEquals(1, told(Kind.TAKEN));
        assertTrue(follower.problem().isEmpty(), follower.problem()::toString);
        write("newer", LONG_AGO);
        source.failures = 1;
        assertEquals("new", look());
        assertEquals(2, told(Kind.REFUSED));
    }

    /** A state is taken whole, or at the next look. */
    @Test
    void aChangeThatWasHalfTakenIsTakenLater() throws Exception {
        write("new", LONG_AGO);
        source.failuresOfHeld = 1;
        assertEquals("old", look());
        assertEquals("new", look());
        assertEquals(2, follower.current().generation());
        assertEquals(1, told(Kind.TAKEN));
    }

    @Test
    void aGlanceThatFailsLeavesItInDoubt() throws Exception {
        write("new", LONG_AGO);
        source.failuresOfFiles = 1;
        clocks.pass();
        assertTrue(follower.isInDoubt());
        assertEquals("new", look());
        assertFalse(follower.isInDoubt());
    }

    /** What is in the files is known again when they could be read again, whether it is anything new or not. */
    @Test
    void aFailureWithoutAChangeIsOver() throws Exception {
        source.failuresOfFiles = 1;
        clocks.pass();
        assertTrue(follower.isInDoubt());
        assertTrue(follower.problem().isPresent());
        assertEquals("old", look());
        assertFalse(follower.isInDoubt());
        assertTrue(follower.problem().isEmpty(), follower.problem()::toString);
        assertEquals(1, follower.current().generation());
    }

    @Test
    void aChangeThatWasTakenBackIsNoProblem() throws Exception {
        write("new", LONG_AGO);
        source.failures = 1;
        assertEquals("old", look());
        assertTrue(follower.problem().isPresent());
        write("old", LONG_AGO / 2);
        assertEquals("old", look());
        assertTrue(follower.problem().isEmpty(), follower.problem()::toString);
        assertFalse(follower.isInDoubt());
        assertEquals(0, told(Kind.TAKEN));
    }

    /** An Error of a listener ends no handshake, and what it was told of stays. */
    @Test
    void anErrorOfAListenerEndsNoLook() throws Exception {
        follower = new Follower<>(LiveTrust.ofPem(file).withListener(event -> {
            events.add(event);
            throw new StackOverflowError();
        }), source, clocks);
        write("new", LONG_AGO);
        assertEquals("new", look());
        assertTrue(follower.problem().isEmpty(), follower.problem()::toString);
        assertEquals(0, told(Kind.REFUSED), events::toString);
        assertEquals("new", look());
        assertEquals(1, told(Kind.TAKEN));
        assertTrue(follower.problem().isEmpty(), follower.problem()::toString);
    }
}
