package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.record.Suites.Suite;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What decides how much goes into records, how many may come, and when keys are used up. */
@Tag("unit")
class FlowTest {

    private final Random random = Suites.seeded(this);

    static List<Suite> suites() {
        return Suites.all();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void fragmentsFitTheRoomAndThePeer(Suite suite) throws TlsFault {
        for (int round = 0; round < 300; round++) {
            Suites.Pair pair = suite.pair(random);
            Fragmenter fragmenter = new Fragmenter();
            int limit = 64 + random.nextInt(600);
            fragmenter.recordSizeLimit(limit);
            pair.reader().recordSizeLimit(limit);
            int wanted = random.nextInt(1000);
            int padding = suite.tls13() ? random.nextInt(40) : 0;
            int room = random.nextInt(1000);
            int length = fragmenter.next(pair.writer(), wanted, padding, room);
            if (length == Fragmenter.NO_ROOM) {
                assertTrue(pair.writer().headroom() + 1 + pair.writer().tailroom(1, padding) > room);
                continue;
            }
            assertTrue(length <= wanted && (length > 0 || wanted == 0));
            byte[] record = pair.seal(ContentType.APPLICATION_DATA, new byte[length], padding);
            assertTrue(record.length <= room);
            assertEquals(length, pair.open(record).length);
            boolean larger = length < wanted && length < fragmenter.most(pair.writer(), padding);
            int next = pair.writer().headroom() + length + 1 + pair.writer().tailroom(length + 1, padding);
            assertFalse(larger && next <= room, "could have been larger");
        }
    }

    @Test
    void recordSizeLimitDoesNotBindPlaintextButFragmentLengthDoes() {
        Fragmenter fragmenter = new Fragmenter();
        RecordWriter writer = new RecordWriter();
        assertEquals(Limits.PLAINTEXT, fragmenter.most(writer, 0));
        fragmenter.recordSizeLimit(64);
        assertEquals(Limits.PLAINTEXT, fragmenter.most(writer, 0));
        assertEquals(63, fragmenter.most(Suites.gcm13().pair(random).writer(), 0));
        fragmenter.maxFragmentLength(512);
        assertEquals(512, fragmenter.most(writer, 0));
        fragmenter.recordSizeLimit(Limits.PLAINTEXT + 1);
        assertEquals(500, fragmenter.most(Suites.gcm13().pair(random).writer(), 12));
    }

    @Test
    void toleranceEndsFloods() throws TlsFault {
        PeerAbuseLimits tolerance = new PeerAbuseLimits(() -> 0);
        assertLimit(Limits.EMPTY_RECORDS, Fault.RECORDS_EMPTY_FLOOD, () -> tolerance.record(0));
        assertLimit(Limits.WARNING_ALERTS, Fault.WARNINGS_FLOOD, tolerance::warningAlert);
        assertLimit(Limits.KEY_UPDATES, Fault.KEY_UPDATE_FLOOD, () -> tolerance.keyUpdate(0));
        assertLimit(Limits.CCS_13, Fault.CCS_UNEXPECTED, tolerance::changeCipherSpec13);
        assertLimit(Limits.RENEGOTIATIONS, Fault.RENEGOTIATION_REFUSED, tolerance::renegotiation);
        tolerance.record(1);
        tolerance.applicationData(1);
        assertLimit(Limits.EMPTY_RECORDS, Fault.RECORDS_EMPTY_FLOOD, () -> tolerance.record(0));
        assertLimit(Limits.WARNING_ALERTS, Fault.WARNINGS_FLOOD, tolerance::warningAlert);
        tolerance.handshakeMessage();
        assertLimit(Limits.WARNING_ALERTS, Fault.WARNINGS_FLOOD, tolerance::warningAlert);
        assertThrows(TlsFault.class, () -> tolerance.keyUpdate(0));
        assertThrows(TlsFault.class, tolerance::renegotiation);
        assertThrows(TlsFault.class, tolerance::changeCipherSpec13);
    }

    /** Whoever sends no more than so much in so much time keeps nobody busy, however long the connection lives. */
    @Test
    void whatComesSlowlyIsNoFlood() throws TlsFault {
        long[] now = {Long.MAX_VALUE / 2};
        PeerAbuseLimits tolerance = new PeerAbuseLimits(() -> now[0]);
        for (int i = 0; i < 10_000; i++) {
            tolerance.record(0);
            tolerance.warningAlert();
            tolerance.keyUpdate(0);
            tolerance.ticket(0);
            tolerance.renegotiation();
            now[0] += 2 * Limits.IN_A_ROW_MILLIS / Limits.WARNING_ALERTS;
        }
        now[0] -= 1_000_000_000;
        tolerance.record(0);
        assertLimit(Limits.EMPTY_RECORDS - 1, Fault.RECORDS_EMPTY_FLOOD, () -> tolerance.record(0));
    }

    /** What came in the very time still counts together, what came later does not. */
    @Test
    void whatComesInTheTimeIsInARow() throws TlsFault {
        long[] now = {5};
        PeerAbuseLimits tolerance = new PeerAbuseLimits(() -> now[0]);
        tolerance.renegotiation();
        now[0] += Limits.IN_A_ROW_MILLIS;
        assertLimit(Limits.RENEGOTIATIONS - 1, Fault.RENEGOTIATION_REFUSED, tolerance::renegotiation);
        now[0]++;
        tolerance.renegotiation();
    }

    /** Application data of the peer, a byte of it, ends a row of tickets. */
    @Test
    void dataBetweenTicketsEndsTheirRow() throws TlsFault {
        PeerAbuseLimits tolerance = new PeerAbuseLimits(() -> 0);
        for (int i = 0; i < Limits.TICKET_MESSAGES; i++) {
            tolerance.ticket(0);
        }
        tolerance.applicationData(1);
        assertLimit(Limits.TICKET_MESSAGES, Fault.TICKET_FLOOD, () -> tolerance.ticket(0));
    }

    /** Each record that this side has sent pays for one KeyUpdate and one ticket, whenever they come. */
    @Test
    void dataOfThisSidePays() throws TlsFault {
        PeerAbuseLimits tolerance = new PeerAbuseLimits(() -> 0);
        for (int sent = 1; sent <= 1000; sent++) {
            tolerance.keyUpdate(sent);
        }
        for (int i = 0; i < 4000; i++) {
            tolerance.keyUpdate(5000);
            tolerance.ticket(5000);
        }
        assertLimit(Limits.KEY_UPDATES, Fault.KEY_UPDATE_FLOOD, () -> tolerance.keyUpdate(5000));
        for (int i = 0; i < 1000; i++) {
            tolerance.ticket(5000);
        }
        assertLimit(Limits.TICKET_MESSAGES, Fault.TICKET_FLOOD, () -> tolerance.ticket(5000));
    }

    /**
     * What is dear is paid for by bytes, of which one is not enough; full records of a peer with low key limits are.
     */
    @Test
    void dataOfThePeerPaysByItsBytes() throws TlsFault {
        PeerAbuseLimits tolerance = new PeerAbuseLimits(() -> 0);
        for (int i = 0; i < 10_000; i++) {
            tolerance.applicationData(Limits.PLAINTEXT);
            tolerance.keyUpdate(0);
        }
        for (int i = 0; i < Limits.KEY_UPDATES; i++) {
            tolerance.applicationData(1);
            tolerance.keyUpdate(0);
        }
        tolerance.applicationData(1);
        assertThrows(TlsFault.class, () -> tolerance.keyUpdate(0));
    }

    @Test
    void keyLimitsAreReadAsSunJsseReadsThem() {
        long hard = (1L << 24) * Limits.PLAINTEXT;
        assertNear(KeyLimits.DEFAULT, BulkCipher.AES_128_GCM, 1L << 37);
        assertNear(KeyLimits.DEFAULT, BulkCipher.CHACHA20_POLY1305, 1L << 37);
        assertNear(KeyLimits.DEFAULT, BulkCipher.AES_128_CCM, (1L << 22) * Limits.PLAINTEXT);
        assertNear(KeyLimits.parse(null), BulkCipher.AES_256_GCM, hard / 2);
        assertNear(KeyLimits.parse("AES/GCM/NoPadding KeyUpdate 2^20"), BulkCipher.AES_256_GCM, 1L << 20);
        assertNear(KeyLimits.parse(" aes/gcm/nopadding  keyupdate 1000 ,x"), BulkCipher.AES_256_GCM, 1000);
        assertNear(KeyLimits.parse("AES/GCM/NoPadding KeyUpdate 2^62"), BulkCipher.AES_256_GCM, hard / 2);
        assertNear(KeyLimits.parse("AES/GCM/NoPadding KeyUpdate 2^99"), BulkCipher.AES_256_GCM, hard / 2);
        for (String ignored : List.of("AES/GCM/NoPadding KeyUpdate", "AES/GCM/NoPadding Other 5", "", "a b c d, ,,",
                "AES/GCM/NoPadding KeyUpdate -5", "AES/GCM/NoPadding KeyUpdate 2^", "AES/GCM/NoPadding KeyUpdate 0",
                "AES/GCM/NoPadding KeyUpdate 99999999999999999999", "ChaCha20-Poly1305 KeyUpdate 5")) {
            assertNear(KeyLimits.parse(ignored), BulkCipher.AES_256_GCM, hard / 2);
        }
        assertFalse(KeyLimits.DEFAULT.isReached(BulkCipher.AES_128_GCM, hard - 1));
        assertTrue(KeyLimits.DEFAULT.isReached(BulkCipher.AES_128_GCM, hard));
        assertFalse(KeyLimits.DEFAULT.isReached(BulkCipher.CHACHA20_POLY1305, Long.MAX_VALUE - 1));
    }

    @Test
    void keyLimitsWithoutEffectAreTold() {
        List<String> ignored = new ArrayList<>();
        KeyLimits.parse(" AES/GCM/NoPadding KeyUpdate 2^20, DES KeyUpdate 5 ,, x", ignored::add);
        assertEquals(List.of("DES KeyUpdate 5", "x"), ignored);
    }

    @Test
    void writerSaysWhenAKeyUpdateIsDueAndForgetsWithTheKey() throws TlsFault {
        RecordWriter writer = new RecordWriter(KeyLimits.parse("AES/GCM/NoPadding KeyUpdate 1000"));
        byte[] buffer = new byte[2000];
        assertFalse(writer.keyLimitNear());
        writer.install(WriteKeys.tls13(Suites.CRYPTO, BulkCipher.AES_128_GCM, new byte[16], new byte[12]));
        int bytes = 0;
        while (!writer.keyLimitNear()) {
            bytes += writer.seal(ContentType.APPLICATION_DATA, buffer, 0, 100, 0);
        }
        assertTrue(bytes >= 1000 && bytes < 1200, bytes + " bytes");
        writer.install(WriteKeys.tls13(Suites.CRYPTO, BulkCipher.AES_128_GCM, new byte[16], new byte[12]));
        assertFalse(writer.keyLimitNear());
    }

    @Test
    void usedUpKeysSealAlertsOnly() throws ReflectiveOperationException, TlsFault {
        RecordWriter writer = new RecordWriter();
        writer.install(WriteKeys.tls13(Suites.CRYPTO, BulkCipher.AES_128_GCM, new byte[16], new byte[12]));
        // stands for a quarter of a terabyte
        Field sealedBytes = RecordWriter.class.getDeclaredField("sealedBytes");
        sealedBytes.setAccessible(true);
        sealedBytes.setLong(writer, (1L << 38) - 20);
        byte[] buffer = new byte[100];
        writer.seal(ContentType.APPLICATION_DATA, buffer, 0, 1, 0);
        assertEquals(Fault.KEY_LIMIT_REACHED, assertThrows(TlsFault.class,
                () -> writer.seal(ContentType.APPLICATION_DATA, buffer, 0, 1, 0)).fault());
        assertEquals(5 + 2 + 1 + 16, writer.seal(ContentType.ALERT, buffer, 0, 2, 0));
    }

    @Test
    void sequenceNumbersNeverWrap() throws TlsFault {
        Sequence sequence = new Sequence(-2);
        sequence.check();
        byte[] bytes = new byte[9];
        sequence.write(bytes, 1);
        assertArrayEquals(new byte[] {0, -1, -1, -1, -1, -1, -1, -1, -2}, bytes);
        sequence.advance();
        assertEquals(Fault.SEQUENCE_EXHAUSTED, assertThrows(TlsFault.class, sequence::check).fault());
    }

    @Test
    void nonceIsIvXorSequence() {
        byte[] nonce = new byte[12];
        new Sequence(0x0102030405060708L).writeNonce(new byte[] {9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 9}, nonce);
        assertArrayEquals(new byte[] {9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 1}, nonce);
    }

    private static void assertNear(KeyLimits limits, BulkCipher cipher, long bytes) {
        assertFalse(limits.isNear(cipher, bytes - 1), cipher + " before " + bytes);
        assertTrue(limits.isNear(cipher, bytes), cipher + " at " + bytes);
    }

    private static void assertLimit(int most, Fault expected, Executable event) throws TlsFault {
        for (int i = 0; i < most; i++) {
            assertDoesNotThrow(event);
        }
        assertEquals(expected, assertThrows(TlsFault.class, event).fault());
    }
}
