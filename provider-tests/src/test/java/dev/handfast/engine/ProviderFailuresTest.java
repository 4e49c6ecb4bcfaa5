package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.KeyExchange;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.ByteBuffer;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A provider of cryptography that throws at whatever call, in handshakes and in traffic: the connection has failed, with
 * an alert for the peer, and no secret that it held is left.
 */
@Tag("unit")
class ProviderFailuresTest {

    private static final int RUNS = 4;
    private static final byte[] DATA = new byte[100];
    private static final Set<String> CLEANING = Set.of("close", "toString", "hashCode", "equals");

    /** A catalogue, and all that it makes, that counts calls and throws at one of them. */
    private static final class Failing {

        private final int at;
        private final Throwable thrown;
        private final boolean forGood;
        private final Map<String, Integer> first = new HashMap<>();
        private final Set<Secret> secrets = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Set<Object> offers = Collections.newSetFromMap(new IdentityHashMap<>());
        private int calls;
        private boolean connected;

        /** @param forGood whether all later calls throw too */
        Failing(int at, Throwable thrown, boolean forGood) {
            this.at = at;
            this.thrown = thrown;
            this.forGood = forGood;
        }

        CryptoProvider catalogue() {
            return (CryptoProvider) wrap(CryptoProvider.class, JcaCryptoProvider.standard());
        }

        private Object wrap(Class<?> type, Object real) {
            InvocationHandler handler = (proxy, method, arguments) -> {
                if (connected && !CLEANING.contains(method.getName())) {
                    first.putIfAbsent(type.getSimpleName() + "." + method.getName(), ++calls);
                    if (calls == at || forGood && calls > at) {
                        throw thrown;
                    }
                }
                try {
                    Object result = method.invoke(real, arguments);
                    if (connected) {
                        note(real, method.getName(), result);
                    }
                    Class<?> returned = method.getReturnType();
                    return result != null && returned.isInterface()
                            && returned.getName().startsWith("dev.handfast.crypto.") ? wrap(returned, result) : result;
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            };
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
        }

        /** What is made must be closed, also where it is dropped before the connection has seen it. */
        private void note(Object real, String method, Object result) {
            if (result instanceof Secret secret) {
                secrets.add(secret);
            } else if (result instanceof KeyExchange.Accepted accepted) {
                secrets.add(accepted.secret());
            } else if (result instanceof KeyExchange.Offer) {
                offers.add(result);
            } else if (method.equals("close")) {
                offers.remove(real);
            }
        }
    }

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
                seen.addAll(SecretsWipedTest.secrets(new ArrayList<>(SecretsWipedTest.roots(side))));
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

    private static Pair pair(ConnectionProfile lane, boolean server, Failing failing) {
        TestSettings clientSide = lane.client();
        TestSettings serverSide = lane.server();
        (server ? serverSide : clientSide).crypto = failing.catalogue();
        Pair pair = new Pair(clientSide, serverSide);
        failing.connected = true;
        return pair;
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void failuresEndTheConnectionInGoodOrder(ConnectionProfile lane) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (boolean server : new boolean[] {true, false}) {
            Failing counting = new Failing(0, null, false);
            Pair clean = pair(lane, server, counting);
            run(clean, server ? clean.server : clean.client);
            TreeSet<Integer> places = new TreeSet<>(counting.first.values());
            for (int i = 0; i < RUNS; i++) {
                places.add(1 + random.nextInt(counting.calls));
            }
            int failed = 0;
            for (int place : places) {
                Throwable surprise = surprises().get(place % surprises().size());
                String what = lane + ", " + (server ? "server" : "client") + ", call " + place + ", seed " + seed;
                boolean forGood = place % 3 == 0;
                Failing failing = new Failing(place, surprise, forGood);
                Pair pair = pair(lane, server, failing);
                ProtocolConnection side = server ? pair.server : pair.client;
                Set<Secret> seen = run(pair, side);
                if (side.failure() == null) {
                    continue;
                }
                failed++;
                ends(side, surprise, forGood, what);
                // What protects the alert is wiped when that has been written
                seen.addAll(failing.secrets);
                assertEquals(Set.of(), failing.offers, what);
                for (Secret secret : seen) {
                    assertEquals("Secret[closed]", secret.toString(), what);
                }
            }
            assertTrue(failed > places.size() / 2, lane + ": " + failed + " of " + places.size());
        }
    }

    private static void ends(ProtocolConnection side, Throwable surprise, boolean forGood, String what) throws TlsFault {
        TlsFault failure = side.failure();
        assertNotNull(failure, what);
        Throwable cause = failure.getCause();
        boolean ours = cause == surprise || cause instanceof UndeclaredThrowableException && cause.getCause() == surprise;
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
