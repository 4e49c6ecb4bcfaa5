package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.JsseRow;
import java.net.SocketException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code shutdownOutput} over a transport that takes nothing any more: the direction ends all the same, and what had
 * arrived is read; as in SunJSSE. That the peer may have missed something is told where reading ends, and by writing.
 */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class OutputEndsBrokenTest {

    @Parameter
    JsseRow row;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNoReasonNotToReadOn(boolean client) throws Exception {
        try (Layers layers = Layers.of(row, client, true)) {
            layers.peer().getOutputStream().write(new byte[] {4, 5});
            var out = layers.socket().getOutputStream();
            layers.below().beforeWrites(() -> {
                throw new SocketException("Connection reset by peer");
            });
            layers.socket().shutdownOutput();
            assertTrue(layers.socket().isOutputShutdown());
            assertTrue(layers.below().isOutputShutdown());
            assertFalse(layers.socket().isClosed());
            assertThrows(SocketException.class, () -> out.write(1));
            var in = layers.socket().getInputStream();
            assertArrayEquals(new byte[] {4, 5}, in.readNBytes(2));
            layers.peerBelow().shutdownOutput();
            if (row.isHandfast()) {
                SSLException end = assertThrows(SSLException.class, in::read);
                assertEquals("Connection reset by peer", end.getCause().getMessage());
            }
        }
    }
}
