package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.handfast.peers.Background;
import dev.handfast.spec.TlsFault;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a connection tells without a lock, threads that do nothing but ask see when it changes. A field that is not
 * volatile is read once by the loop that the JIT compiler makes.
 */
@Timeout(120)
@Tag("contract")
class SeenByOthersTest {

    /** Long enough for loops to be compiled. */
    private static final int HANDSHAKES = 30;

    private static final byte[] DATA = {1, 2, 3};

    /** A loop of its own for each question, so that the compiler sees through the call. */
    private static List<Callable<Void>> waits(ProtocolConnection it, CountDownLatch begun) {
        return List.of(
                () -> {
                    begun.countDown();
                    while (!it.hasPeerClosed()) {
                    }
                    return null;
                },
                () -> {
                    begun.countDown();
                    while (!it.isReadClosed()) {
                    }
                    return null;
                },
                () -> {
                    begun.countDown();
                    while (!it.isWriteClosed()) {
                    }
                    return null;
                },
                () -> {
                    begun.countDown();
                    while (!it.isWriteClosing()) {
                    }
                    return null;
                },
                () -> {
                    begun.countDown();
                    while (it.failure() == null) {
                    }
                    return null;
                },
                () -> {
                    begun.countDown();
                    while (it.session() == null || it.isHandshaking() || !it.hasBegun()) {
                    }
                    return null;
                });
    }

    @Test
    void whatIsToldWithoutALockIsSeen() throws Exception {
        for (int i = 0; i < 6; i++) {
            Pair pair = new Pair(ConnectionProfile.TLS12_AES_GCM_MUTUAL.client(),
                    ConnectionProfile.TLS12_AES_GCM_MUTUAL.server());
            CountDownLatch begun = new CountDownLatch(1);
            Future<Void> seen = Background.start(waits(pair.server, begun).get(i));
            Background.await(begun);
            for (int j = 0; j < HANDSHAKES; j++) {
                new Pair(ConnectionProfile.TLS13_AES_GCM.client(), ConnectionProfile.TLS13_AES_GCM.server())
                        .handshake();
            }
            pair.handshake();
            assertArrayEquals(DATA, Pair.send(pair.client, pair.toServer, pair.server, DATA));
            if (i == 4) {
                pair.server.fail(new IllegalStateException("the test ends it"));
            } else {
                close(pair);
            }
            Background.get(seen);
        }
    }

    private static void close(Pair pair) throws TlsFault {
        pair.client.closeWrite();
        for (boolean moved = true; moved;) {
            moved = Pair.step(pair.client, pair.toServer, pair.toClient);
            moved |= Pair.step(pair.server, pair.toClient, pair.toServer);
        }
    }
}
