package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments in, whole messages out (RFC 9846 section 5.1). */
@Tag("unit")
class HandshakeReassemblerTest {

    private final Random random = Suites.seeded(this);
    private final HandshakeReassembler joiner = new HandshakeReassembler();

    @Test
    void joinsAnyCutOfAnyMessages() throws TlsFault {
        for (int round = 0; round < 200; round++) {
            List<byte[]> sent = new ArrayList<>();
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                byte[] message = message(2, random.nextInt(4) == 0 ? 0 : random.nextInt(3000));
                sent.add(message);
                stream.writeBytes(message);
            }
            byte[] all = stream.toByteArray();
            boolean drainsLate = random.nextBoolean();
            int most = 1 + random.nextInt(1 + random.nextInt(2000));
            List<byte[]> joined = new ArrayList<>();
            for (int at = 0; at < all.length;) {
                int length = Math.min(all.length - at, 1 + random.nextInt(most));
                joiner.add(all, at, length);
                at += length;
                if (!drainsLate || random.nextInt(5) == 0) {
                    drain(joined);
                }
            }
            drain(joined);
            assertEquals(sent.size(), joined.size());
            for (int i = 0; i < sent.size(); i++) {
                assertArrayEquals(sent.get(i), joined.get(i));
            }
            assertTrue(joiner.isEmpty());
            assertFalse(joiner.isPartial());
        }
    }

    @Test
    void readsARecordWhereItStandsUntilItsArrayGoesBack() throws TlsFault {
        byte[] first = message(2, 50);
        byte[] second = message(2, 70);
        byte[] third = message(2, 20);
        byte[] all = Bytes.concat(first, second, third);
        int cut = all.length - 30;
        byte[] record = new byte[300];
        System.arraycopy(all, 0, record, 100, cut);
        joiner.add(record, 100, cut);
        byte[] taken = joiner.next();
        joiner.keep();
        Arrays.fill(record, (byte) 0x55);
        assertArrayEquals(first, taken);
        assertTrue(joiner.isPartial());
        System.arraycopy(all, cut, record, 7, 30);
        joiner.add(record, 7, 30);
        joiner.keep();
        Arrays.fill(record, (byte) 0x55);
        assertArrayEquals(second, joiner.next());
        assertArrayEquals(third, joiner.next());
        assertNull(joiner.next());
        assertNotNull(joiner.boundary());
    }

    @Test
    void boundaryExistsOnlyWhenNothingIsHeld() throws TlsFault {
        assertNotNull(joiner.boundary());
        byte[] message = message(2, 10);
        for (int i = 0; i < message.length - 1; i++) {
            joiner.add(message, i, 1);
            assertNull(joiner.boundary());
            assertTrue(joiner.isPartial());
            assertEquals(Fault.RECORD_INTERLEAVED, assertThrows(TlsFault.class, joiner::checkNotPartial).fault());
            assertEquals(Fault.RECORD_BOUNDARY_CROSSED,
                    assertThrows(TlsFault.class, joiner::requireBoundary).fault());
            assertNull(joiner.next());
        }
        joiner.add(message, message.length - 1, 1);
        assertNull(joiner.boundary());
        assertFalse(joiner.isPartial());
        joiner.checkNotPartial();
        assertArrayEquals(message, joiner.next());
        assertNotNull(joiner.boundary());
        assertNotNull(joiner.requireBoundary());
    }

    @Test
    @PublishedAttack(id = "CVE-2023-34462", victim = "Netty", kind = AttackKind.MEMORY,
            what = "a ClientHello that announces 16 MB takes 16 MB")
    void refusesAMessageOverItsCapByItsHeaderAlone() throws TlsFault {
        joiner.add(header(11, Limits.CERTIFICATE_MESSAGE), 0, 4);
        assertEquals(Fault.MESSAGE_TOO_LONG,
                addFault(new HandshakeReassembler(), header(11, Limits.CERTIFICATE_MESSAGE + 1)));
        assertEquals(Fault.MESSAGE_TOO_LONG,
                addFault(new HandshakeReassembler(), header(2, Limits.HANDSHAKE_MESSAGE + 1)));
        assertEquals(Fault.MESSAGE_TOO_LONG, addFault(new HandshakeReassembler(), header(99, 0xffffff)));
        HandshakeReassembler behind = new HandshakeReassembler();
        behind.add(message(2, 5), 0, 9);
        assertEquals(Fault.MESSAGE_TOO_LONG, addFault(behind, header(1, 0xffffff)));
    }

    /** A size that is configured counts for all messages, above and below the defaults. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 1 << 15, (1 << 15) + 1, 1 << 20, 0xffffff, Integer.MAX_VALUE})
    void sizesThatAreConfiguredCount(int size) throws TlsFault {
        MessageSizes sizes = MessageSizes.of(size);
        int most = Math.min(size, 0xffffff);
        for (int type : new int[] {1, 2, 4, 11, 20, 99}) {
            HandshakeReassembler wide = new HandshakeReassembler(sizes);
            byte[] whole = Arrays.copyOf(header(type, most), most + 4);
            for (int at = 0; at < whole.length; at += Limits.PLAINTEXT) {
                wide.add(whole, at, Math.min(Limits.PLAINTEXT, whole.length - at));
            }
            assertArrayEquals(whole, wide.next());
            if (most < 0xffffff) {
                assertEquals(Fault.MESSAGE_TOO_LONG, addFault(new HandshakeReassembler(sizes), header(type, most + 1)));
            }
        }
    }

    @Test
    void takesAMessageOfTheLargestSize() throws TlsFault {
        byte[] certificate = message(11, Limits.CERTIFICATE_MESSAGE);
        for (int at = 0; at < certificate.length; at += Limits.PLAINTEXT) {
            assertNull(joiner.next());
            joiner.add(certificate, at, Math.min(Limits.PLAINTEXT, certificate.length - at));
        }
        assertArrayEquals(certificate, joiner.next());
    }

    @Test
    void holdsOnlySoMuchForACallerThatTakesNothing() {
        byte[] fragment = new byte[Limits.PLAINTEXT];
        TlsFault fault = assertThrows(TlsFault.class, () -> {
            for (int i = 0; i < 100; i++) {
                joiner.add(fragment, 0, fragment.length);
            }
        });
        assertEquals(Fault.MESSAGE_TOO_LONG, fault.fault());
    }

    /** One message of the largest size and two records: to the byte, and counted from what was not taken yet. */
    @Test
    void holdsAMessageAndTwoRecordsToTheByte() throws TlsFault {
        HandshakeReassembler narrow = new HandshakeReassembler(MessageSizes.of(1024));
        int most = 1024 + 4 + 2 * Limits.PLAINTEXT;
        narrow.add(new byte[most], 0, most);
        assertEquals(Fault.MESSAGE_TOO_LONG, addFault(narrow, new byte[1]));
        TlsFault crossed = assertThrows(TlsFault.class, narrow::requireBoundary);
        assertTrue(crossed.getMessage().contains("found " + most + " bytes"), crossed.getMessage());
        assertArrayEquals(new byte[4], narrow.next());
        crossed = assertThrows(TlsFault.class, narrow::requireBoundary);
        assertTrue(crossed.getMessage().contains("found " + (most - 4) + " bytes"), crossed.getMessage());
        narrow.add(new byte[4], 0, 4);
        assertEquals(Fault.MESSAGE_TOO_LONG, addFault(narrow, new byte[1]));
        for (int i = 0; i < most / 4; i++) {
            assertArrayEquals(new byte[4], narrow.next());
        }
        assertTrue(narrow.isEmpty());
    }

    private void drain(List<byte[]> into) {
        for (byte[] message = joiner.next(); message != null; message = joiner.next()) {
            into.add(message);
        }
    }

    private static Fault addFault(HandshakeReassembler joiner, byte[] bytes) {
        return assertThrows(TlsFault.class, () -> joiner.add(bytes, 0, bytes.length)).fault();
    }

    private byte[] message(int type, int length) {
        byte[] message = Suites.bytes(random, 4 + length);
        System.arraycopy(header(type, length), 0, message, 0, 4);
        return message;
    }

    private static byte[] header(int type, int length) {
        return new byte[] {(byte) type, (byte) (length >>> 16), (byte) (length >>> 8), (byte) length};
    }
}
