package dev.handfast.der;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.wire.MalformedInput;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@org.junit.jupiter.api.Tag("unit")
class DerReaderTest {

    private static DerReader reader(String hex) {
        return new DerReader(HexFormat.of().parseHex(hex), "test");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "3080020101" + "0000", // indefinite length
        "308103020101", // long form for a short length
        "30820003020101", // leading zero in the length
        "3004020101", // longer than what is there
        "30", // no length
        "3081", // length of length without length
        "30ff" + "00", // reserved
        "3f0100", // tag number above 30
        "", // nothing
        "0500", // another tag
    })
    void refusesHeadersThatAreNoDer(String hex) {
        assertThrows(MalformedInput.class, () -> reader(hex).sequence("value").integer("inner"));
    }

    /** What is needless in a length, and strings in pieces: told of, and read. */
    @ParameterizedTest
    @CsvSource({"308103020105,5", "308400000003020105,5", "3086000000000003020105,5", "3003020105,5",
        "30810402810105,5"})
    void readsLengthsWithNeedlessOctetsAndTells(String hex, int number) throws MalformedInput {
        List<String> told = new ArrayList<>();
        DerReader reader = DerReader.telling(HexFormat.of().parseHex(hex), 0, "test", told::add);
        DerReader inside = reader.sequence("value");
        assertEquals(number, inside.count(Tag.INTEGER, "inner"));
        inside.end();
        reader.end();
        assertEquals(hex.startsWith("3003"), told.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3080020101" + "0000", "30ff" + "0003020105", "3085" + "0100000003020105",
        "30850000", "3084ffffffff020105", "3084800000030201"})
    void refusesOtherLengthsAlthoughItTells(String hex) {
        assertThrows(MalformedInput.class, () -> DerReader.telling(HexFormat.of().parseHex(hex), 0, "test", told -> {})
                .sequence("value"));
    }

    @Test
    void readsStringsInPiecesAndTells() throws MalformedInput {
        List<String> told = new ArrayList<>();
        byte[] encoded = HexFormat.of().parseHex("240a0401012405040102" + "0400");
        DerReader reader = DerReader.telling(encoded, 0, "test", told::add);
        assertArrayEquals(new byte[] {1, 2}, reader.octets("value"));
        reader.end();
        assertTrue(told.get(0).contains("in pieces"), told::toString);
        assertThrows(MalformedInput.class, () -> new DerReader(encoded, "test").octets("value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0200", "02020001", "0202ff80", "0202ffff"})
    void refusesIntegersThatAreNotMinimal(String hex) {
        assertThrows(MalformedInput.class, () -> reader(hex).integer("value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"010101", "01017f", "0100", "01020000"})
    void refusesBooleansThatAreNeither(String hex) {
        assertThrows(MalformedInput.class, () -> reader(hex).bool("value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0300", "0301" + "01", "0302" + "08ff", "0302" + "0101", "0302ff00"})
    void refusesBitStringsThatAreMalformed(String hex) {
        assertThrows(MalformedInput.class, () -> reader(hex).namedBits(Tag.BIT_STRING, "value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0600", "060180", "06022a80", "0603802a01"})
    void refusesIdentifiersThatAreMalformed(String hex) {
        assertThrows(MalformedInput.class, () -> reader(hex).oid("value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.113549.1.1.11", "2.5.29.32.0", "0.9.2342.19200300.100.1.25", "2.999.1",
        "2.16.840.1.101.3.4.2.1", "2.25.329800735698586629295641978511506172918"})
    void identifiersKeepTheirNumbers(String dotted) throws MalformedInput {
        byte[] encoded = new DerWriter().oid(Oid.of(dotted)).toBytes();
        assertEquals(dotted, new DerReader(encoded, "test").oid("value").toString());
    }

    @ParameterizedTest
    @CsvSource({"170d3730303130313030303030305a,0", "170d3439313233313233353935395a,2524607999",
        "170d3530303130313030303030305a,-631152000", "180f32303530303130313030303030305a,2524608000",
        "180f32303234303232393132303030305a,1709208000"})
    void timesAreSeconds(String hex, long seconds) throws MalformedInput {
        assertEquals(seconds, reader(hex).time("time"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"170b373030313031303030305a", // no seconds
        "17113730303130313030303030302b30303030", // offset
        "180f32303233303232393132303030305a", // no such day
        "180f32303233303130313234303030305a", // hour 24
        "181132303233303130313030303030302e355a", // fraction
        "170d3730303130313030303030303a"})
    void refusesOtherTimes(String hex) {
        assertThrows(MalformedInput.class, () -> reader(hex).time("time"));
    }

    @Test
    void refusesNestingThatIsTooDeep() {
        byte[] value = new byte[0];
        for (int i = 0; i < DerReader.MAX_DEPTH + 1; i++) {
            value = new DerWriter().element(Tag.SEQUENCE, value).toBytes();
        }
        byte[] deep = value;
        MalformedInput refused = assertThrows(MalformedInput.class, () -> {
            DerReader reader = new DerReader(deep, "test");
            while (reader.hasMore()) {
                reader = reader.sequence("inner");
            }
        });
        assertTrue(refused.getMessage().contains("deeper"), refused.getMessage());
    }

    @Test
    void leftoversAreRefused() throws MalformedInput {
        DerReader sequence = reader("3006020101020102").sequence("value");
        sequence.integer("first");
        assertThrows(MalformedInput.class, sequence::end);
    }

    @Test
    void whatIsWrittenIsRead() throws MalformedInput {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            byte[] octets = new byte[random.nextInt(round % 50 == 0 ? 70_000 : 300)];
            random.nextBytes(octets);
            BigInteger number = new BigInteger(random.nextInt(200), random).subtract(BigInteger.TEN);
            byte[] written = new DerWriter().sequence(w -> w.integer(number).octets(octets).bits(octets).nothing())
                    .toBytes();
            DerReader whole = new DerReader(written, "seed " + seed);
            DerReader reader = whole.sequence("value");
            assertEquals(number, reader.integer("number"), "seed " + seed);
            assertArrayEquals(octets, reader.octets("octets"), "seed " + seed);
            assertArrayEquals(octets, reader.bitOctets("bits"), "seed " + seed);
            reader.nothing("nothing");
            reader.end();
            whole.end();
        }
    }
}
