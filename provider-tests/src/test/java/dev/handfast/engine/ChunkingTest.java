package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Handshakes and data in pieces of every size, through buffers of every kind. */
@Tag("unit")
class ChunkingTest {

    private static final int MAX_STEPS = 200_000;

    /** How bytes travel from one side to the other. */
    private enum Pieces {
        SINGLE_BYTES, RANDOM, WHOLE_FLIGHTS
    }

    /** Buffers as callers may have them. */
    private enum Kind {
        HEAP, DIRECT, SLICED
    }

    private final long seed = Long.getLong("handfast.seed", System.nanoTime());
    private final Random random = new Random(seed);

    static Stream<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        for (ConnectionProfile lane : ConnectionProfile.values()) {
            for (Pieces pieces : Pieces.values()) {
                for (Kind kind : Kind.values()) {
                    ways.add(Arguments.of(lane, pieces, kind));
                }
            }
        }
        return ways.stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void handshakesAndDataArriveInPieces(ConnectionProfile lane, Pieces pieces, Kind kind) throws TlsFault {
        new Transport(lane, pieces, kind, false).run();
    }

    /** Every record as short as it can be: a byte of content each, alerts two. */
    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void handshakesAndDataFitTheSmallestRecords(ConnectionProfile lane) throws TlsFault {
        Transport transport = new Transport(lane, Pieces.WHOLE_FLIGHTS, Kind.HEAP, true);
        transport.run();
        assertTrue(transport.records > 1_000, "records: " + transport.records);
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void dataIsGatheredFromAndScatteredToManyBuffers(ConnectionProfile lane) throws TlsFault {
        Pair pair = new Pair(lane.client(), lane.server()).handshake();
        for (int round = 0; round < 200; round++) {
            byte[] data = new byte[random.nextInt(3000)];
            random.nextBytes(data);
            ByteBuffer[] srcs = split(data, true);
            ByteBuffer wire = buffer(Kind.values()[round % 3], 4000);
            ByteBuffer[] some = concat(ByteBuffer.allocate(3), srcs, ByteBuffer.allocate(5));
            WriteStatus wrote = pair.client.write(some, 1, srcs.length, wire);
            assertEquals(WriteStatus.OK, wrote);
            assertEquals(8, some[0].remaining() + some[some.length - 1].remaining(), "buffers outside the range");
            wire.flip();
            if (data.length == 0) {
                assertEquals(0, wire.remaining());
                continue;
            }
            ByteBuffer[] dsts = split(new byte[data.length], false);
            ByteBuffer[] spread = concat(ByteBuffer.allocate(3), dsts, ByteBuffer.allocate(5));
            assertEquals(ReadStatus.OK, pair.server.read(wire.asReadOnlyBuffer(), spread, 1, dsts.length));
            assertEquals(8, spread[0].remaining() + spread[spread.length - 1].remaining(), "seed " + seed);
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            for (ByteBuffer dst : dsts) {
                dst.flip();
                while (dst.hasRemaining()) {
                    got.write(dst.get());
                }
            }
            assertArrayEquals(data, got.toByteArray(), "seed " + seed);
        }
    }

    /** A destination that holds exactly the data will do; one byte less consumes nothing and may be tried again. */
    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void destinationsMayBeAsSmallAsTheData(ConnectionProfile lane) throws TlsFault {
        Pair pair = new Pair(lane.client(), lane.server()).handshake();
        for (int length : new int[] {1, 2, 15, 16, 17, 1000, 16_384}) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            ByteBuffer wire = ByteBuffer.allocate(17_000);
            pair.server.write(new ByteBuffer[] {ByteBuffer.wrap(data)}, 0, 1, wire);
            wire.flip();
            int all = wire.remaining();
            for (Kind kind : Kind.values()) {
                ByteBuffer small = buffer(kind, length - 1);
                for (int i = 0; i < 3; i++) {
                    assertEquals(ReadStatus.OVERFLOW, pair.client.read(wire, new ByteBuffer[] {small}, 0, 1));
                    assertEquals(all, wire.remaining());
                    assertEquals(length - 1, small.remaining());
                }
            }
            ByteBuffer exact = buffer(Kind.values()[length % 3], length);
            assertEquals(ReadStatus.OK, pair.client.read(wire, new ByteBuffer[] {exact}, 0, 1));
            assertEquals(0, wire.remaining());
            exact.flip();
            assertEquals(ByteBuffer.wrap(data), exact);
        }
    }

    /** Room for half a record is room for a shorter one. */
    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void writesFillWhatRoomThereIs(ConnectionProfile lane) throws TlsFault {
        Pair pair = new Pair(lane.client(), lane.server()).handshake();
        int smallest = 0;
        for (int room = 0; room < 400; room++) {
            ByteBuffer wire = buffer(Kind.values()[room % 3], room);
            ByteBuffer src = ByteBuffer.wrap(new byte[1000]);
            if (pair.client.write(new ByteBuffer[] {src}, 0, 1, wire) == WriteStatus.OVERFLOW) {
                assertEquals(0, wire.position());
                assertEquals(1000, src.remaining());
                smallest = room + 1;
                continue;
            }
            wire.flip();
            ByteBuffer dst = ByteBuffer.allocate(1000);
            assertEquals(ReadStatus.OK, pair.server.read(wire, new ByteBuffer[] {dst}, 0, 1));
            assertEquals(src.position(), dst.position());
            assertTrue(dst.position() > 0);
        }
        assertTrue(smallest > 20 && smallest < 90, "the smallest record has " + smallest + " bytes");
    }

