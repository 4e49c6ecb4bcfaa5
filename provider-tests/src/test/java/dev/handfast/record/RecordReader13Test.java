package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.RecordSealer;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.record.Suites.Pair;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What TLS 1.3 says of records beyond their protection (RFC 9846 sections 5 and 4.3.10). */
@Tag("unit")
class RecordReader13Test {

    private static final byte[] CCS = {20, 3, 3, 0, 1, 1};

    private final Random random = Suites.seeded(this);
    private final byte[] key = Suites.bytes(random, 16);
    private final byte[] iv = Suites.bytes(random, 12);
    private final Pair pair = new Pair(new RecordReader(), new RecordWriter());

    @Test
    void beginsUnprotected() throws TlsFault {
        assertThrows(IllegalStateException.class, pair.reader()::type);
        byte[] record = pair.seal(ContentType.HANDSHAKE, new byte[] {1, 2, 3}, 0);
        assertArrayEquals(new byte[] {22, 3, 3, 0, 3, 1, 2, 3}, record);
        assertArrayEquals(new byte[] {1, 2, 3}, pair.open(record));
        pair.writer().version(ProtocolVersion.TLS_1_0);
        assertEquals(1, pair.seal(ContentType.HANDSHAKE, new byte[] {1}, 0)[2]);
        assertFault(Fault.RECORD_APPLICATION_DATA_EARLY, new byte[] {23, 3, 3, 0, 1, 9});
        assertFault(Fault.RECORD_EMPTY, new byte[] {22, 3, 3, 0, 0});
        assertFault(Fault.RECORD_EMPTY, new byte[] {21, 3, 3, 0, 0});
    }

    @Test
    void unprotectedContentKeepsToTheAgreedFragmentLength() throws TlsFault {
        pair.reader().maxFragmentLength(512);
        pair.open(pair.seal(ContentType.HANDSHAKE, new byte[512], 0));
        assertFault(Fault.RECORD_PLAINTEXT_TOO_LONG, pair.seal(ContentType.HANDSHAKE, new byte[513], 0));
    }

    @Test
    void allPaddingIsAFault() throws TlsFault {
        protect();
        assertFault(Fault.RECORD_ALL_PADDING, sealedInner(new byte[500]));
    }

    /** A tag and nothing under it: protected rightly, but without a type. */
    @Test
    void noInnerPlaintextAtAllIsAFault() throws TlsFault {
        protect();
        assertFault(Fault.RECORD_ALL_PADDING, sealedInner(new byte[0]));
    }

    @Test
    void innerTypesThatMayNotCome() throws TlsFault {
        protect();
        assertFault(Fault.CCS_UNEXPECTED, sealedInner(new byte[] {1, 20}));
    }

    @Test
    @PublishedAttack(id = "CVE-2014-0160", victim = "OpenSSL", kind = AttackKind.RECORDS,
            what = "Heartbleed: a record type and a length that are believed")
    void innerTypesNobodyKnows() throws TlsFault {
        protect();
        assertFault(Fault.RECORD_TYPE_UNKNOWN, sealedInner(new byte[] {1, 24, 0, 0}));
    }

    @Test
    void emptyInnerContentWithPaddingIsEmpty() throws TlsFault {
        protect();
        assertFault(Fault.RECORD_EMPTY, sealedInner(new byte[] {22, 0, 0, 0}));
    }

    @Test
    void innerPlaintextOverItsLimitIsAFaultEvenIfItIsPadding() throws TlsFault {
        protect();
        byte[] inner = new byte[Limits.PLAINTEXT + 2];
        inner[0] = 7;
        inner[1] = 23;
        assertFault(Fault.RECORD_PLAINTEXT_TOO_LONG, sealedInner(inner));
    }

    @Test
    void innerPlaintextAtItsLimitOpens() throws TlsFault {
        protect();
        byte[] inner = new byte[Limits.PLAINTEXT + 1];
        inner[0] = 7;
        inner[1] = 23;
        assertArrayEquals(new byte[] {7}, pair.open(sealedInner(inner)));
    }

    @Test
    void changeCipherSpecIsPassedUpOnlyIfItIsOne() throws TlsFault {
        protect();
        assertArrayEquals(new byte[] {1}, pair.open(CCS));
        assertEquals(ContentType.CHANGE_CIPHER_SPEC, pair.reader().type());
        assertEquals(0, pair.reader().openedUnderKey());
        assertFault(Fault.CCS_MALFORMED, new byte[] {20, 3, 3, 0, 1, 2});
        assertFault(Fault.CCS_MALFORMED, new byte[] {20, 3, 3, 0, 2, 1, 1});
        assertFault(Fault.CCS_MALFORMED, new byte[] {20, 3, 3, 0, 0});
        assertFault(Fault.CCS_MALFORMED, Arrays.copyOf(new byte[] {20, 3, 3, 1, 0, 1}, 5 + 256));
        assertArrayEquals(new byte[] {5}, pair.open(pair.seal(ContentType.APPLICATION_DATA, new byte[] {5}, 0)));
    }

    @Test
    void changeCipherSpecIsWrittenUnprotected() throws TlsFault {
        protect();
        byte[] buffer = new byte[100];
        buffer[pair.writer().headroom()] = 1;
        assertEquals(6, pair.writer().seal(ContentType.CHANGE_CIPHER_SPEC, buffer, 0, 1, 0));
        assertArrayEquals(CCS, Arrays.copyOf(buffer, 6));
        assertEquals(0, pair.writer().sealedUnderKey());
    }

