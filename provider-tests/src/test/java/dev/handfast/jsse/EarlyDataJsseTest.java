package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.EarlyData.Status;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsSession;

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
        TlsConnection.of(engine).earlyData().offer();
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
        TlsContext.of(server).acceptEarlyData(1000);
        EnginePair pair = early();
        assertEquals(Status.OFFERED, TlsConnection.of(pair.client().engine()).earlyData().status());
        for (int i = 0; i < 20 && pair.server().received().length == 0; i++) {
            pair.step(pair.server());
        }
        assertArrayEquals(REQUEST, pair.server().received());
        assertEquals(REQUEST.length, TlsConnection.of(pair.server().engine()).earlyData().received());
        assertEquals(HandshakeStatus.NEED_UNWRAP, pair.server().engine().getHandshakeStatus());
        assertTrue(TlsConnection.of(pair.server().engine()).earlyData().mayWrite());
        pair.handshake();
        assertEquals(Status.ACCEPTED, TlsConnection.of(pair.client().engine()).earlyData().status());
        pair.send(pair.client(), REQUEST);
        assertEquals(2 * REQUEST.length, pair.server().received().length);
        assertEquals(REQUEST.length, TlsConnection.of(pair.server().engine()).earlyData().received());
    }

    @Test
    void isHandedBackWhereTheServerDoesNot() throws SSLException {
        TlsContext.of(server).acceptEarlyData(1000);
        new EnginePair(clientEngine(), serverEngine()).handshake();
        EnginePair pair = early();
        TlsContext.of(server).acceptEarlyData(0);
        pair.handshake();
        assertEquals(Status.REJECTED, TlsConnection.of(pair.client().engine()).earlyData().status());
        assertArrayEquals(REQUEST, TlsConnection.of(pair.client().engine()).earlyData().takeRejected());
        assertEquals(0, pair.server().received().length);
        assertTrue(TlsSession.of(pair.server().engine().getSession()).isResumed());
    }

    @Test
    void isOffByDefault() throws SSLException {
        EnginePair pair = early();
        assertEquals(Status.NONE, TlsConnection.of(pair.client().engine()).earlyData().status());
        assertFalse(TlsConnection.of(pair.client().engine()).earlyData().mayWrite());
        pair.handshake();
        assertTrue(TlsConnection.of(pair.client().engine()).earlyData().mayWrite());
    }

    @Test
    void isForOurEnginesOnly() {
        assertThrows(IllegalArgumentException.class,
                () -> TlsConnection.of(JsseStack.SUN.context(null).createSSLEngine()).earlyData().offer());
        assertThrows(IllegalArgumentException.class,
                () -> TlsContext.of(JsseStack.SUN.context(null)).acceptEarlyData(1));
    }
}
