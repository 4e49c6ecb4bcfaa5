package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.EarlyDataUses;
import dev.handfast.session.MemoryReplayGuard;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.TestSessions;
import dev.handfast.session.TicketSecret;
import dev.handfast.session.TicketSecrets;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** What may wait for a file or an application is never called with a lock of a connection held. */
@Tag("unit")
class NoLocksTest {

    private enum Kind {
        FULL, MUTUAL, RETRY, RESUMED, RESUMED_RETRY, EARLY, FULL12, MUTUAL12, RESUMED12
    }

    private final TestSessions sessions = new TestSessions();
    private final List<Pair> pairs = new ArrayList<>();
    private final Set<String> told = new TreeSet<>();
    private int secretsRead;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void secretsAreToldAndReadWithoutLocks(Kind kind) throws TlsFault {
        TicketSecret secret = TicketSecret.random(JcaCryptoProvider.standard());
        sessions.secrets = new TicketSecrets() {
            @Override
            public List<TicketSecret> current() {
                assertUnlocked("ticket secrets");
                secretsRead++;
                return List.of(secret);
            }

            @Override
            public boolean mayBlock() {
                return true;
            }
        };
        TestSettings client = settings(TestSettings.client());
        TestSettings server = settings(TestSettings.server());
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        if (kind.name().endsWith("12")) {
            client.versions = List.of(ProtocolVersion.TLS_1_2);
        }
        if (kind.name().startsWith("MUTUAL")) {
            server.clientAuthentication = ClientAuthentication.NEEDED;
            client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        }
        if (kind == Kind.EARLY) {
            sessions.clientEarly = new EarlyDataRules(true, 0, 0, EarlyDataUses.NONE);
            sessions.serverEarly = new EarlyDataRules(false, 1000, 10_000, EarlyDataUses.of(
                    new MemoryReplayGuard(JcaCryptoProvider.standard().random(), 1000, sessions.now::get)));
        }
        if (kind.name().startsWith("RESUMED") || kind == Kind.EARLY) {
            handshake(client, server);
        }
        if (kind.name().endsWith("RETRY")) {
            server.groups = List.of(NamedGroup.SECP256R1);
        }
        told.clear();
        handshake(client, server);
        assertEquals(kind.name().endsWith("12") ? 1 : kind == Kind.EARLY ? 6 : 5, told.size(), told::toString);
        assertTrue(secretsRead > 0, "secrets were read");
    }

    private void handshake(TestSettings client, TestSettings server) throws TlsFault {
        Pair pair = new Pair(sessions.client(client), sessions.server(server));
        pairs.add(pair);
        pair.handshake();
        assertNotNull(pair.client.session());
        assertNotNull(pair.server.session());
    }

    private TestSettings settings(TestSettings settings) {
        settings.keyLog = (label, clientRandom, secret) -> {
            assertUnlocked(label);
            told.add(label);
        };
        return settings;
    }

    private void assertUnlocked(String what) {
        for (Pair pair : pairs) {
            for (ProtocolConnection side : List.of(pair.client, pair.server)) {
                assertEquals(false, lock(side, "inboundLock").isHeldByCurrentThread(), what);
                assertEquals(false, lock(get(side, "outbound"), "lock").isHeldByCurrentThread(), what);
            }
        }
    }

    private static ReentrantLock lock(Object owner, String name) {
        return (ReentrantLock) get(owner, name);
    }

    private static Object get(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
