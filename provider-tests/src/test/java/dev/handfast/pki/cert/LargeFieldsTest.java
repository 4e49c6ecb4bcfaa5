package dev.handfast.pki.cert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * All of a revocation list but the number of its entries is bounded: issuer, extensions and each entry become objects
 * of fifteen times their size, and the list has not been verified yet.
 */
@org.junit.jupiter.api.Tag("unit")
class LargeFieldsTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] ALGORITHM = HEX.parseHex("300a06082a8648ce3d040302");
    private static final byte[] NAME = HEX.parseHex("300c310a300806035504030c0141");
    private static final byte[] TIME = HEX.parseHex("170d3235303130313030303030305a");
    private static final byte[] PART = HEX.parseHex("310a300806035504030c0141");
    private static final byte[] SCOPE = HEX.parseHex("860170");

    @Test
    void fieldsThatAreLargeAreNotRead() throws Exception {
        for (int count : List.of(1_000, 1_000_000)) {
            refused(count > 1_000, list(many(count, PART), null, null));
            refused(count > 1_000, list(NAME, null, many(count)));
            refused(count > 1_000, list(NAME, null, scope(count)));
            int inEntry = count / 8;
            refused(count > 1_000, list(NAME, entry(many(inEntry)), null));
            refused(count > 1_000, list(NAME, entry(issuer(many(inEntry, PART))), null));
        }
    }

    @Test
    void anyNumberOfEntriesIsRead() throws Exception {
        byte[] entries = sequence(all -> {
            for (int i = 0; i < 50_000; i++) {
                BigInteger serial = BigInteger.valueOf(i);
                all.sequence(one -> one.integer(serial).raw(TIME));
            }
        });
        assertEquals(50_000, CrlReader.read(list(NAME, entries, null)).size());
    }

    private static void refused(boolean expected, byte[] list) throws MalformedInput {
        if (expected) {
            String why = assertThrows(MalformedInput.class, () -> CrlReader.read(list)).getMessage();
            assertTrue(why.contains("above the cap"), why);
        } else {
            CrlReader.read(list);
        }
    }

    private static byte[] list(byte[] name, byte[] entries, byte[] extensions) {
        return sequence(list -> {
            list.sequence(tbs -> {
                tbs.integer(BigInteger.ONE).raw(ALGORITHM).raw(name).raw(TIME).raw(TIME);
                if (entries != null) {
                    tbs.raw(entries);
                }
                if (extensions != null) {
                    tbs.nested(Tag.constructed(0), explicit -> explicit.raw(extensions));
                }
            });
            list.raw(ALGORITHM).raw(HEX.parseHex("03020000"));
        });
    }

    private static byte[] entry(byte[] extensions) {
        return sequence(all -> all.sequence(one -> one.integer(BigInteger.TEN).raw(TIME).raw(extensions)));
    }

    private static byte[] issuer(byte[] name) {
        byte[] value = sequence(names -> names.nested(Tag.constructed(4), directory -> directory.raw(name)));
        return sequence(all -> all.sequence(one -> one.raw(HEX.parseHex("0603551d1d0101ff")).octets(value)));
    }

    private static byte[] scope(int names) {
        Consumer<DerWriter> full = all -> {
            for (int i = 0; i < names; i++) {
                all.raw(SCOPE);
            }
        };
        byte[] value = sequence(point -> point.nested(Tag.constructed(0),
                name -> name.nested(Tag.constructed(0), full)));
        return sequence(all -> all.sequence(one -> one.raw(HEX.parseHex("0603551d1c0101ff")).octets(value)));
    }

    private static byte[] many(int count, byte[] part) {
        return sequence(all -> {
            for (int i = 0; i < count; i++) {
                all.raw(part);
            }
        });
    }

    /** Extensions, each of another kind. */
    private static byte[] many(int count) {
        return sequence(all -> {
            for (int i = 0; i < count; i++) {
                byte[] oid = {6, 5, 0x2a, (byte) (0x81 + (i >> 14)), (byte) (0x80 | i >> 7 & 0x7f),
                    (byte) (i & 0x7f), 1};
                all.sequence(one -> one.raw(oid).octets(new byte[0]));
            }
        });
    }

    private static byte[] sequence(Consumer<DerWriter> body) {
        return new DerWriter().sequence(body).toBytes();
    }
}
