package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.peers.Identity;
import dev.handfast.tls.LiveEvent;
import dev.handfast.tls.LiveEvent.Kind;
import dev.handfast.tls.LiveIdentities;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a follower takes of a file, what it refuses, and what it says of it. */
@Tag("contract")
class FollowerTest {

    private static final LiveFixture PKI = new LiveFixture("follower");
    private static final Identity FIRST = PKI.identity("first");
    private static final Identity SECOND = PKI.identity("second");

    @TempDir
    private Path directory;

    private final TestClocks clocks = new TestClocks();
    private final List<LiveEvent> events = new ArrayList<>();
    private Path file;
    private Follower<Identities> follower;

    /** Content that must never be shown, and a part of the line about it. */
    private enum Broken {
        WRONG_KEY("server.pem", "belongs to none of the"), HALF_WRITTEN("server.pem", "cut off"),
        HALF_A_LINE("server.pem", "no base64"), EXPIRED("server.pem", "has expired on"),
        NOT_YET_VALID("server.pem", "is not valid before"), MISSING_CHAIN("server.pem", "are missing"),
        EMPTY("server.pem", "the file is empty"), DELETED("server.pem", "there is no such file"),
        A_DIRECTORY("server.pem", "it is a directory"), NO_KEY("server.pem", "no private key"),
        EXPIRED_ISSUER("server.pem", "has expired on"), UNRELATED_ISSUER("server.pem", "are missing"),
        GARBAGE("server.pem", "neither a certificate nor a private key");

        private final String name;
        private final String part;

        Broken(String name, String part) {
            this.name = name;
            this.part = part;
        }

        void write(Path file) throws IOException {
            String whole = LiveFixture.pem(SECOND);
            switch (this) {
                case WRONG_KEY -> Files.writeString(file, SECOND.chainPem() + FIRST.keyPem());
                case HALF_WRITTEN -> Files.writeString(file, whole.substring(0, whole.length() / 2));
                case HALF_A_LINE -> Files.writeString(file, whole.substring(0, whole.length() - 10));
                case EXPIRED -> Files.writeString(file,
                        LiveFixture.pem(PKI.identity("old", content -> content.valid(-9, -1))));
                case NOT_YET_VALID -> Files.writeString(file,
                        LiveFixture.pem(PKI.identity("early", content -> content.valid(1, 9))));
                case MISSING_CHAIN -> Files.writeString(file, LiveFixture.pemWithoutIssuer(SECOND));
                case EMPTY -> Files.writeString(file, "");
                case DELETED -> Files.delete(file);
                case A_DIRECTORY -> {
                    Files.delete(file);
                    Files.createDirectory(file);
                }
                case NO_KEY -> Files.writeString(file, SECOND.chainPem());
                case EXPIRED_ISSUER -> Files.writeString(file, LiveFixture.pem(ofExpiredIssuer()));
                case UNRELATED_ISSUER -> Files.writeString(file, LiveFixture.pemWithoutIssuer(SECOND)
                        + new LiveFixture("other").identity("other").chainPem());
                case GARBAGE -> Files.writeString(file, "-----BEGIN NOTHING-----\n-----END NOTHING-----\n");
                default -> throw new IllegalStateException();
            }
        }
    }

    private static Identity ofExpiredIssuer() {
        var root = dev.handfast.pki.TestPki.root("CN=root");
        var issuer = root.issue("CN=expired issuer", content -> content.authority(-1).valid(-9, -1));
        var own = issuer.issue("CN=own", content -> content.dns("localhost"));
        return new Identity("own", own.keys().getPrivate(),
                List.of(own.certificate(), issuer.certificate(), root.certificate()));
    }

    @BeforeEach
    void begin() throws Exception {
        file = Files.writeString(directory.resolve("server.pem"), LiveFixture.pem(FIRST));
        follower = follow(LiveIdentities.ofPem(file, null));
    }

    private Follower<Identities> follow(LiveIdentities source) throws Exception {
        LiveIdentities told = source.withListener(events::add);
        return new Follower<>(told, new IdentitySource(told, PathEngine.ofProcess()), clocks);
    }

    /** The certificate that is shown after another look. */
    private X509Certificate look() {
        clocks.pass();
        return follower.fresh().content().all().get(0).own();
    }

