package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.EnginePair;
import dev.handfast.peers.EnginePair.Side;
import dev.handfast.peers.JsseRow;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link SSLEngine} promises about its buffers; SunJSSE is the oracle. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class EngineBufferContractTest {

    private static final int LARGE = 20_000;
    private static final List<IntFunction<ByteBuffer>> KINDS = List.of(
            ByteBuffer::allocate,
            ByteBuffer::allocateDirect,
            size -> ByteBuffer.allocate(size + 20).position(13).limit(size + 13).slice(),
            size -> ByteBuffer.allocate(size + 20).position(7).limit(size + 7),
            size -> ByteBuffer.allocateDirect(size + 20).position(7).limit(size + 7));

    @Parameter
    JsseRow row;

    @Test
    void dataOfEachSizeArrivesWhole() throws Exception {
        EnginePair pair = row.pair().handshake();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int size : new int[] {1, 2, 100, 1_000, 16_383, 16_384, 16_385, 100_000}) {
            byte[] data = bytes(size);
            sent.writeBytes(data);
            pair.send(pair.client(), data);
            pair.send(pair.server(), data);
        }
        assertArrayEquals(sent.toByteArray(), pair.server().received());
        assertArrayEquals(sent.toByteArray(), pair.client().received());
    }

    @Test
    void everyKindOfBufferWorksAtEachPlace() throws Exception {
        EnginePair pair = row.pair().handshake();
        SSLEngine client = pair.client().engine();
        SSLEngine server = pair.server().engine();
        int packet = client.getSession().getPacketBufferSize();
        byte[] data = bytes(5_000);
        for (IntFunction<ByteBuffer> sourceKind : KINDS) {
            for (IntFunction<ByteBuffer> netKind : KINDS) {
                for (IntFunction<ByteBuffer> sinkKind : KINDS) {
                    ByteBuffer source = filled(sourceKind, data);
                    ByteBuffer net = netKind.apply(packet);
                    int start = net.position();
                    SSLEngineResult wrapped = client.wrap(source.asReadOnlyBuffer(), net);
                    assertEquals(Status.OK, wrapped.getStatus());
                    assertEquals(data.length, wrapped.bytesConsumed());
                    assertEquals(net.position() - start, wrapped.bytesProduced());

                    ByteBuffer in = net.duplicate().limit(net.position()).position(start);
                    ByteBuffer sink = sinkKind.apply(LARGE);
                    int first = sink.position();
                    // SunJSSE decrypts in place, so it needs a writable source
                    SSLEngineResult read = server.unwrap(row.isHandfast() ? in.asReadOnlyBuffer() : in, sink);
                    assertEquals(Status.OK, read.getStatus());
                    assertEquals(wrapped.bytesProduced(), read.bytesConsumed());
                    assertEquals(data.length, read.bytesProduced());
                    byte[] got = new byte[data.length];
                    sink.flip().position(first).get(got);
                    assertArrayEquals(data, got);
                }
            }
        }
    }

    @Test
    void theHandshakeRunsOverDirectBuffers() throws Exception {
        EnginePair pair = row.pair();
        ByteBuffer[] wires = {ByteBuffer.allocateDirect(1 << 17), ByteBuffer.allocateDirect(1 << 17)};
        Side[] sides = {pair.client(), pair.server()};
        pair.client().engine().beginHandshake();
        pair.server().engine().beginHandshake();
        int[] finished = new int[2];
        for (int i = 0; i < 400; i++) {
            int me = i % 2;
            SSLEngine engine = sides[me].engine();
            pair.runTasks(sides[me]);
            SSLEngineResult result;
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                result = engine.wrap(ByteBuffer.allocateDirect(0), wires[1 - me]);
            } else {
                wires[me].flip();
                result = engine.unwrap(wires[me], ByteBuffer.allocateDirect(LARGE));
                wires[me].compact();
            }
            finished[me] += result.getHandshakeStatus() == HandshakeStatus.FINISHED ? 1 : 0;
        }
        assertTrue(row.isFinishedOnce(finished[0]) && row.isFinishedOnce(finished[1]));
    }

    @Test
    void wrapGathersAndUnwrapScatters() throws Exception {
        EnginePair pair = row.pair().handshake();
        byte[] data = bytes(900);
        ByteBuffer[] sources = {ByteBuffer.wrap(new byte[] {99}), ByteBuffer.wrap(data, 0, 300),
            ByteBuffer.allocate(0), filled(ByteBuffer::allocateDirect, Arrays.copyOfRange(data, 300, 700)),
            ByteBuffer.wrap(data, 700, 200), ByteBuffer.wrap(new byte[] {98})};
        ByteBuffer net = ByteBuffer.allocate(LARGE);
        SSLEngineResult wrapped = pair.client().engine().wrap(sources, 1, 4, net);
        assertEquals(900, wrapped.bytesConsumed());
        assertEquals(1, sources[0].remaining());
        assertEquals(1, sources[5].remaining());

        ByteBuffer[] sinks = {ByteBuffer.allocate(5), ByteBuffer.allocate(1), ByteBuffer.allocateDirect(500),
            ByteBuffer.allocate(0), ByteBuffer.allocate(LARGE), ByteBuffer.allocate(5)};
        SSLEngineResult read = pair.server().engine().unwrap(net.flip(), sinks, 1, 4);
        assertEquals(900, read.bytesProduced());
        assertEquals(0, sinks[0].position());
        assertEquals(0, sinks[5].position());
        ByteBuffer got = ByteBuffer.allocate(900);
        for (int i = 1; i < 5; i++) {
            got.put(sinks[i].flip());
        }
        assertArrayEquals(data, got.array());
    }

    @Test
    void argumentsAreChecked() throws Exception {
        SSLEngine engine = row.pair().handshake().client().engine();
        ByteBuffer[] one = {ByteBuffer.allocate(1)};
        ByteBuffer[] hole = {ByteBuffer.allocate(1), null};
        ByteBuffer net = ByteBuffer.allocate(LARGE);
        assertThrows(IllegalArgumentException.class, () -> engine.wrap((ByteBuffer[]) null, 0, 1, net));
        assertThrows(IllegalArgumentException.class, () -> engine.wrap(one, 0, 1, null));
        assertThrows(IllegalArgumentException.class, () -> engine.wrap(hole, 0, 2, net));
        assertThrows(IndexOutOfBoundsException.class, () -> engine.wrap(one, 0, 2, net));
        assertThrows(IndexOutOfBoundsException.class, () -> engine.wrap(one, -1, 1, net));
        assertThrows(IllegalArgumentException.class, () -> engine.unwrap(null, one, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> engine.unwrap(net, (ByteBuffer[]) null, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> engine.unwrap(net, hole, 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> engine.unwrap(net, one, 1, 1));
        assertThrows(ReadOnlyBufferException.class, () -> engine.wrap(one[0], net.asReadOnlyBuffer()));
        assertThrows(ReadOnlyBufferException.class, () -> engine.unwrap(net, one[0].asReadOnlyBuffer()));
    }

    @Test
    void aPartialRecordIsAnUnderflowThatConsumesNothing() throws Exception {
        EnginePair pair = row.pair().handshake();
        ByteBuffer net = ByteBuffer.allocate(LARGE);
        pair.client().engine().wrap(ByteBuffer.wrap(bytes(50)), net);
        net.flip();
        for (int length = 0; length < net.limit(); length++) {
            ByteBuffer part = net.duplicate().limit(length);
            SSLEngineResult result = pair.server().engine().unwrap(part, ByteBuffer.allocate(LARGE));
            assertEquals(Status.BUFFER_UNDERFLOW, result.getStatus());
            assertEquals(0, result.bytesConsumed());
            assertEquals(0, part.position());
        }
        assertEquals(50, pair.server().engine().unwrap(net, ByteBuffer.allocate(LARGE)).bytesProduced());
    }

    @Test
    void oneUnwrapTakesOneRecord() throws Exception {
        EnginePair pair = row.pair().handshake();
        ByteBuffer net = ByteBuffer.allocate(2 * LARGE);
        int first = pair.client().engine().wrap(ByteBuffer.wrap(bytes(10)), net).bytesProduced();
        int second = pair.client().engine().wrap(ByteBuffer.wrap(bytes(20)), net).bytesProduced();
        net.flip();
        SSLEngineResult result = pair.server().engine().unwrap(net, ByteBuffer.allocate(LARGE));
        assertEquals(first, result.bytesConsumed());
        assertEquals(10, result.bytesProduced());
        result = pair.server().engine().unwrap(net, ByteBuffer.allocate(LARGE));
        assertEquals(second, result.bytesConsumed());
        assertEquals(20, result.bytesProduced());
    }

    @Test
    void noRoomForTheDataIsAnOverflowThatLosesNothing() throws Exception {
        EnginePair pair = row.pair().handshake();
        ByteBuffer net = ByteBuffer.allocate(LARGE);
        byte[] data = bytes(1_000);
        pair.client().engine().wrap(ByteBuffer.wrap(data), net);
        net.flip();
        for (int room : new int[] {0, 1, 999}) {
            ByteBuffer small = ByteBuffer.allocate(room);
            SSLEngineResult result = pair.server().engine().unwrap(net, small);
            assertEquals(Status.BUFFER_OVERFLOW, result.getStatus());
            assertEquals(0, result.bytesConsumed());
            assertEquals(0, result.bytesProduced());
            assertEquals(0, small.position());
            assertEquals(0, net.position());
        }
        ByteBuffer sink = ByteBuffer.allocate(pair.server().engine().getSession().getApplicationBufferSize());
        assertEquals(Status.OK, pair.server().engine().unwrap(net, sink).getStatus());
        assertArrayEquals(data, Arrays.copyOf(sink.array(), sink.position()));
    }

    @Test
    void noRoomForARecordIsAnOverflowThatTakesNothing() throws Exception {
        EnginePair pair = row.pair().handshake();
        ByteBuffer source = ByteBuffer.wrap(bytes(10));
        SSLEngineResult result = pair.client().engine().wrap(source, ByteBuffer.allocate(0));
        assertEquals(Status.BUFFER_OVERFLOW, result.getStatus());
        assertEquals(0, result.bytesConsumed());
        assertEquals(10, source.remaining());
        pair.send(pair.client(), bytes(10));
        assertArrayEquals(bytes(10), pair.server().received());
    }

    @Test
    void thePacketBufferSizeAlwaysSuffices() throws Exception {
        EnginePair pair = row.pair().handshake();
        int packet = pair.client().engine().getSession().getPacketBufferSize();
        int application = pair.client().engine().getSession().getApplicationBufferSize();
        ByteBuffer source = ByteBuffer.wrap(bytes(1 << 17));
        ByteBuffer got = ByteBuffer.allocate(1 << 17);
        while (source.hasRemaining()) {
            ByteBuffer net = ByteBuffer.allocate(packet);
            SSLEngineResult result = pair.client().engine().wrap(source, net);
            assertEquals(Status.OK, result.getStatus());
            assertTrue(result.bytesConsumed() <= 1 << 14);
            ByteBuffer sink = ByteBuffer.allocate(application);
            assertEquals(Status.OK, pair.server().engine().unwrap(net.flip(), sink).getStatus());
            got.put(sink.flip());
        }
        assertArrayEquals(source.array(), got.array());
    }

    @Test
    void handshakeRecordsNeedNoRoomForData() throws Exception {
        EnginePair pair = row.pair();
        pair.client().engine().beginHandshake();
        ByteBuffer net = ByteBuffer.allocate(LARGE);
        pair.client().engine().wrap(ByteBuffer.allocate(0), net);
        net.flip();
        int length = net.remaining();
        SSLEngineResult result = pair.server().engine().unwrap(net, ByteBuffer.allocate(0));
        assertEquals(Status.OK, result.getStatus());
        assertEquals(length, result.bytesConsumed());
        assertEquals(HandshakeStatus.NEED_TASK, result.getHandshakeStatus());
    }

    @Test
    void tinyDestinationsAreFilledWithWhatFits() throws Exception {
        assumeTrue(row.isHandfast(), "a feature of Handfast: SunJSSE asks for a whole packet buffer");
        EnginePair pair = row.pair();
        pair.client().engine().beginHandshake();
        pair.server().engine().beginHandshake();
        for (int i = 0; i < 10_000 && pair.client().finished() + pair.server().finished() < 2; i++) {
            tinyStep(pair, pair.client(), pair.server());
            tinyStep(pair, pair.server(), pair.client());
        }
        assertEquals(1, pair.client().finished());
        assertEquals(1, pair.server().finished());
        byte[] data = bytes(5_000);
        ByteBuffer source = ByteBuffer.wrap(data);
        while (source.hasRemaining()) {
            ByteBuffer net = ByteBuffer.allocate(128);
            SSLEngineResult result = pair.client().engine().wrap(source, net);
            assertEquals(Status.OK, result.getStatus());
            assertTrue(result.bytesConsumed() > 0);
            pair.server().offer(Arrays.copyOf(net.array(), net.position()));
        }
        pair.settle();
        assertArrayEquals(data, pair.server().received());
    }

    private static final int SHARED = 80_000;
    private static final int AT = 30_000;
    private static final int[] SHIFTS = {-17_000, -5_000, -1_100, -100, -65, -64, -17, -16, -5, -1, 0, 1, 5, 13, 16, 17,
        64, 100, 300, 5_000};

    /** What a source and a destination have in common: an array, seen as it is or through a read-only view. */
    private enum View {
        ARRAY, READ_ONLY;

        ByteBuffer of(byte[] array, int offset, int length) {
            ByteBuffer view = ByteBuffer.wrap(array, offset, length);
            return this == READ_ONLY ? view.asReadOnlyBuffer() : view;
        }
    }

    /** Ciphers of the JDK differ in how they take that: ChaCha20-Poly1305 of JDK 25 writes before it has read. */
    @Test
    void sourceAndDestinationMayOverlap() throws Exception {
        List<String> suites = row.is13()
                ? List.of("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256")
                : List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
        byte[] data = bytes(8_000);
        for (String suite : suites) {
            EnginePair pair = row.pair();
            pair.client().engine().setEnabledCipherSuites(new String[] {suite});
            pair.handshake();
            for (int shift : SHIFTS) {
                for (View view : row.isHandfast() ? View.values() : new View[] {View.ARRAY}) {
                    byte[] shared = new byte[SHARED];
                    System.arraycopy(data, 0, shared, AT, data.length);
                    ByteBuffer net = ByteBuffer.wrap(shared, AT + shift, 17_000);
                    SSLEngineResult sealed = pair.client().engine().wrap(view.of(shared, AT, data.length), net);
                    assertEquals(data.length, sealed.bytesConsumed());
                    byte[] record = Arrays.copyOfRange(shared, AT + shift, net.position());

                    System.arraycopy(record, 0, shared, AT, record.length);
                    ByteBuffer sink = ByteBuffer.wrap(shared, AT + shift, 17_000);
                    pair.server().engine().unwrap(view.of(shared, AT, record.length), sink);
                    assertArrayEquals(data, Arrays.copyOfRange(shared, AT + shift, sink.position()),
                            suite + " shifted by " + shift + ", " + view);
                }
            }
        }
    }

    /** SunJSSE gathers into the destination, and so overwrites what it has not gathered yet. */
    @Test
    void severalSourcesMayOverlapTheDestination() throws Exception {
        assumeTrue(row.isHandfast(), "a feature of Handfast");
        EnginePair pair = row.pair().handshake();
        byte[] data = bytes(8_000);
        for (int shift : SHIFTS) {
            for (View view : View.values()) {
                byte[] shared = new byte[SHARED];
                System.arraycopy(data, 0, shared, AT, data.length);
                ByteBuffer[] sources = {view.of(shared, AT, 10), view.of(shared, AT + 10, 3_000),
                    view.of(shared, AT + 3_010, 4_990)};
                ByteBuffer net = ByteBuffer.wrap(shared, AT + shift, 17_000);
                assertEquals(data.length, pair.client().engine().wrap(sources, net).bytesConsumed());
                ByteBuffer sink = ByteBuffer.allocate(17_000);
                pair.server().engine().unwrap(net.flip().position(AT + shift), sink);
                assertArrayEquals(data, Arrays.copyOf(sink.array(), sink.position()),
                        "shifted by " + shift + ", " + view);
            }
        }
    }

    /** A ticket or KeyUpdate is opened on its way, and must leave the data record behind it as it is. */
    @Test
    void aRecordWithoutDataLeavesWhatFollowsItInTheSource() throws Exception {
        assumeTrue(row.isHandfast() && row.is13(), "SunJSSE decrypts in place; TLS 1.2 has no KeyUpdate");
        EnginePair pair = row.pair().handshake();
        byte[] data = bytes(2_000);
        for (int shift : SHIFTS) {
            byte[] shared = new byte[SHARED];
            ByteBuffer net = ByteBuffer.wrap(shared, AT, 40_000);
            pair.client().engine().beginHandshake();
            int first = pair.client().engine().wrap(ByteBuffer.allocate(0), net).bytesProduced();
            pair.client().engine().wrap(ByteBuffer.wrap(data), net);
            ByteBuffer source = ByteBuffer.wrap(shared, AT, net.position() - AT);
            ByteBuffer sink = ByteBuffer.wrap(shared, AT + shift, 17_000);
            assertEquals(first, pair.server().engine().unwrap(source, sink).bytesConsumed());
            assertEquals(AT + shift, sink.position());
            pair.server().engine().unwrap(source, sink);
            assertArrayEquals(data, Arrays.copyOfRange(shared, AT + shift, sink.position()), "shifted by " + shift);
            pair.settle();
        }
    }

    private static void tinyStep(EnginePair pair, Side side, Side other) throws SSLException {
        if (side.engine().getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            pair.step(side);
            return;
        }
        ByteBuffer net = ByteBuffer.allocate(128);
        SSLEngineResult result = pair.wrapInto(side, net);
        assertEquals(Status.OK, result.getStatus());
        other.offer(Arrays.copyOf(net.array(), net.position()));
    }

    private static ByteBuffer filled(IntFunction<ByteBuffer> kind, byte[] data) {
        ByteBuffer buffer = kind.apply(data.length);
        buffer.duplicate().put(data);
        return buffer;
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
