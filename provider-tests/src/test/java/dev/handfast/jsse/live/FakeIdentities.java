package dev.handfast.jsse.live;

import dev.handfast.peers.Identity;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveIdentities;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Identities that a test gives, with keys of its own, to a follower that takes them for the content of a file. */
public final class FakeIdentities implements Source<Identities> {

    private final Path file;
    private final TestClocks clocks = new TestClocks();
    private volatile Identities next;
    private final AtomicInteger number = new AtomicInteger();

    /** Writes to this file. */
    public FakeIdentities(Path file) {
        this.file = file;
    }

    /** An identity with a key of the test's. */
    public OwnIdentity of(Identity identity, PrivateKey key) {
        return new OwnIdentity(identity.name(), file, key, identity.chain());
    }

    /** What is found from the next look on, for which it is time. */
    public void write(OwnIdentity... identities) throws IOException {
        next = new Identities(Arrays.asList(identities));
        // Of another size each time, which a change within a tick of the clock shows by
        Files.writeString(file, "x".repeat(number.incrementAndGet()));
        clocks.pass();
    }

    /** Follows what was written. */
    public Follower<Identities> follow() throws Exception {
        return new Follower<>(LiveIdentities.ofPem(file, null), this, clocks);
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public Reading<Identities> read(FileContents contents, Identities before, boolean settled, long now) {
        return new Reading<>(next == before ? null : next, List.of(), Long.MAX_VALUE);
    }

    @Override
    public List<HeldCertificate> held(Identities state) {
        return state.all().stream().map(one -> new HeldCertificate(file, one.name(), true, one.own())).toList();
    }

    @Override
    public boolean tellsOfEnded() {
        return true;
    }
}
