package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.async.Eventual;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Suspension;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.record.WriteKeys;
import dev.handfast.session.EarlyDataUses;
import dev.handfast.session.MemoryReplayGuard;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.SessionState;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handshake that ends early, at whatever step, leaves no secret in memory that was not wiped: every {@link Secret}
 * that can be reached from the states and from the work that they had due is closed.
 */
@Tag("unit")
class SecretsWipedTest {

    private enum Kind {
        FULL, MUTUAL, RETRY, RESUMED, RESUMED_RETRY, EARLY, STORED, FULL12, MUTUAL12, RESUMED12, STORED12
    }

    private final TestSessions sessions = new TestSessions();

    private Pair pair(Kind kind) throws TlsFault {
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server();
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        if (kind.name().endsWith("12")) {
            client.versions = List.of(ProtocolVersion.TLS_1_2);
        }
        if (kind.name().startsWith("MUTUAL")) {
            server.clientAuthentication = ClientAuthentication.NEEDED;
            client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        }
        if (kind.name().startsWith("STORED")) {
            sessions.rules = new Rules(false, 1000, 1, 86_400);
            sessions.storeMayBlock = true;
        }
        if (kind == Kind.EARLY) {
            sessions.clientEarly = new EarlyDataRules(true, 0, 0, EarlyDataUses.NONE);
            sessions.serverEarly = new EarlyDataRules(false, 1000, 10_000, EarlyDataUses.of(
                    new MemoryReplayGuard(JcaCryptoProvider.standard().random(), 1000, sessions.now::get)));
        }
        if (kind.name().startsWith("RESUMED") || kind == Kind.EARLY) {
            new Pair(sessions.client(client), sessions.server(server)).handshake();
        }
        if (kind.name().endsWith("RETRY")) {
            server.groups = List.of(NamedGroup.SECP256R1);
        }
        return new Pair(sessions.client(client), sessions.server(server));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whereverAHandshakeEnds(Kind kind) throws TlsFault {
        int secrets = 0;
        boolean more = true;
        for (int steps = 0; more; steps++) {
            Pair pair = pair(kind);
            more = run(pair, steps);
            List<Object> roots = new ArrayList<>(roots(pair.client));
            roots.addAll(roots(pair.server));
            Set<Secret> found = ReachableSecrets.from(roots);
            pair.client.abandon();
            pair.server.abandon();
            secrets += found.size();
            int at = steps;
            for (Secret secret : found) {
                assertEquals("Secret[closed]", secret.toString(), () -> kind + ", step " + at + ", roots " + roots);
            }
            assertTrue(steps < 100, "no end");
        }
        assertTrue(secrets > 10, "secrets looked at: " + secrets);
    }

    /** What a connection holds secrets in. */
    static List<Object> roots(ProtocolConnection side) {
        Object steps = field(side, "steps");
        return Arrays.asList(field(steps, "state"), field(steps, "work"), field(steps, "exporter"),
                field(field(side, "outbound"), "queue"));
    }

    /** Steps of both sides in turn; false if the handshake was over before. */
    private static boolean run(Pair pair, int steps) throws TlsFault {
        pair.client.begin();
        pair.server.begin();
        for (int i = 0; i < steps; i++) {
            boolean moved = Pair.step(pair.client, pair.toServer, pair.toClient);
            moved = moved || Pair.step(pair.server, pair.toClient, pair.toServer);
            if (!moved) {
                return false;
            }
        }
        return true;
    }

    static Object field(Object owner, String name) {
        try {
            return ReachableSecrets.get(owner.getClass().getDeclaredField(name), owner);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    /** A side that has closed sends no more: keys that are ordered afterwards are wiped at once. */
    @Test
    void keysOrderedBehindTheEndAreWiped() {
        AtomicInteger closed = new AtomicInteger();
        HandshakeActions.NextKeys<WriteKeys> next = new HandshakeActions.NextKeys<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public WriteKeys next() {
                throw new AssertionError("no keys are needed");
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        Outbound outbound = new Outbound(TestSettings.client().build());
        outbound.close(true);
        outbound.lock();
        try {
            outbound.carryOut(new HandshakeActions.InstallWrite(WriteKeys.plaintext(), next, "keys"));
        } finally {
            outbound.unlock();
        }
        assertEquals(1, closed.get());
    }

    /** Work that ends when nobody waits for it any more, and whose result nobody can apply. */
    @Test
    void whatNobodyWaitsForIsWipedWhateverHappens() {
        AtomicInteger closed = new AtomicInteger();
        HandshakeActions.KeyingMaterial material = new HandshakeActions.KeyingMaterial() {
            @Override
            public byte[] export(String label, byte[] context, int length) {
                return new byte[length];
            }

            @Override
            public byte[] firstFinished() {
                return null;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        for (RuntimeException failure : List.of(new NullPointerException(), new IllegalStateException(),
                new ClassCastException())) {
            HandshakeDriver.discard(new Suspension<String>() {
                @Override
                public Eventual<String> run() {
                    return Eventual.now("done");
                }

                @Override
                public HandshakeState resume(String result, HandshakeActions out) {
                    out.established(SessionState.begun(0), material);
                    throw failure;
                }
            }, "done");
        }
        assertEquals(3, closed.get());
    }
}
