package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketBelow;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** shutdownOutput over a transport that takes no more for a while, with SO_LINGER set: nothing is cut off. */
@Timeout(120)
@Tag("contract")
class HalfCloseUnderPressureTest {

    @ParameterizedTest
    @CsvSource({"HANDFAST, TLSv1.3, 0", "HANDFAST, TLSv1.3, 1", "HANDFAST, TLSv1.2, 1", "SUN, TLSv1.3, 0",
        "SUN, TLSv1.3, 1"})
    void theTransportMayTakeItsTime(JsseStack stack, String version, int linger) throws Exception {
        try (Layers layers = Layers.of(new JsseRow(stack, version), true, true)) {
            layers.socket().setSoLinger(true, linger);
            SocketBelow.Gate gate = layers.below().holdWrites();
            Future<Void> closing = Background.run(layers.socket()::shutdownOutput);
            gate.awaitOne();
            CountDownLatch longAfterLinger = new CountDownLatch(1);
            ClosingTimer.shared().after(2 * linger + 2, longAfterLinger::countDown);
            Background.await(longAfterLinger);
            assertFalse(layers.below().isOutputShutdown());
            gate.open();
            Background.get(closing);
            assertTrue(layers.below().isOutputShutdown());
            assertEquals(-1, layers.peer().getInputStream().read());
            if (stack == JsseStack.HANDFAST) {
                assertTrue(((SocketImpl) layers.peer()).association().connection().hasPeerClosed());
            }
            if (!version.equals("TLSv1.2")) {
                layers.peer().getOutputStream().write(7);
                assertEquals(7, layers.socket().getInputStream().read());
            }
            assertFalse(layers.socket().isClosed());
        }
    }
}
