package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.SocketPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Both directions of one connection in use at once, from several threads; SunJSSE is the oracle. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class DuplexTest {

    private static final int CHUNKS = 400;

    @Parameter
    JsseRow row;

    @Test
    void socketsCarryBothWaysWithKeyUpdates() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            List<Future<?>> work = new ArrayList<>();
            for (SSLSocket socket : List.of(pair.client(), pair.server())) {
                work.add(Background.run(() -> write(socket)));
                work.add(Background.run(() -> read(socket)));
            }
            for (Future<?> part : work) {
                Background.get(part);
            }
        }
    }

    private void write(SSLSocket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < CHUNKS; i++) {
            out.write(chunk(i));
            // in TLS 1.3 a key update (RFC 9846 section 4.7.3); SunJSSE loses the connection when both sides do it at
            // once
            if (row.is13() && row.isHandfast() && i % 50 == 25) {
                socket.startHandshake();
            }
        }
    }

    private static void read(SSLSocket socket) throws Exception {
        InputStream in = socket.getInputStream();
        for (int i = 0; i < CHUNKS; i++) {
            byte[] expected = chunk(i);
            assertArrayEquals(digest(expected), digest(in.readNBytes(expected.length)), "chunk " + i);
        }
    }

    @Test
    void severalWritersNeverMixTheirRecords() throws Exception {
        try (SocketPair pair = SocketPair.of(row).handshake()) {
            List<Future<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                byte[] line = new byte[256];
                Arrays.fill(line, (byte) writer);
                writers.add(Background.run(() -> {
                    for (int i = 0; i < 200; i++) {
                        pair.client().getOutputStream().write(line);
                    }
                }));
            }
            int[] seen = new int[4];
            for (int i = 0; i < 800; i++) {
                byte[] line = pair.server().getInputStream().readNBytes(256);
                for (byte b : line) {
                    assertEquals(line[0], b);
                }
                seen[line[0]]++;
            }
            assertArrayEquals(new int[] {200, 200, 200, 200}, seen);
            for (Future<Void> writer : writers) {
                Background.get(writer);
            }
        }
    }

    @Test
    void closeWhileBothSidesWriteEndsEveryThread() throws Exception {
        SocketPair pair = SocketPair.of(row).handshake();
        List<Future<Boolean>> work = new ArrayList<>();
        for (SSLSocket socket : List.of(pair.client(), pair.server())) {
            work.add(Background.start(() -> untilItEnds(() -> socket.getOutputStream().write(chunk(7)))));
            InputStream in = socket.getInputStream();
            work.add(Background.start(() -> untilItEnds(() -> {
                if (in.read(new byte[4096]) < 0) {
                    throw new IOException("end");
                }
            })));
        }
        pair.close();
        for (Future<Boolean> part : work) {
            assertTrue(Background.get(part));
        }
    }

    private static boolean untilItEnds(Background.Work work) throws Exception {
        try {
            while (true) {
                work.run();
            }
        } catch (IOException expected) {
            return true;
        }
    }

    @Test
    void enginesWrapAndUnwrapOnDifferentThreads() throws Exception {
        EnginePair pair = row.pair().handshake();
        BlockingQueue<byte[]> toServer = new LinkedBlockingQueue<>();
        BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
        List<Future<Void>> work = List.of(
                Background.run(() -> wrapAll(pair.client().engine(), toServer)),
                Background.run(() -> wrapAll(pair.server().engine(), toClient)),
                Background.run(() -> unwrapAll(pair.client().engine(), toClient)),
                Background.run(() -> unwrapAll(pair.server().engine(), toServer)));
        for (Future<Void> part : work) {
            Background.get(part);
        }
    }

    private static void wrapAll(SSLEngine engine, BlockingQueue<byte[]> wire) throws IOException {
        for (int i = 0; i < CHUNKS; i++) {
            ByteBuffer source = ByteBuffer.wrap(chunk(i));
            while (source.hasRemaining()) {
                ByteBuffer net = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
                assertEquals(Status.OK, engine.wrap(source, net).getStatus());
                wire.add(Arrays.copyOf(net.array(), net.position()));
            }
        }
    }

    private static void unwrapAll(SSLEngine engine, BlockingQueue<byte[]> wire) throws Exception {
        for (int i = 0; i < CHUNKS; i++) {
            byte[] expected = chunk(i);
            ByteBuffer got = ByteBuffer.allocate(expected.length + 17_000);
            while (got.position() < expected.length) {
                byte[] record = wire.poll(30, TimeUnit.SECONDS);
                assertTrue(record != null, "the wire went silent");
                SSLEngineResult result = engine.unwrap(ByteBuffer.wrap(record), got);
                assertEquals(Status.OK, result.getStatus());
                assertEquals(record.length, result.bytesConsumed());
            }
            assertArrayEquals(expected, Arrays.copyOf(got.array(), got.position()));
        }
    }

    private static byte[] chunk(int i) {
        Random random = new Random(i);
        byte[] chunk = new byte[1 + random.nextInt(20_000)];
        random.nextBytes(chunk);
        return chunk;
    }

    private static byte[] digest(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
