package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is thrown for alerts and for bytes that are no TLS: the classes and causes of SunJSSE. */
@Tag("contract")
class ExceptionsContractTest {

    private static final byte[] HTTP = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Where SunJSSE takes two bytes for a length. */
    private static final Set<String> WITHOUT_ORACLE = Set.of("ESTABLISHED ones");

    /** Records that are none, or not what may come first, by name. */
    private static Map<String, byte[]> noTls() {
        Map<String, byte[]> records = new LinkedHashMap<>();
        records.put("HTTP", HTTP);
        records.put("zeros", new byte[32]);
        records.put("ones", bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
        records.put("SMTP", "220 mail.example ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
        records.put("unknown type", bytes(99, 3, 3, 0, 1, 0));
        records.put("too long", bytes(22, 3, 3, 0xff, 0xff, 1, 0, 0, 0));
        records.put("unknown message", bytes(22, 3, 3, 0, 4, 99, 0, 0, 0));
        records.put("message out of order", bytes(22, 3, 3, 0, 4, 20, 0, 0, 0));
        records.put("half an alert", bytes(21, 3, 3, 0, 1, 2));
        return records;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
        return bytes;
    }

    private static byte[] alert(int description) {
        return bytes(21, 3, 3, 0, 2, 2, description);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void alertsInAHandshakeHaveTheClassOfSunJsse(String version) throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> seen = new LinkedHashMap<>();
        for (int description = 0; description < 256; description++) {
            SSLException oracle = client(JsseStack.SUN, version, alert(description));
            SSLException ours = client(JsseStack.HANDFAST, version, alert(description));
            expected.put("alert " + description, oracle.getClass().getSimpleName());
            seen.put("alert " + description, ours.getClass().getSimpleName());
            if (oracle.getMessage().contains("Received fatal alert: ")) {
                String named = oracle.getMessage().replaceAll(".*(Received fatal alert: \\w+).*", "$1");
                assertTrue(ours.getMessage().contains(named), ours.getMessage());
                assertNull(oracle.getCause());
                assertCauseIsFree(ours);
            }
        }
        assertEquals(List.of(), differences(expected, seen));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whatIsNoTlsHasTheClassOfSunJsse(String version) throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> seen = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> record : noTls().entrySet()) {
            for (Reader reader : Reader.values()) {
                String what = reader + " " + record.getKey();
                IOException oracle = reader.thrown(JsseStack.SUN, version, record.getValue());
                if (WITHOUT_ORACLE.contains(what) || oracle == null) {
                    continue;
                }
                expected.put(what, classOf(oracle));
                IOException thrown = reader.thrown(JsseStack.HANDFAST, version, record.getValue());
                seen.put(what, classOf(thrown));
                if (thrown instanceof SSLException fault) {
                    assertCauseIsFree(fault);
                }
            }
        }
        assertEquals(List.of(), differences(expected, seen));
    }

    /** Who meets the bytes. */
    private enum Reader {
        /** A client's engine, in place of a ServerHello. */
        CLIENT,
        /** A server's engine, in place of a ClientHello. */
        SERVER,
        /** A client's socket, in place of a ServerHello. */
        SOCKET,
        /** A server's engine after the handshake. */
        ESTABLISHED;

        IOException thrown(JsseStack stack, String version, byte[] record) throws Exception {
            EnginePair pair = new JsseRow(stack, version).pair();
            switch (this) {
                case CLIENT :
                    return client(stack, version, record);
                case SERVER :
                    return unwrapping(pair.server().engine(), record);
                case SOCKET :
                    return socket(stack, version, record);
                default :
                    return unwrapping(pair.handshake().server().engine(), record);
            }
        }
    }

    private static List<String> differences(Map<String, String> expected, Map<String, String> seen) {
        return expected.keySet().stream().filter(what -> !expected.get(what).equals(seen.get(what)))
                .map(what -> what + ": " + expected.get(what) + ", here " + seen.get(what)).toList();
    }

    private static String classOf(IOException thrown) {
        return thrown == null ? "nothing" : thrown.getClass().getSimpleName();
    }

    /** Programs set causes of their own, as Netty does; what the engine knows is among the suppressed. */
    private static void assertCauseIsFree(SSLException thrown) {
        assertNull(thrown.getCause());
        assertEquals(1, thrown.getSuppressed().length);
        Exception own = new Exception("the caller's");
        assertSame(own, thrown.initCause(own).getCause());
    }

    /** What a client's engine throws for this instead of a ServerHello. */
    private static SSLException client(JsseStack stack, String version, byte[] answer) throws SSLException {
        SSLEngine engine = new JsseRow(stack, version).pair().client().engine();
        engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(40_000));
        return unwrapping(engine, answer);
    }

    private static SSLException unwrapping(SSLEngine engine, byte[] record) {
        ByteBuffer source = ByteBuffer.wrap(record);
        try {
            for (int i = 0; i < 10; i++) {
                engine.unwrap(source, ByteBuffer.allocate(20_000));
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            return null;
        } catch (SSLException thrown) {
            return thrown;
        }
    }

    /** What a client's socket throws for this instead of a ServerHello. */
    private static IOException socket(JsseStack stack, String version, byte[] answer) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SSLSocket client = (SSLSocket) stack.context(null).getSocketFactory().createSocket()) {
            Future<Void> peer = Background.run(() -> {
                try (Socket server = listener.accept()) {
                    server.getInputStream().read();
                    server.getOutputStream().write(answer);
                    server.shutdownOutput();
                    server.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            });
            client.connect(listener.getLocalSocketAddress());
            client.setSoTimeout(20_000);
            client.setEnabledProtocols(new String[] {version});
            IOException thrown = assertThrows(IOException.class, client::startHandshake);
            client.close();
            try {
                Background.get(peer);
            } catch (IOException reset) {
                assertFalse(reset.getMessage().isEmpty());
            }
            return thrown;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void beginHandshakeBehindCloseOutboundIsRefusedAtOnce(String version) throws Exception {
        for (JsseStack stack : new JsseStack[] {JsseStack.SUN, JsseStack.HANDFAST}) {
            for (boolean established : new boolean[] {true, false}) {
                for (boolean ofClient : new boolean[] {true, false}) {
                    EnginePair pair = new JsseRow(stack, version).pair();
                    SSLEngine engine = (ofClient ? pair.client() : pair.server()).engine();
                    if (established) {
                        pair.handshake();
                    } else {
                        engine.beginHandshake();
                    }
                    engine.closeOutbound();
                    SSLException refused = assertThrows(SSLException.class, engine::beginHandshake,
                            stack + " " + established + " " + ofClient);
                    assertEquals(SSLException.class, refused.getClass());
                    assertTrue(refused.getMessage().contains("broken or closed"), refused.getMessage());
                    assertNull(refused.getCause());
                }
            }
        }
    }

    @Test
    void beginHandshakeBehindAFailureNamesItAsSunJsse() {
        for (JsseStack stack : new JsseStack[] {JsseStack.SUN, JsseStack.HANDFAST}) {
            SSLEngine engine = new JsseRow(stack, "TLSv1.3").pair().server().engine();
            SSLException first = unwrapping(engine, HTTP);
            SSLException refused = assertThrows(SSLException.class, engine::beginHandshake);
            assertEquals(first.getClass(), refused.getCause().getClass());
            assertEquals(first.getMessage(), refused.getCause().getMessage());
        }
    }
}
