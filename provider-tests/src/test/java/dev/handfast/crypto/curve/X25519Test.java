package dev.handfast.crypto.curve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.Random;

/** X25519 against RFC 7748 and BouncyCastle; Wycheproof's vectors are run in {@code crypto.bc}. */
@Tag("unit")
class X25519Test {

    /** How many random comparisons; a longer run sets more. */
    private static final int COMPARISONS = Integer.getInteger("handfast.comparisons", 2000);

    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4, "
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c, "
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d, "
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493, "
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"})
    void examplesOfTheRfc(String scalar, String point, String product) {
        assertEquals(product, HEX.formatHex(X25519.multiply(HEX.parseHex(scalar), HEX.parseHex(point))));
    }

    /** RFC 7748 section 5.2: the result is the next scalar, the scalar the next point. */
    @ParameterizedTest
    @CsvSource({"1, 422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
        "1000, 684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"})
    void iterations(int times, String expected) {
        assertEquals(expected, HEX.formatHex(iterate(times)));
    }

    static byte[] iterate(int times) {
        byte[] k = new byte[32];
        k[0] = 9;
        byte[] u = k;
        for (int i = 0; i < times; i++) {
            byte[] next = X25519.multiply(k, u);
            u = k;
            k = next;
        }
        return k;
    }

    @Test
    void agreesWithBouncyCastle() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] scalar = new byte[32];
        byte[] point = new byte[32];
        byte[] expected = new byte[32];
        for (int i = 0; i < COMPARISONS; i++) {
            random.nextBytes(scalar);
            random.nextBytes(point);
            org.bouncycastle.math.ec.rfc7748.X25519.scalarMult(scalar, 0, point, 0, expected, 0);
            assertArrayEquals(expected, X25519.multiply(scalar, point), () -> "seed " + seed);
            org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(scalar, 0, expected, 0);
            assertArrayEquals(expected, X25519.multiplyBase(scalar), () -> "seed " + seed);
        }
    }

    @Test
    void tableAndLadderAgreeOnExtremeScalars() {
        byte[] base = new byte[32];
        base[0] = 9;
        for (int fill : new int[] {0x00, 0xff, 0x88, 0x77, 0x78, 0x87, 0xf0, 0x0f, 0x80, 0x08}) {
            byte[] scalar = new byte[32];
            java.util.Arrays.fill(scalar, (byte) fill);
            assertArrayEquals(X25519.multiply(scalar, base), X25519.multiplyBase(scalar), Integer.toHexString(fill));
        }
    }

    @Test
    void scalarsOfOtherLengthsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> X25519.multiplyBase(new byte[31]));
        assertThrows(IllegalArgumentException.class, () -> X25519.multiply(new byte[33], new byte[32]));
    }
}