    private List<LiveEvent> of(Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).toList();
    }

    @Test
    void aNewStateIsTakenAndTold() throws Exception {
        assertEquals(FIRST.certificate(), look());
        LiveFixture.replace(file, LiveFixture.pem(SECOND));
        assertEquals(FIRST.certificate(), follower.fresh().content().all().get(0).own(), "within the interval");
        assertEquals(SECOND.certificate(), look());
        assertEquals(2, follower.current().generation());
        assertEquals(1, of(Kind.TAKEN).size());
        assertTrue(of(Kind.TAKEN).get(0).text().contains("CN=second"), events::toString);
        assertEquals(SECOND.certificate(), follower.held().get(0).certificate());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBrokenIsNeverShownAndNamedInOneLine(Broken broken) throws Exception {
        broken.write(file);
        for (int i = 0; i < 5; i++) {
            assertEquals(FIRST.certificate(), look(), "look " + i);
            assertEquals(i == 0 ? 0 : 1, of(Kind.REFUSED).size(), "look " + i + ": " + events);
        }
        String text = of(Kind.REFUSED).get(0).text();
        assertTrue(text.contains(broken.part) && text.contains(broken.name) && !text.contains("\n"), text);
        assertTrue(follower.problem().isPresent());
        assertEquals(1, follower.current().generation());
        if (Files.isDirectory(file)) {
            Files.delete(file);
        }
        LiveFixture.replace(file, LiveFixture.pem(SECOND));
        assertEquals(SECOND.certificate(), look());
        assertTrue(follower.problem().isEmpty());
    }

    @Test
    void whatCannotBeReadIsReadOnceItCan() throws Exception {
        LiveFixture.replace(file, LiveFixture.pem(SECOND));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
        assertTrue(file.toFile().setReadable(false));
        // The super-user reads all.
        boolean secret = !Files.isReadable(file);
        assertEquals((secret ? FIRST : SECOND).certificate(), look());
        assertTrue(file.toFile().setReadable(true));
        assertEquals(SECOND.certificate(), look());
    }

    @Test
    void brokenContentIsNamedAgainWhenItComesBack() throws Exception {
        for (int i = 1; i <= 3; i++) {
            Files.writeString(file, "");
            look();
            look();
            assertEquals(i, of(Kind.REFUSED).size());
            LiveFixture.replace(file, LiveFixture.pem(SECOND));
            look();
        }
    }

    @Test
    void aTouchIsNoChange() throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        LiveFixture.replace(file, LiveFixture.pem(FIRST));
        look();
        assertEquals(1, follower.current().generation());
        assertEquals(List.of(), events);
    }

    /** A clock that ticks every other second: the second write has the time and size of the first. */
    @Test
    void aChangeThatLeavesNoTraceIsSeen() throws Exception {
        FileTime time = Files.getLastModifiedTime(file);
        String other = LiveFixture.pem(SECOND);
        String padded = LiveFixture.pem(FIRST) + "\n".repeat(2000);
        Files.writeString(file, padded);
        Files.setLastModifiedTime(file, time);
        look();
        Files.writeString(file, other + "\n".repeat(padded.length() - other.length()));
        Files.setLastModifiedTime(file, time);
        assertEquals(SECOND.certificate(), look());
    }

    @Test
    void certificateAndKeyAreWrittenOneAfterTheOther() throws Exception {
        Path certificates = Files.writeString(directory.resolve("c.crt"), FIRST.chainPem());
        Path key = Files.writeString(directory.resolve("c.key"), FIRST.keyPem());
        follower = follow(LiveIdentities.ofPem(certificates, key, null));
        for (boolean keyFirst : new boolean[] {false, true}) {
            Identity next = PKI.identity("next");
            X509Certificate before = look();
            Files.writeString(keyFirst ? key : certificates, keyFirst ? next.keyPem() : next.chainPem());
            assertEquals(before, look());
            Files.writeString(keyFirst ? certificates : key, keyFirst ? next.chainPem() : next.keyPem());
            assertEquals(next.certificate(), look());
        }
        assertEquals(0, of(Kind.REFUSED).size(), "nobody is alarmed by a moment");
    }

    @Test
    void whatIsNotYetValidIsTakenWhenItIs() throws Exception {
        Identity early = PKI.identity("early", content -> content.valid(1, 9));
        Files.writeString(file, LiveFixture.pem(early));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
        assertEquals(FIRST.certificate(), look());
        look();
        clocks.pass(Duration.ofHours(25).toMillis());
        assertEquals(early.certificate(), look());
    }

    @Test
    void kubernetesSwapsAreTakenWhole() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("mount"));
        LiveFixture.project(mount, "1", FIRST.chainPem(), FIRST.keyPem());
        follower = follow(LiveIdentities.ofDirectory(mount, null));
        assertEquals(FIRST.certificate(), look());
        LiveFixture.project(mount, "2", SECOND.chainPem(), SECOND.keyPem());
        assertEquals(SECOND.certificate(), look());
        assertEquals(0, of(Kind.REFUSED).size());
    }

    @Test
    void expiryIsToldAheadAndWhenItIsThere() throws Exception {
        Files.writeString(file, LiveFixture.pem(PKI.identity("brief", content -> content.valid(-9, 1))));
        look();
        assertEquals(1, of(Kind.EXPIRING).size(), events::toString);
        assertTrue(of(Kind.EXPIRING).get(0).text().contains("CN=brief ends on"), events::toString);
        look();
        assertEquals(1, of(Kind.EXPIRING).size(), events::toString);
        clocks.pass(Duration.ofHours(25).toMillis());
        look();
        assertEquals(2, of(Kind.EXPIRING).size(), events::toString);
        assertTrue(of(Kind.EXPIRING).get(1).text().contains("CN=brief has ended on"), events::toString);
    }

    /** One line for one certificate, whatever becomes of the others; and behind the line that says it is used. */
    @Test
    void expiryIsToldOnceWhateverElseIsRenewed() throws Exception {
        Path all = Files.createDirectory(directory.resolve("all"));
        writePair(all, "one", PKI.identity("brief", content -> content.valid(-9, 1)));
        writePair(all, "two", FIRST);
        follower = follow(LiveIdentities.ofDirectory(all, null));
        assertEquals(List.of(Kind.EXPIRING), events.stream().map(LiveEvent::kind).toList());
        writePair(all, "two", SECOND);
        look();
        assertEquals(2, follower.current().generation());
        assertEquals(1, of(Kind.EXPIRING).size(), () -> "it is told again: " + events);
        writePair(all, "two", PKI.identity("briefer", content -> content.valid(-9, 1)));
        look();
        assertEquals(List.of(Kind.EXPIRING, Kind.TAKEN, Kind.TAKEN, Kind.EXPIRING),
                events.stream().map(LiveEvent::kind).toList());
        assertTrue(events.get(3).text().contains("CN=briefer ends on"), events::toString);
        assertEquals(3, events.get(3).generation());
    }

    private static void writePair(Path all, String name, Identity identity) throws IOException {
        LiveFixture.replace(all.resolve(name + ".key"), identity.keyPem());
        LiveFixture.replace(all.resolve(name + ".crt"), identity.chainPem());
    }

    /** On an event loop nothing is read: another thread does, and until it has nobody knows. */
    @Test
    void whoMustNotBlockReadsNothing() throws Exception {
        LiveFixture.replace(file, LiveFixture.pem(SECOND));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
        assertFalse(follower.isInDoubt());
        assertEquals(0, clocks.started(), "within the interval");
        clocks.pass();
        follower.isInDoubt();
        assertEquals(1, clocks.started());
        assertEquals(2, follower.current().generation());
        clocks.pass();
        assertFalse(follower.isInDoubt());
        assertEquals(1, clocks.started());
    }

    @Test
    void aListenerThatFailsIsNoFailure() throws Exception {
        follower = follow(LiveIdentities.ofPem(file, null));
        LiveIdentities source = LiveIdentities.ofPem(file, null).withListener(event -> {
            throw new IllegalStateException("the listener");
        });
        follower = new Follower<>(source, new IdentitySource(source, PathEngine.ofProcess()), clocks);
        LiveFixture.replace(file, LiveFixture.pem(SECOND));
        assertEquals(SECOND.certificate(), look());
    }

    @Test
    void whatIsBrokenFromTheBeginningIsRefused() throws Exception {
        for (Broken broken : List.of(Broken.WRONG_KEY, Broken.HALF_WRITTEN, Broken.EMPTY, Broken.NO_KEY)) {
            broken.write(file);
            Unusable refused = assertThrows(Unusable.class, () -> follow(LiveIdentities.ofPem(file, null)));
            assertTrue(refused.text().contains(broken.part), refused::text);
        }
        // There is nothing better to show; peers say what they think of it.
        Broken.EXPIRED.write(file);
        follower = follow(LiveIdentities.ofPem(file, null));
        assertTrue(of(Kind.EXPIRING).get(0).text().contains("has ended on"), events::toString);
    }

    @Test
    void equalSourcesShareAFollower() throws Exception {
        LiveIdentities source = LiveIdentities.ofPem(file, "secret".toCharArray());
        Follower<Identities> one = Followers.of(source, PathEngine.ofProcess());
        assertSame(one, Followers.of(LiveIdentities.ofPem(file, "secret".toCharArray()), PathEngine.ofProcess()));
        assertFalse(one == Followers.of(LiveIdentities.ofPem(file, null), PathEngine.ofProcess()));
        assertFalse(source.toString().contains("secret"));
    }
}
