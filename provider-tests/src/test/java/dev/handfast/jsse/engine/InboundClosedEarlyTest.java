package dev.handfast.jsse.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.EnginePair;
import dev.handfast.peers.EnginePair.Side;
import dev.handfast.peers.JsseRow;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer ended its direction without close_notify: this side's stays open, so that it can answer; as in SunJSSE. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class InboundClosedEarlyTest {

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    @Parameter
    JsseRow row;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherDirectionGoesOn(boolean client) throws Exception {
        EnginePair pair = row.pair().handshake();
        Side side = client ? pair.client() : pair.server();
        Side peer = client ? pair.server() : pair.client();
        SSLEngine engine = side.engine();
        pair.wrap(peer, ByteBuffer.wrap(new byte[] {9}));
        byte[] missed = side.takePending();

        SSLException truncated = assertThrows(SSLException.class, engine::closeInbound);
        assertEquals("closing inbound before receiving peer's close_notify", truncated.getMessage());
        engine.closeInbound();
        assertTrue(engine.isInboundDone());
        assertFalse(engine.isOutboundDone());
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, engine.getHandshakeStatus());
        assertTrue(engine.getSession().isValid());

        pair.send(side, new byte[] {1, 2, 3});
        pair.send(side, new byte[] {4});
        assertArrayEquals(new byte[] {1, 2, 3, 4}, peer.received());
        assertEquals(Status.CLOSED, engine.unwrap(ByteBuffer.wrap(missed), ByteBuffer.allocate(100)).getStatus());

        engine.closeOutbound();
        SSLEngineResult last = pair.wrap(side, EMPTY);
        assertEquals(Status.CLOSED, last.getStatus());
        assertTrue(last.bytesProduced() > 0);
        assertEquals(Status.CLOSED, pair.unwrap(peer).getStatus());
        assertTrue(peer.engine().isInboundDone());
        assertTrue(engine.isOutboundDone());
        assertThrows(SSLException.class, engine::beginHandshake);
    }
}