    private ByteBuffer[] split(byte[] data, boolean readOnly) {
        List<ByteBuffer> parts = new ArrayList<>();
        for (int at = 0; at < data.length || parts.isEmpty();) {
            int count = Math.min(data.length - at, random.nextInt(700));
            ByteBuffer part = buffer(Kind.values()[random.nextInt(3)], count);
            if (readOnly) {
                part.put(data, at, count).flip();
                part = random.nextBoolean() ? part.asReadOnlyBuffer() : part;
            }
            parts.add(part);
            at += count;
        }
        return parts.toArray(new ByteBuffer[0]);
    }

    private static ByteBuffer[] concat(ByteBuffer first, ByteBuffer[] middle, ByteBuffer last) {
        List<ByteBuffer> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(middle));
        all.add(last);
        return all.toArray(new ByteBuffer[0]);
    }

    private static ByteBuffer buffer(Kind kind, int capacity) {
        return switch (kind) {
            case HEAP -> ByteBuffer.allocate(capacity);
            case DIRECT -> ByteBuffer.allocateDirect(capacity);
            case SLICED -> ByteBuffer.allocate(capacity + 20).position(13).limit(13 + capacity).slice();
        };
    }

    /** Two sides with a stream each way, of which the receiver sees only what has arrived. */
    private final class Transport {

        private final Pair pair;
        private final Pieces pieces;
        private final Kind kind;
        private final boolean tiny;
        private final byte[] data = new byte[3_000];
        private final Flow toServer = new Flow();
        private final Flow toClient = new Flow();
        private int records;

        Transport(ConnectionProfile lane, Pieces pieces, Kind kind, boolean tiny) {
            this.pair = new Pair(lane.client(), lane.server());
            this.pieces = pieces;
            this.kind = kind;
            this.tiny = tiny;
            random.nextBytes(data);
        }

        void run() throws TlsFault {
            pair.client.begin();
            pair.server.begin();
            settle();
            assertNotNull(pair.client.session(), "seed " + seed);
            assertNotNull(pair.server.session(), "seed " + seed);
            toServer.src = ByteBuffer.wrap(data);
            toClient.src = ByteBuffer.wrap(data).asReadOnlyBuffer();
            settle();
            assertArrayEquals(data, toServer.received.toByteArray(), "seed " + seed);
            assertArrayEquals(data, toClient.received.toByteArray(), "seed " + seed);
            pair.client.closeWrite();
            settle();
            pair.server.closeWrite();
            settle();
            assertTrue(pair.client.hasPeerClosed() && pair.server.hasPeerClosed());
        }

        private void settle() throws TlsFault {
            for (int i = 0; i < MAX_STEPS; i++) {
                boolean moved = step(pair.client, toServer, toClient);
                moved |= step(pair.server, toClient, toServer);
                if (!moved) {
                    return;
                }
            }
            throw new AssertionError("no end after " + MAX_STEPS + " steps, seed " + seed);
        }

        private boolean step(ProtocolConnection side, Flow out, Flow in) throws TlsFault {
            if (side.progress() == Progress.NEED_WORK) {
                side.takeTask().run();
                return true;
            }
            if (side.progress() == Progress.NEED_WRITE
                    || side.session() != null && out.src.hasRemaining() && !side.isWriteClosing()) {
                write(side, out);
                return true;
            }
            return !side.isReadClosed() && (in.read(side) || in.arrive(pieces));
        }

        private void write(ProtocolConnection side, Flow out) throws TlsFault {
            int room = tiny ? 6 : 17_000;
            while (true) {
                ByteBuffer wire = buffer(kind, room);
                if (side.write(new ByteBuffer[] {out.src}, 0, 1, wire) == WriteStatus.OVERFLOW) {
                    assertEquals(0, wire.position());
                    assertTrue(++room < 200 || !tiny, "no room in " + room + " bytes");
                    continue;
                }
                side.takeFinished();
                wire.flip();
                records += wire.hasRemaining() ? 1 : 0;
                out.send(wire);
                return;
            }
        }

        /** Bytes under way: sent, arrived and read. */
        private final class Flow {

            private final ByteArrayOutputStream received = new ByteArrayOutputStream();
            private ByteBuffer src = ByteBuffer.allocate(0);
            private byte[] bytes = new byte[1 << 17];
            private int read;
            private int arrived;
            private int sent;

            void send(ByteBuffer wire) {
                if (sent + wire.remaining() > bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * bytes.length);
                }
                int count = wire.remaining();
                wire.get(bytes, sent, count);
                sent += count;
            }

            boolean arrive(Pieces how) {
                int left = sent - arrived;
                arrived += switch (how) {
                    case SINGLE_BYTES -> Math.min(1, left);
                    case RANDOM -> Math.min(1 + random.nextInt(300), left);
                    case WHOLE_FLIGHTS -> left;
                };
                return left > 0;
            }

            boolean read(ProtocolConnection side) throws TlsFault {
                ByteBuffer wire = buffer(kind, arrived - read);
                wire.put(bytes, read, arrived - read).flip();
                ByteBuffer src = random.nextBoolean() ? wire : wire.asReadOnlyBuffer();
                ByteBuffer dst = buffer(kind, 17_000);
                ReadStatus status = side.read(src, new ByteBuffer[] {dst}, 0, 1);
                assertTrue(status != ReadStatus.OVERFLOW);
                side.takeFinished();
                read += src.position();
                for (dst.flip(); dst.hasRemaining();) {
                    received.write(dst.get());
                }
                return src.position() > 0;
            }
        }
    }
}
