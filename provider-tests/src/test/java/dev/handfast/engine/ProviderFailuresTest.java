package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.Secret;
import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.ByteBuffer;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A provider of cryptography that throws at whatever call, in handshakes and in traffic: the connection has failed,
 * with an alert for the peer, and no secret that it held is left.
 */
@Tag("unit")
class ProviderFailuresTest {

    private static final int RUNS = 60;
    private static final byte[] DATA = new byte[100];

    private static List<Throwable> surprises() {
        return List.of(new ProviderException("unchecked"), new AssertionError("error"), new StackOverflowError(),
                new IOException("checked and not declared"));
    }

    /** A handshake and traffic both ways; answers the secrets that the side was seen with. */
    private static Set<Secret> run(Pair pair, ProtocolConnection side) throws TlsFault {
        Set<Secret> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        try {
            pair.client.begin();
            pair.server.begin();
            for (boolean moved = true; moved;) {
                moved = Pair.step(pair.client, pair.toServer, pair.toClient);
                moved |= Pair.step(pair.server, pair.toClient, pair.toServer);
                seen.addAll(ReachableSecrets.from(new ArrayList<>(SecretsWipedTest.roots(side))));
            }
            Pair.send(pair.client, pair.toServer, pair.server, DATA);
            Pair.send(pair.server, pair.toClient, pair.client, DATA);
        } catch (TlsFault fault) {
            if (side.failure() == null) {
                throw new IllegalStateException("the other side failed", fault);
            }
        } catch (RuntimeException | Error escaped) {
            throw new IllegalStateException("escaped; failed: " + (side.failure() != null), escaped);
        }
        return seen;
    }

    private static Pair pair(ConnectionProfile lane, boolean server, FailingCrypto failing) {
        TestSettings clientSide = lane.client();
        TestSettings serverSide = lane.server();
        (server ? serverSide : clientSide).crypto = failing.catalogue();
        Pair pair = new Pair(clientSide, serverSide);
        failing.begin();
        return pair;
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void failuresEndTheConnectionInGoodOrder(ConnectionProfile lane) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (boolean server : new boolean[] {true, false}) {
            FailingCrypto counting = new FailingCrypto(0, null, false);
            Pair clean = pair(lane, server, counting);
            run(clean, server ? clean.server : clean.client);
            TreeSet<Integer> places = new TreeSet<>(counting.places());
            for (int i = 0; i < RUNS; i++) {
                places.add(1 + random.nextInt(counting.calls()));
            }
            int failed = 0;
            for (int place : places) {
                Throwable surprise = surprises().get(place % surprises().size());
                String what = lane + ", " + (server ? "server" : "client") + ", call " + place + ", seed " + seed;
                boolean forGood = place % 3 == 0;
                FailingCrypto failing = new FailingCrypto(place, surprise, forGood);
                Pair pair = pair(lane, server, failing);
                ProtocolConnection side = server ? pair.server : pair.client;
                Set<Secret> seen = run(pair, side);
                if (side.failure() == null) {
                    continue;
                }
                failed++;
                ends(side, surprise, forGood, what);
                // What protects the alert is wiped when that has been written
                seen.addAll(failing.secrets());
                assertEquals(Set.of(), failing.open(), what);
                for (Secret secret : seen) {
                    assertEquals("Secret[closed]", secret.toString(), what);
                }
            }
            assertTrue(failed > places.size() / 2, lane + ": " + failed + " of " + places.size());
        }
    }

    private static void ends(ProtocolConnection side, Throwable surprise, boolean forGood, String what)
            throws TlsFault {
        TlsFault failure = side.failure();
        assertNotNull(failure, what);
        Throwable cause = failure.getCause();
        boolean ours = cause == surprise
                || cause instanceof UndeclaredThrowableException && cause.getCause() == surprise;
        assertTrue(ours || failure.fault() != Fault.INTERNAL, () -> what + ": " + failure + " by " + cause);
        assertTrue(side.isReadClosed(), what);
        ByteBuffer wire = ByteBuffer.allocate(40_000);
        for (int i = 0; !side.isWriteClosed(); i++) {
            try {
                side.write(new ByteBuffer[0], 0, 0, wire);
            } catch (TlsFault again) {
                assertTrue(forGood, what + ": " + again);
            }
            assertTrue(i < 10, what);
        }
        if (failure.alert() != null && !forGood) {
            assertTrue(wire.position() > 0, what + ": no alert");
        }
        assertEquals(WriteStatus.CLOSED, side.write(new ByteBuffer[] {ByteBuffer.wrap(DATA)}, 0, 1, wire));
        assertThrows(IllegalStateException.class, () -> side.exportKeyingMaterial("label", null, 1), what);
    }
}