    @Test
    void otherUnprotectedRecordsAreRefused() {
        protect();
        assertFault(Fault.RECORD_NOT_PROTECTED, new byte[] {22, 3, 3, 0, 4, 0, 0, 0, 0});
        assertFault(Fault.RECORD_NOT_PROTECTED, new byte[] {21, 3, 3, 0, 2, 2, 40});
    }

    @Test
    void unprotectedAlertsAreTakenWhileThePeerMayLackKeys() throws TlsFault {
        protect();
        pair.reader().acceptPlaintextAlerts(true);
        assertArrayEquals(new byte[] {2, 40}, pair.open(new byte[] {21, 3, 3, 0, 2, 2, 40}));
        assertEquals(ContentType.ALERT, pair.reader().type());
        assertFault(Fault.ALERT_MALFORMED, new byte[] {21, 3, 3, 0, 3, 2, 40, 0});
        assertFault(Fault.RECORD_EMPTY, new byte[] {21, 3, 3, 0, 0});
        pair.reader().acceptPlaintextAlerts(false);
        assertFault(Fault.RECORD_NOT_PROTECTED, new byte[] {21, 3, 3, 0, 2, 2, 40});
    }

    @Test
    void unprotectedAlertsEndWithTheFirstProtectedRecordEvenUnderLaterKeys() throws TlsFault {
        protect();
        pair.reader().acceptPlaintextAlerts(true);
        pair.open(pair.seal(ContentType.HANDSHAKE, new byte[] {1}, 0));
        assertFault(Fault.RECORD_NOT_PROTECTED, new byte[] {21, 3, 3, 0, 2, 1, 0});
        protect();
        pair.reader().acceptPlaintextAlerts(true);
        assertFault(Fault.RECORD_NOT_PROTECTED, new byte[] {21, 3, 3, 0, 2, 1, 0});
    }

    @Test
    void rejectedEarlyDataIsSkippedBeforeKeys() throws TlsFault {
        pair.reader().skipEarlyData(250);
        byte[] early = new byte[105];
        early[0] = 23;
        early[1] = 3;
        early[2] = 3;
        early[4] = 100;
        assertEquals(Limits.CIPHERTEXT_13, pair.reader().maxFragment());
        assertEquals(RecordReader.SKIPPED, pair.reader().open(early, 0, early.length, new byte[200], 0));
        pair.open(pair.seal(ContentType.HANDSHAKE, new byte[] {1}, 0));
        assertEquals(RecordReader.SKIPPED, pair.reader().open(early, 0, early.length, new byte[200], 0));
        assertFault(Fault.EARLY_DATA_TOO_MUCH, early);
    }

    @Test
    void rejectedEarlyDataIsSkippedToTheLastByteOfItsLimit() throws TlsFault {
        byte[] early = {23, 3, 3, 0, 5, 1, 2, 3, 4, 5};
        pair.reader().skipEarlyData(20);
        for (int i = 0; i < 2; i++) {
            assertEquals(RecordReader.SKIPPED, pair.reader().open(early, 0, early.length, new byte[200], 0));
        }
        assertFault(Fault.EARLY_DATA_TOO_MUCH, early);
        pair.reader().skipEarlyData(0);
        assertFault(Fault.RECORD_APPLICATION_DATA_EARLY, early);
    }

    @Test
    void rejectedEarlyDataIsSkippedUntilARecordOpens() throws TlsFault {
        protect();
        pair.reader().skipEarlyData(10_000);
        byte[] early = new byte[105];
        early[0] = 23;
        early[1] = 3;
        early[2] = 3;
        early[4] = 100;
        byte[] finished = pair.seal(ContentType.HANDSHAKE, new byte[] {9}, 0);
        for (int i = 0; i < 3; i++) {
            assertEquals(RecordReader.SKIPPED, pair.reader().open(early, 0, early.length, new byte[200], 0));
        }
        assertArrayEquals(new byte[] {9}, pair.open(finished));
        assertFault(Fault.RECORD_MAC_BAD, early);
    }

    @Test
    void keysChangeOnlyOnABoundaryThatStillHolds() throws TlsFault {
        HandshakeReassembler joiner = new HandshakeReassembler();
        RecordBoundary boundary = joiner.boundary();
        joiner.add(new byte[] {1, 0, 0, 0}, 0, 4);
        joiner.next();
        ReadKeys keys = ReadKeys.tls13(Suites.CRYPTO, BulkCipher.AES_128_GCM, key, iv);
        assertThrows(IllegalStateException.class, () -> pair.reader().install(keys, boundary));
        pair.reader().install(keys, joiner.boundary());
        assertTrue(pair.reader().isProtected());
    }

    private void protect() {
        pair.install(ReadKeys.tls13(Suites.CRYPTO, BulkCipher.AES_128_GCM, key, iv),
                WriteKeys.tls13(Suites.CRYPTO, BulkCipher.AES_128_GCM, key, iv));
    }

    /** A first record with an inner plaintext that no writer of ours would make. */
    private byte[] sealedInner(byte[] inner) {
        byte[] record = new byte[5 + inner.length + 16];
        WriteKeys.writeHeader(record, 0, 23, inner.length + 16);
        RecordSealer sealer = Suites.CRYPTO.sealer(BulkCipher.AES_128_GCM, key);
        sealer.seal(iv, record.clone(), 5, inner, 0, inner.length, record, 5);
        return record;
    }

    private void assertFault(Fault expected, byte[] record) {
        assertEquals(expected, assertThrows(TlsFault.class, () -> pair.open(record)).fault());
    }
}
