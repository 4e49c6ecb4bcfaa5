package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.TlsSession;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * What a session adds to the ClientHello that resumes it, printed: never more than handfast.session.ticketBytes and its
 * wrapping, and a hello without a hybrid key share stays in one packet, whatever certificate the client has shown.
 */
@Tag("contract")
class HelloSizeTest {

    /** Bytes that one packet carries: Ethernet's 1500 without the headers of IPv6 and TCP with timestamps. */
    private static final int PACKET = 1500 - 40 - 32;

    /** Of pre_shared_key around the ticket: types, lengths, age, and a binder of SHA-384. */
    private static final int AROUND = 4 + 2 + 2 + 4 + 2 + 1 + 48;

    private static final AlgorithmConstraints CLASSICAL = new AlgorithmConstraints() {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return !algorithm.equals("ML-KEM");
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key,
                AlgorithmParameters parameters) {
            return true;
        }
    };

    private final SSLContext client = JsseStack.HANDFAST.context(Credentials.shared().client(KeyKind.RSA));
    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));

    private EnginePair pair(String version, boolean hybrid, boolean mutual) {
        SSLEngine clientEngine = client.createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        serverEngine.setNeedClientAuth(mutual);
        EnginePair pair = new EnginePair(clientEngine, serverEngine).protocol(version);
        if (!hybrid) {
            SSLParameters parameters = clientEngine.getSSLParameters();
            parameters.setAlgorithmConstraints(CLASSICAL);
            clientEngine.setSSLParameters(parameters);
        }
        return pair;
    }

    private static int hello(EnginePair pair) throws SSLException {
        pair.client().engine().beginHandshake();
        pair.step(pair.client());
        // What waits for the server: the hello and nothing else.
        int length = pair.server().pending();
        pair.handshake();
        byte[] data = {1};
        pair.send(pair.server(), data);
        assertArrayEquals(data, pair.client().received());
        return length;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, false, false", "TLSv1.3, false, true", "TLSv1.3, true, false", "TLSv1.3, true, true",
        "TLSv1.2, false, false", "TLSv1.2, false, true"})
    void aSessionAddsLittle(String version, boolean hybrid, boolean mutual) throws SSLException {
        int full = hello(pair(version, hybrid, mutual));
        EnginePair resumed = pair(version, hybrid, mutual);
        int resuming = hello(resumed);
        assertTrue(TlsSession.of(resumed.client().engine().getSession()).isResumed());
        assertTrue(full > 100 && resuming > full && resuming - full <= 1000 + AROUND, "added " + (resuming - full));
        assertEquals(hybrid, full > PACKET - 200);
        assertTrue(hybrid || resuming <= PACKET, "a hello of " + resuming);
        System.out.printf("ClientHello, %s, %s key share, client %s: %d bytes, resuming %d, packets %d%n", version,
                hybrid ? "X25519MLKEM768 and x25519" : "x25519", mutual ? "with an RSA chain" : "without certificate",
                full, resuming, (resuming + PACKET - 1) / PACKET);
    }
}
