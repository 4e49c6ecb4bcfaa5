package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.SocketBelow;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLSession;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A thread that closes is interrupted while it waits for one that writes; SunJSSE is the oracle. */
@Timeout(120)
@Tag("contract")
class InterruptedCloseTest {

    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void theSessionStays(JsseRow row) throws Exception {
        assertEquals(true, isValidAfter(row, 20, true));
    }

    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void theSessionEndsIfTheWaitDoes(JsseRow row) throws Exception {
        assertEquals(false, isValidAfter(row, 1, false));
    }

    private static boolean isValidAfter(JsseRow row, int linger, boolean interrupted) throws Exception {
        try (Layers layers = Layers.of(row, true, true)) {
            SSLSession session = layers.socket().getSession();
            assertTrue(session.isValid());
            layers.socket().setSoLinger(true, linger);
            SocketBelow.Gate gate = layers.below().holdWrites();
            Future<Void> writing = layers.hangingWriter(gate);
            AtomicReference<Thread> closer = new AtomicReference<>();
            CountDownLatch started = new CountDownLatch(1);
            Future<Boolean> closing = Background.start(() -> {
                closer.set(Thread.currentThread());
                started.countDown();
                layers.socket().close();
                return Thread.interrupted();
            });
            Background.await(started);
            if (interrupted) {
                Background.awaitIn(closer.get(), "parkNanos");
                closer.get().interrupt();
            }
            assertEquals(interrupted, Background.get(closing));
            assertTrue(layers.socket().isClosed());
            assertThrows(IOException.class, () -> Background.get(writing));
            return session.isValid();
        }
    }
}
