package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.handfast.handshake.ManyItemsTest.Filled;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * What a server's engine, managers included, allocates for a ClientHello with one list filled up, beside the same hello
 * as it was: exceptions, texts and objects for single items show there. The client has proved nothing yet.
 */
@Tag("unit")
class ManyItemsCostTest {

    private static final int RECORD = 1 << 14;
    private static final int ROUNDS = 5;

    /** Bytes allocated for each byte that was added. */
    private static final int MOST = 48;
    private static final int SLACK = 4_096;

    private static final SSLContext SERVER = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    private static final SSLContext CLIENT = JsseStack.HANDFAST.context((Identity) null);

    @ParameterizedTest
    @EnumSource(Filled.class)
    void inTls13(Filled filled) throws SSLException {
        compare("TLSv1.3", filled);
    }

    @ParameterizedTest
    @EnumSource(Filled.class)
    void inTls12(Filled filled) throws SSLException {
        compare("TLSv1.2", filled);
    }

    private static void compare(String version, Filled filled) throws SSLException {
        byte[] plain = hello(version);
        byte[] full = ManyItemsTest.fill(plain, filled);
        long cost = least(full) - least(plain);
        assertTrue(cost < SLACK + (long) MOST * (full.length - plain.length), filled + ": " + cost + " bytes for "
                + (full.length - plain.length));
    }

    private static byte[] hello(String version) throws SSLException {
        SSLEngine engine = CLIENT.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setServerNames(List.of(new SNIHostName("host.example")));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(2 * RECORD);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOfRange(out.array(), 5, out.position());
    }

    private static long least(byte[] hello) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            least = Math.min(least, once(records(hello)));
        }
        return least;
    }

    private static long once(byte[] records) {
        SSLEngine engine = SERVER.createSSLEngine();
        engine.setUseClientMode(false);
        ByteBuffer in = ByteBuffer.wrap(records);
        ByteBuffer out = ByteBuffer.allocate(2 * RECORD);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        try {
            while (in.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
                engine.unwrap(in, out);
            }
            int tasks = 0;
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
                tasks++;
            }
            if (tasks == 0 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                // A refusal is thrown by the wrap that would send the alert.
                engine.wrap(ByteBuffer.allocate(0), out);
            }
            assertEquals(true, tasks > 0, "the hello was answered");
        } catch (SSLException refused) {
            // A list of compression methods in TLS 1.3, for one: to refuse it may cost no more.
            assertTrue(refused.getMessage() != null, "the refusal says why");
        }
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    private static byte[] records(byte[] message) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += RECORD) {
            int length = Math.min(RECORD, message.length - at);
            records.writeBytes(new byte[] {22, 3, 3, (byte) (length >>> 8), (byte) length});
            records.write(message, at, length);
        }
        return records.toByteArray();
    }
}
