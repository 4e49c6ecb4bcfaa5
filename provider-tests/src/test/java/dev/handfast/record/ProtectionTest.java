package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.record.Suites.Pair;
import dev.handfast.record.Suites.Suite;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every protection: what is sealed opens, and what has been touched does not. */
@Tag("unit")
class ProtectionTest {

    private final Random random = Suites.seeded(this);

    static List<Suite> suites() {
        return Suites.all();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void opensWhatWasSealedAtEverySize(Suite suite) throws TlsFault {
        opensAtEverySize(suite, suite.pair(random));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void opensWhatAWitnessSealed(Suite suite) throws TlsFault {
        opensAtEverySize(suite, suite.pair(random, Suites.CRYPTO, Suites.WITNESS));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void aWitnessOpensWhatWasSealed(Suite suite) throws TlsFault {
        opensAtEverySize(suite, suite.pair(random, Suites.WITNESS, Suites.CRYPTO));
    }

    private void opensAtEverySize(Suite suite, Pair pair) throws TlsFault {
        int most = 0;
        for (int size = 0; size <= Limits.PLAINTEXT; size = next(size)) {
            int padding = suite.tls13() ? random.nextInt(Math.min(300, Limits.PLAINTEXT - size + 1)) : 0;
            byte[] content = Suites.bytes(random, size);
            byte[] record = pair.seal(ContentType.APPLICATION_DATA, content, padding);
            assertArrayEquals(content, pair.open(record), () -> suite + " with " + content.length);
            assertEquals(ContentType.APPLICATION_DATA, pair.reader().type());
            most = Math.max(most, record.length - Limits.RECORD_HEADER);
            assertEquals(pair.writer().sealedUnderKey(), pair.reader().openedUnderKey());
        }
        assertTrue(most <= pair.reader().maxFragment(), most + " bytes");
    }

    @ParameterizedTest
    @MethodSource("suites")
    void keepsTypesAndNeighboursInTheArrays(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        for (ContentType type : List.of(ContentType.ALERT, ContentType.HANDSHAKE, ContentType.APPLICATION_DATA)) {
            byte[] content = Suites.bytes(random, 1 + random.nextInt(500));
            int before = random.nextInt(50);
            byte[] buffer = Suites.bytes(random, 2000);
            byte[] untouched = buffer.clone();
            System.arraycopy(content, 0, buffer, before + pair.writer().headroom(), content.length);
            int length = pair.writer().seal(type, buffer, before, content.length, 0);
            assertArrayEquals(Arrays.copyOf(untouched, before), Arrays.copyOf(buffer, before));
            assertArrayEquals(Arrays.copyOfRange(untouched, before + length, 2000),
                    Arrays.copyOfRange(buffer, before + length, 2000));
            byte[] sealed = buffer.clone();
            byte[] out = new byte[2000];
            int opened = pair.reader().open(buffer, before, length, out, 77);
            assertArrayEquals(sealed, buffer);
            assertArrayEquals(content, Arrays.copyOfRange(out, 77, 77 + opened));
            assertEquals(type, pair.reader().type());
            int room = pair.reader().roomNeeded(length);
            for (int i = 0; i < out.length; i++) {
                assertTrue(i >= 77 && i < 77 + room || out[i] == 0, "wrote at " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    @PublishedAttack(id = "CVE-2016-7054", victim = "OpenSSL", kind = AttackKind.RECORDS,
            what = "a corrupted ChaCha20-Poly1305 record crashes the peer")
    void refusesEveryChangedByte(Suite suite) throws TlsFault {
        byte[] content = Suites.bytes(random, 70);
        Pair pair = suite.pair(random);
        byte[] record = pair.seal(ContentType.APPLICATION_DATA, content, suite.tls13() ? 9 : 0);
        for (int at = 0; at < record.length; at++) {
            byte[] changed = record.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            if (at == 3 || at == 4) {
                continue; // another length is a truncation
            }
            // TLS 1.3 gives the type in the header a meaning of its own
            boolean unprotected = suite.tls13() && at == 0;
            TlsFault fault = assertThrows(TlsFault.class, () -> pair.open(changed), () -> suite + " at " + changed[0]);
            if (!unprotected) {
                assertEquals(Fault.RECORD_MAC_BAD, fault.fault(), suite + " at " + at);
            }
        }
        assertEquals(0, pair.reader().openedUnderKey());
        assertArrayEquals(content, pair.open(record));
    }

    @ParameterizedTest
    @MethodSource("suites")
    @PublishedAttack(id = "CVE-2016-7054", victim = "OpenSSL", kind = AttackKind.RECORDS,
            what = "a corrupted ChaCha20-Poly1305 record crashes the peer")
    void refusesEveryTruncation(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        byte[] record = pair.seal(ContentType.APPLICATION_DATA, Suites.bytes(random, 70), 0);
        String message = null;
        for (int length = Limits.RECORD_HEADER; length < record.length; length++) {
            byte[] shorter = Arrays.copyOf(record, length);
            shorter[3] = 0;
            shorter[4] = (byte) (length - Limits.RECORD_HEADER);
            TlsFault fault = assertThrows(TlsFault.class, () -> pair.open(shorter));
            assertEquals(Fault.RECORD_MAC_BAD, fault.fault());
            assertTrue(message == null || message.equals(fault.getMessage()), "reasons differ");
            message = fault.getMessage();
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void refusesReplayAndReordering(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        byte[] first = pair.seal(ContentType.APPLICATION_DATA, new byte[] {1}, 0);
        byte[] second = pair.seal(ContentType.APPLICATION_DATA, new byte[] {2}, 0);
        assertEquals(Fault.RECORD_MAC_BAD, assertThrows(TlsFault.class, () -> pair.open(second)).fault());
        pair.open(first);
        assertEquals(Fault.RECORD_MAC_BAD, assertThrows(TlsFault.class, () -> pair.open(first)).fault());
        assertArrayEquals(new byte[] {2}, pair.open(second));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void opensARecordAgainThatWasTakenBack(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        byte[] first = pair.seal(ContentType.APPLICATION_DATA, new byte[] {1}, 0);
        byte[] second = pair.seal(ContentType.APPLICATION_DATA, new byte[] {2}, 0);
        pair.open(first);
        pair.reader().takeBack();
        assertEquals(0, pair.reader().openedUnderKey());
        assertArrayEquals(new byte[] {1}, pair.open(first));
        assertArrayEquals(new byte[] {2}, pair.open(second));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void contentFittingIsTheInverseOfTheRoomNeeded(Suite suite) {
        RecordWriter writer = suite.pair(random).writer();
        for (int room = 0; room < 700; room++) {
            int padding = suite.tls13() ? random.nextInt(20) : 0;
            int fitting = writer.contentFitting(room, padding);
            if (fitting >= 0) {
                assertTrue(writer.headroom() + fitting + writer.tailroom(fitting, padding) <= room);
            }
            int more = Math.max(0, fitting + 1);
            assertTrue(writer.headroom() + more + writer.tailroom(more, padding) > room, suite + " room " + room);
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void refusesContentOverTheLimitThisSideSent(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        pair.reader().recordSizeLimit(100);
        int most = suite.tls13() ? 99 : 100;
        pair.open(pair.seal(ContentType.APPLICATION_DATA, new byte[most], 0));
        if (suite.tls13()) {
            pair.open(pair.seal(ContentType.APPLICATION_DATA, new byte[most - 5], 5));
        }
        byte[] longer = pair.seal(ContentType.APPLICATION_DATA, new byte[most + 1], 0);
        assertEquals(Fault.RECORD_PLAINTEXT_TOO_LONG, assertThrows(TlsFault.class, () -> pair.open(longer)).fault());
    }

    @ParameterizedTest
    @MethodSource("suites")
    void refusesEmptyHandshakeAndAlertRecords(Suite suite) throws TlsFault {
        Pair pair = suite.pair(random);
        assertEquals(0, pair.open(pair.seal(ContentType.APPLICATION_DATA, new byte[0], 0)).length);
        for (ContentType type : List.of(ContentType.ALERT, ContentType.HANDSHAKE)) {
            byte[] empty = pair.seal(type, new byte[0], 0);
            assertEquals(Fault.RECORD_EMPTY, assertThrows(TlsFault.class, () -> pair.open(empty)).fault());
        }
    }

    @Test
    void refusesWhatNoWriterMaySeal() {
        RecordWriter writer = Suites.gcm13().pair(random).writer();
        byte[] buffer = new byte[40_000];
        assertThrows(IllegalArgumentException.class,
                () -> writer.seal(ContentType.APPLICATION_DATA, buffer, 0, Limits.PLAINTEXT + 1, 0));
        assertThrows(IllegalArgumentException.class,
                () -> writer.seal(ContentType.APPLICATION_DATA, buffer, 0, Limits.PLAINTEXT, 1));
        assertThrows(IllegalArgumentException.class,
                () -> new RecordWriter().seal(ContentType.HANDSHAKE, buffer, 0, 10, 1));
    }

    /** All small sizes, then random steps, and the largest two. */
    private int next(int size) {
        if (size < 300) {
            return size + 1;
        }
        return size < Limits.PLAINTEXT - 1 ? Math.min(Limits.PLAINTEXT - 1, size + 1 + random.nextInt(900)) : size + 1;
    }
}
