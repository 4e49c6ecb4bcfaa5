package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.peers.Identity;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveIdentities;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was read of files with private keys is zero when it has been judged, however that went. */
@Tag("unit")
class FileContentsTest {

    private static final LiveFixture PKI = new LiveFixture("wiped");
    private static final Identity FIRST = PKI.identity("first");
    private static final Identity SECOND = PKI.identity("second");

    @TempDir
    private Path directory;

    private final TestClocks clocks = new TestClocks();
    private final List<byte[]> read = new ArrayList<>();
    private Path certificate;
    private Path key;

    /** Keeps the arrays that it is given to judge; its own failures come behind that. */
    private final class Watched implements Source<Identities> {

        private final LiveIdentities source = LiveIdentities.ofPem(certificate, key, null);
        private final IdentitySource judge = new IdentitySource(source, PathEngine.ofProcess());
        private boolean fails;

        @Override
        public List<Path> files() throws IOException {
            return judge.files();
        }

        @Override
        public Reading<Identities> read(FileContents contents, Identities before, boolean settled, long now) {
            for (Path file : contents.files()) {
                try {
                    read.add(contents.of(file));
                } catch (Unusable e) {
                    throw new IllegalStateException(e);
                }
            }
            read.forEach(content -> assertFalse(isZero(content), "wiped before it was judged"));
            Reading<Identities> reading = judge.read(contents, before, settled, now);
            if (fails) {
                throw new OutOfMemoryError("Java heap space");
            }
            return reading;
        }

        @Override
        public List<HeldCertificate> held(Identities state) {
            return judge.held(state);
        }

        @Override
        public boolean tellsOfEnded() {
            return judge.tellsOfEnded();
        }
    }

    private static boolean isZero(byte[] content) {
        for (byte one : content) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }

    private void assertWiped(int files) {
        assertEquals(files, read.size(), "files that were read");
        for (int i = 0; i < files; i++) {
            assertArrayEquals(new byte[read.get(i).length], read.get(i), "file " + i);
        }
        read.clear();
    }

    @BeforeEach
    void write() throws IOException {
        certificate = directory.resolve("tls.crt");
        key = directory.resolve("tls.key");
        write(FIRST, FIRST);
    }

    private void write(Identity ofCertificate, Identity ofKey) throws IOException {
        LiveFixture.replace(certificate, ofCertificate.chainPem());
        LiveFixture.replace(key, ofKey.keyPem());
    }

    @Test
    void contentIsThereUntilItIsClosed() throws Exception {
        try (FileContents contents = FileContents.read(FileStamps.of(() -> List.of(certificate, key)))) {
            assertEquals(List.of(certificate, key), contents.files());
            for (Path file : contents.files()) {
                read.add(contents.of(file));
            }
            assertArrayEquals(FIRST.keyPem().getBytes(StandardCharsets.UTF_8), read.get(1));
        }
        assertWiped(2);
    }

    /** What a file system throws besides, as one that was closed does. */
    @Test
    void whatWasReadBeforeAFailureIsWiped() {
        byte[] content = FIRST.keyPem().getBytes(StandardCharsets.UTF_8);
        InputStream whole = new ByteArrayInputStream(content) {
            @Override
            public byte[] readNBytes(int most) {
                read.add(content);
                return content;
            }
        };
        FileStamps stamps = FileStamps.of(() -> List.of(key, certificate));
        assertThrows(OutOfMemoryError.class, () -> FileContents.read(stamps, file -> {
            if (file.equals(certificate)) {
                throw new OutOfMemoryError("Java heap space");
            }
            return whole;
        }));
        assertWiped(1);
    }

    @Test
    void followersWipeWhatTheyHaveJudged() throws Exception {
        Watched watched = new Watched();
        Follower<Identities> follower = new Follower<>(watched.source, watched, clocks);
        assertWiped(2);
        write(SECOND, SECOND);
        watched.fails = true;
        clocks.pass();
        assertEquals(1, follower.fresh().generation());
        assertWiped(2);
        watched.fails = false;
        clocks.pass();
        assertEquals(2, follower.fresh().generation());
        assertWiped(2);
        write(FIRST, SECOND);
        clocks.pass();
        assertEquals(2, follower.fresh().generation());
        assertTrue(follower.problem().isPresent());
        assertWiped(2);
    }

    @Test
    void whatIsRefusedFromTheBeginningIsWiped() throws Exception {
        write(FIRST, SECOND);
        Watched watched = new Watched();
        assertThrows(Unusable.class, () -> new Follower<>(watched.source, watched, clocks));
        assertWiped(2);
        watched.fails = true;
        assertThrows(OutOfMemoryError.class, () -> new Follower<>(watched.source, watched, clocks));
        assertWiped(2);
    }
}
