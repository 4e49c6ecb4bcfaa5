package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.TlsParameters;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** What a handshake costs in garbage, both sides together: it may not grow unnoticed. */
@Tag("contract")
class HandshakeAllocationTest {

    private static final int WARM_UP = 10_000;
    private static final int ROUNDS = 300;

    /** The least of so many counts: the compiler may still be at work during some of them. */
    private static final int REPEATS = 10;

    private final SSLContext client = JsseStack.HANDFAST.context(Credentials.shared().client(KeyKind.P256));
    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 15);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 15);
    private final ByteBuffer content = ByteBuffer.allocate(1 << 15);

    /**
     * TLS 1.3 with AES-128-GCM and a key on P-256 under an RSA root. The budgets are what was measured on JDK 17 and a
     * tenth more. Some 24 kB of them on JDK 17, 20 kB on 25, are what the calls of JCA's ciphers and digests allocate.
     *
     * @param budget bytes for client and server
     */
    @ParameterizedTest
    @CsvSource({"x25519, false, 70500", "x25519, true, 61500", "X25519MLKEM768, false, 96500"})
    void aHandshakeKeepsToItsBudget(String group, boolean resumed, int budget) throws SSLException {
        SSLParameters parameters = parameters(group);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            handshake(parameters, resumed);
        }
        long least = Long.MAX_VALUE;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                handshake(parameters, resumed);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS);
        }
        long each = least;
        System.out.printf("Allocation, JDK %s, %s handshake with %s: %d B for both sides, of at most %d%n",
                Runtime.version().feature(), resumed ? "resumed" : "full", group, each, budget);
        assertTrue(each <= budget, () -> "a handshake allocates " + each + " bytes, its budget is " + budget);
    }

    private static SSLParameters parameters(String group) {
        TlsParameters parameters = new TlsParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        parameters.setNamedGroups(new String[] {group, "secp256r1"});
        return parameters;
    }

    private void handshake(SSLParameters parameters, boolean resumed) throws SSLException {
        // Without a host and port no session can be found
        SSLEngine ofClient = resumed ? client.createSSLEngine("localhost", 443) : client.createSSLEngine();
        SSLEngine ofServer = server.createSSLEngine();
        ofClient.setUseClientMode(true);
        ofServer.setUseClientMode(false);
        ofClient.setSSLParameters(parameters);
        ofServer.setSSLParameters(parameters);
        toServer.clear();
        toClient.clear();
        ofClient.beginHandshake();
        ofServer.beginHandshake();
        while (step(ofClient, toClient, toServer) | step(ofServer, toServer, toClient)) {
            content.clear();
        }
        assertEquals("TLSv1.3", ofClient.getSession().getProtocol());
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, ofServer.getHandshakeStatus());
    }

    /** Does what an engine asks for, and answers whether that was anything. */
    private boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK :
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
                return true;
            case NEED_WRAP :
                content.clear().flip();
                engine.wrap(content, out);
                return true;
            default :
                in.flip();
                int before = in.remaining();
                content.clear();
                engine.unwrap(in, content);
                boolean read = in.remaining() < before;
                in.compact();
                return read || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
        }
    }
}
