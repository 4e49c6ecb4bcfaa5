package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.record.Suites.Pair;
import dev.handfast.record.Suites.Suite;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The edges of what readers and writers take: room, lengths, numbers of records, content in an array of its own. */
@Tag("unit")
class RecordBoundsTest {

    private final Random random = Suites.seeded(this);

    static List<Suite> suites() {
        return Suites.all();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void sealsContentThatStandsElsewhere(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        for (int size : new int[] {0, 1, 300, Limits.PLAINTEXT}) {
            byte[] from = Suites.bytes(random, size + 20);
            byte[] before = from.clone();
            byte[] buffer = new byte[size + 200];
            int length = pair.writer().sealFrom(from, 7, size, buffer, 9);
            assertEquals(pair.writer().headroom() + size + pair.writer().tailroom(size, 0), length);
            byte[] record = Arrays.copyOfRange(buffer, 9, 9 + length);
            assertEquals(length, RecordHeader.length(record, 0, length, pair.reader().maxFragment()));
            assertArrayEquals(Arrays.copyOfRange(from, 7, 7 + size), pair.open(record));
            assertEquals(ContentType.APPLICATION_DATA, pair.reader().type());
            assertArrayEquals(before, from);
            assertEquals(pair.writer().sealedUnderKey(), pair.reader().openedUnderKey());
        }
        assertThrows(IllegalArgumentException.class,
                () -> pair.writer().sealFrom(new byte[20_000], 0, Limits.PLAINTEXT + 1, new byte[20_000], 0));
    }

    @Test
    void withoutAKeyNoApplicationDataIsSealed() {
        assertThrows(IllegalStateException.class,
                () -> new RecordWriter().sealFrom(new byte[1], 0, 1, new byte[100], 0));
    }

    /** RFC 9846 section 5.5: content that stands elsewhere counts, and stops, like any other. */
    @Test
    void contentThatStandsElsewhereCountsToTheLimit() throws TlsFault, ReflectiveOperationException {
        RecordWriter writer = Suites.gcm13().pair(random).writer();
        set(RecordWriter.class, writer, "sealedBytes", (1L << 37) - 23);
        assertFalse(writer.keyLimitNear());
        writer.sealFrom(new byte[1], 0, 1, new byte[100], 0);
        assertTrue(writer.keyLimitNear());
        set(RecordWriter.class, writer, "sealedBytes", (1L << 38) - 23);
        writer.sealFrom(new byte[1], 0, 1, new byte[100], 0);
        assertEquals(Fault.KEY_LIMIT_REACHED, assertThrows(TlsFault.class,
                () -> writer.sealFrom(new byte[1], 0, 1, new byte[100], 0)).fault());
    }

    /** RFC 9846 section 5.3, RFC 5246 section 6.1: sequence numbers must not wrap, in either direction. */
    @ParameterizedTest
    @MethodSource("suites")
    void noRecordComesBehindTheLastNumber(Suite suite) throws TlsFault, ReflectiveOperationException {
        Pair pair = suite.pair(random);
        Object readKeys = get(RecordReader.class, pair.reader(), "keys");
        Object writeKeys = get(RecordWriter.class, pair.writer(), "keys");
        set(Sequence.class, get(ReadKeys.class, readKeys, "sequence"), "next", -2L);
        set(Sequence.class, get(WriteKeys.class, writeKeys, "sequence"), "next", -2L);
        byte[] last = pair.seal(ContentType.APPLICATION_DATA, new byte[] {1}, 0);
        assertArrayEquals(new byte[] {1}, pair.open(last));
        assertEquals(Fault.SEQUENCE_EXHAUSTED, assertThrows(TlsFault.class,
                () -> pair.seal(ContentType.APPLICATION_DATA, new byte[] {1}, 0)).fault());
        assertEquals(Fault.SEQUENCE_EXHAUSTED, assertThrows(TlsFault.class,
                () -> pair.writer().sealFrom(new byte[1], 0, 1, new byte[200], 0)).fault());
        assertEquals(Fault.SEQUENCE_EXHAUSTED, assertThrows(TlsFault.class, () -> pair.open(last)).fault());
    }

    @ParameterizedTest
    @MethodSource("suites")
    void theHeaderAnnouncesWhatStandsBehindIt(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        for (int size : new int[] {1, 255, 256, 5000, Limits.PLAINTEXT}) {
            byte[] record = pair.seal(ContentType.APPLICATION_DATA, new byte[size], 0);
            assertEquals(record.length, RecordHeader.length(record, 0, 5, pair.reader().maxFragment()));
        }
    }

    /** Room for the content alone where an AEAD says how long that is; for MAC and padding too in CBC. */
    @ParameterizedTest
    @MethodSource("suites")
    void roomNeededIsExact(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        byte[] record = pair.seal(ContentType.APPLICATION_DATA, new byte[50], 0);
        int mac = suite.cipher().isAead() ? 0 : suite.mac().length();
        int room = suite.tls13() ? 51
                : suite.cipher().isAead() ? 50 : record.length - 5 - 16 - (suite.encryptThenMac() ? mac : 0);
        assertEquals(room, pair.reader().roomNeeded(record.length));
        assertEquals(suite.tls13() ? 2 : 0, pair.reader().roomNeeded(6));
        assertThrows(IllegalArgumentException.class,
                () -> pair.reader().open(record, 0, record.length, new byte[room + 9], 10));
        assertEquals(0, pair.reader().openedUnderKey());
        assertEquals(50, pair.reader().open(record, 0, record.length, new byte[room + 10], 10));
    }

    @Test
    void unprotectedRecordsNeedTheirRoomToo() throws TlsFault {
        RecordReader reader = new RecordReader();
        assertEquals(Limits.PLAINTEXT, reader.maxFragment());
        assertFalse(reader.isProtected());
        byte[] record = {22, 3, 3, 0, 3, 1, 2, 3};
        assertEquals(3, reader.roomNeeded(8));
        assertThrows(IllegalArgumentException.class, () -> reader.open(record, 0, 8, new byte[2], 0));
        assertEquals(3, reader.open(record, 0, 8, new byte[3], 0));
        assertEquals(1, reader.openedUnderKey());
        RecordReader protectedReader = Suites.gcm13().pair(random).reader();
        assertThrows(IllegalArgumentException.class,
                () -> protectedReader.open(new byte[] {20, 3, 3, 0, 1, 1}, 0, 6, new byte[4], 4));
    }

    @Test
    void unprotectedWritersCountAndMeasure() throws TlsFault {
        RecordWriter writer = new RecordWriter();
        assertFalse(writer.isTls13());
        assertEquals(95, writer.contentFitting(100, 0));
        writer.seal(ContentType.HANDSHAKE, new byte[100], 0, 10, 0);
        assertEquals(1, writer.sealedUnderKey());
    }

    /** RFC 9846 section 5.4: padding is zeros, whatever stood in the buffer before. */
    @Test
    void paddingIsZeros() throws TlsFault {
        Pair pair = Suites.gcm13().pair(random);
        byte[] buffer = new byte[5 + 3 + 1 + 40 + 16];
        Arrays.fill(buffer, (byte) 0x55);
        assertEquals(buffer.length, pair.writer().seal(ContentType.HANDSHAKE, buffer, 0, 3, 40));
        assertArrayEquals(new byte[] {0x55, 0x55, 0x55}, pair.open(buffer));
        assertEquals(ContentType.HANDSHAKE, pair.reader().type());
    }

    /** Only TLS 1.3 leaves change_cipher_spec unprotected (RFC 5246 section 7.1). */
    @ParameterizedTest
    @MethodSource("suites")
    void changeCipherSpecOfTls12IsProtected(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        byte[] buffer = new byte[200];
        buffer[pair.writer().headroom()] = 1;
        int length = pair.writer().seal(ContentType.CHANGE_CIPHER_SPEC, buffer, 0, 1, 0);
        assertEquals(suite.tls13(), length == 6);
        assertArrayEquals(new byte[] {1}, pair.open(Arrays.copyOf(buffer, length)));
        assertEquals(ContentType.CHANGE_CIPHER_SPEC, pair.reader().type());
    }

    /** RFC 6066 section 4: the fragment length holds for content under keys of either version. */
    @ParameterizedTest
    @MethodSource("suites")
    void protectedContentKeepsToTheAgreedFragmentLength(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        pair.reader().maxFragmentLength(512);
        pair.open(pair.seal(ContentType.APPLICATION_DATA, new byte[512], suite.tls13() ? 100 : 0));
        byte[] longer = pair.seal(ContentType.APPLICATION_DATA, new byte[513], 0);
        assertEquals(Fault.RECORD_PLAINTEXT_TOO_LONG, assertThrows(TlsFault.class, () -> pair.open(longer)).fault());
    }

    private static Object get(Class<?> type, Object owner, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static void set(Class<?> type, Object owner, String name, long value) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        field.setLong(owner, value);
    }
}
