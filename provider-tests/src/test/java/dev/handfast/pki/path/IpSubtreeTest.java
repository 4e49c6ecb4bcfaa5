package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.wire.Opaque;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges of addresses in name constraints (RFC 5280 section 4.2.1.10). */
@Tag("unit")
class IpSubtreeTest {

    @Test
    void areEightOrThirtyTwoOctets() {
        for (int length = 0; length <= 40; length++) {
            IpSubtree range = IpSubtree.of(Opaque.adopt(new byte[length]));
            assertEquals(length == 8 || length == 32, range != null, length + " octets");
        }
    }

    /** RFC 4632 section 5.1: a mask is ones before zeros. */
    @Test
    void masksAreOnesBeforeZeros() {
        for (int half : new int[] {4, 16}) {
            for (int ones = 0; ones <= half * 8; ones++) {
                byte[] octets = new byte[2 * half];
                for (int bit = 0; bit < ones; bit++) {
                    octets[half + bit / 8] |= (byte) (0x80 >>> bit % 8);
                }
                assertNotNull(IpSubtree.of(Opaque.copyOf(octets)), ones + " ones");
                if (ones < half * 8 - 1) {
                    octets[2 * half - 1] |= 1;
                    assertNull(IpSubtree.of(Opaque.copyOf(octets)), ones + " ones, zeros, a one");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0a000000ff000000, 0a010203, true",
        "0a000000ff000000, 0b010203, false",
        "0affffffff000000, 0a010203, true",
        "0a0102fcfffffffc, 0a0102ff, true",
        "0a0102fcfffffffc, 0a0102fb, false",
        "0a010203ffffffff, 0a010203, true",
        "0a010203ffffffff, 0a010202, false",
        "0000000000000000, ffffffff, true",
        "0000000000000000, ffffffffffffffffffffffffffffffff, false"
    })
    void coverWhatIsTheSameUnderTheMask(String range, String address, boolean covered) {
        IpSubtree subtree = IpSubtree.of(Opaque.adopt(HexFormat.of().parseHex(range)));
        assertEquals(covered, subtree.covers(Opaque.adopt(HexFormat.of().parseHex(address))));
    }

    @Test
    void addressesOfSixteenOctetsHaveMasksOfSixteen() {
        byte[] octets = new byte[32];
        octets[0] = 0x20;
        Arrays.fill(octets, 16, 19, (byte) 0xff);
        IpSubtree subtree = IpSubtree.of(Opaque.adopt(octets));
        byte[] address = new byte[16];
        address[0] = 0x20;
        address[3] = 9;
        assertTrue(subtree.covers(Opaque.copyOf(address)));
        address[2] = 1;
        assertFalse(subtree.covers(Opaque.copyOf(address)));
    }
}
