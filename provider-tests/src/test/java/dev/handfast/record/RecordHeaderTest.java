package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The look at a record's header (RFC 9846 section 5.1). */
@Tag("unit")
class RecordHeaderTest {

    @Test
    void asksForMoreUntilFiveBytesAreThere() throws TlsFault {
        byte[] header = {22, 3, 1, 1, 2};
        for (int available = 0; available < 5; available++) {
            assertEquals(RecordHeader.NEED_MORE, RecordHeader.length(header, 0, available, 1000));
            assertEquals(RecordHeader.NEED_MORE, RecordHeader.length(ByteBuffer.wrap(header, 0, available), 1000));
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(20).position(7).put(header).flip().position(7).asReadOnlyBuffer();
        assertEquals(5 + 0x102, RecordHeader.length(buffer, 1000));
        assertEquals(7, buffer.position());
        assertEquals(5 + 0x102, RecordHeader.length(header, 0, 5, 1000));
    }

    @ParameterizedTest
    @CsvSource({
        "1603030000, 5",
        "1703034000, 16389",
        "1403ff0001, 6",
        "1602030000, 5",
        "16fefd0000, 5",
        "1500000002, 7",
        "17ffff0001, 6",
        "1503000002, 7"
    })
    void measuresRecords(String hex, int length) throws TlsFault {
        assertEquals(length, RecordHeader.length(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), Limits.PLAINTEXT));
    }

    @ParameterizedTest
    @CsvSource({
        "1603034001, RECORD_TOO_LONG",
        "170303ffff, RECORD_TOO_LONG",
        "1802020000, RECORD_NOT_TLS",
        "1803030000, RECORD_TYPE_UNKNOWN",
        "0003030000, RECORD_TYPE_UNKNOWN",
        "802e010301, VERSION_TOO_OLD",
        "8046010002, VERSION_TOO_OLD",
        "1803040000, RECORD_TYPE_UNKNOWN",
        "1803050000, RECORD_NOT_TLS",
        "1803010301, RECORD_TYPE_UNKNOWN",
        "0000010301, RECORD_NOT_TLS",
        "7f2e010301, RECORD_NOT_TLS",
        "0000000000, RECORD_NOT_TLS",
        "ffffffffff, RECORD_NOT_TLS"
    })
    @PublishedAttack(id = "CVE-2014-0160", victim = "OpenSSL", kind = AttackKind.RECORDS,
            what = "Heartbleed: a record type and a length that are believed")
    @PublishedAttack(id = "CVE-2016-0800", victim = "TLS", kind = AttackKind.DOWNGRADE,
            what = "DROWN: SSLv2 on the same port")
    void namesWhatIsNoRecord(String hex, Fault expected) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        TlsFault inBuffer = fault(ByteBuffer.wrap(bytes));
        assertEquals(expected, inBuffer.fault());
        TlsFault inArray = assertThrows(TlsFault.class, () -> RecordHeader.length(bytes, 0, 5, Limits.PLAINTEXT));
        assertEquals(inBuffer.getMessage(), inArray.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n", "GET / HTTP/1.1\r\n", "SSH-2.0-OpenSSH_9.9\r\n",
        "220 mail ESMTP\r\n", "CONNECT example:443\n", "~~~~~ ~~\n", "     a b\n"})
    void showsTextThatSomebodySentInPlain(String text) {
        TlsFault fault = fault(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        assertEquals(Fault.RECORD_NOT_TLS, fault.fault());
        assertTrue(fault.getMessage().contains(text.substring(0, 8)), fault.getMessage());
    }

    @Test
    void saysWhatCameInstead() {
        assertTrue(fault(ByteBuffer.wrap(new byte[] {-1, 0, 16, 1, 2, 3})).getMessage().contains("ff00100102"));
    }

    @Test
    void textCannotForgeLinesOfALog() {
        String hostile = "HTTP/\u0007\"\n[ERROR] owned";
        TlsFault fault = fault(ByteBuffer.wrap(hostile.getBytes(StandardCharsets.US_ASCII)));
        assertTrue(fault.getMessage().contains("\"HTTP/..\""), fault.getMessage());
        assertFalse(fault.getMessage().contains("ERROR"));
    }

    private static TlsFault fault(ByteBuffer src) {
        return assertThrows(TlsFault.class, () -> RecordHeader.length(src, Limits.PLAINTEXT));
    }
}
