package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.TlsEarlyData;
import dev.handfast.TlsEarlyData.Status;
import dev.handfast.TlsSessions;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Early data through engines. */
@Tag("contract")
class EarlyDataJsseTest {

    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SSLContext client = JsseStack.HANDFAST.context(null);
    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));

    private SSLEngine clientEngine() {
        SSLEngine engine = client.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        TlsEarlyData.offer(engine);
        return engine;
    }

    private SSLEngine serverEngine() {
        SSLEngine engine = server.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private EnginePair early() throws SSLException {
        new EnginePair(clientEngine(), serverEngine()).handshake();
        EnginePair pair = new EnginePair(clientEngine(), serverEngine());
        ByteBuffer data = ByteBuffer.wrap(REQUEST);
        for (int i = 0; i < 3 && data.hasRemaining(); i++) {
            pair.wrap(pair.client(), data);
        }
        return pair;
    }

    @Test
    void isTakenWhereTheServerLets() throws SSLException {
        TlsEarlyData.accept(server, 1000);
        EnginePair pair = early();
        assertEquals(Status.OFFERED, TlsEarlyData.status(pair.client().engine()));
        for (int i = 0; i < 20 && pair.server().received().length == 0; i++) {
            pair.step(pair.server());
        }
        assertArrayEquals(REQUEST, pair.server().received());
        assertEquals(REQUEST.length, TlsEarlyData.received(pair.server().engine()));
        assertEquals(HandshakeStatus.NEED_UNWRAP, pair.server().engine().getHandshakeStatus());
        assertTrue(TlsEarlyData.mayWrite(pair.server().engine()));
        pair.handshake();
        assertEquals(Status.ACCEPTED, TlsEarlyData.status(pair.client().engine()));
        pair.send(pair.client(), REQUEST);
        assertEquals(2 * REQUEST.length, pair.server().received().length);
        assertEquals(REQUEST.length, TlsEarlyData.received(pair.server().engine()));
    }

    @Test
    void isHandedBackWhereTheServerDoesNot() throws SSLException {
        TlsEarlyData.accept(server, 1000);
        new EnginePair(clientEngine(), serverEngine()).handshake();
        EnginePair pair = early();
        TlsEarlyData.accept(server, 0);
        pair.handshake();
        assertEquals(Status.REJECTED, TlsEarlyData.status(pair.client().engine()));
        assertArrayEquals(REQUEST, TlsEarlyData.takeRejected(pair.client().engine()));
        assertEquals(0, pair.server().received().length);
        assertTrue(TlsSessions.isResumed(pair.server().engine().getSession()));
    }

    @Test
    void isOffByDefault() throws SSLException {
        EnginePair pair = early();
        assertEquals(Status.NONE, TlsEarlyData.status(pair.client().engine()));
        assertFalse(TlsEarlyData.mayWrite(pair.client().engine()));
        pair.handshake();
        assertTrue(TlsEarlyData.mayWrite(pair.client().engine()));
    }

    @Test
    void isForOurEnginesOnly() {
        assertThrows(IllegalArgumentException.class, () -> TlsEarlyData.offer(
                JsseStack.SUN.context(null).createSSLEngine()));
        assertThrows(IllegalArgumentException.class, () -> TlsEarlyData.accept(JsseStack.SUN.context(null), 1));
    }
}
