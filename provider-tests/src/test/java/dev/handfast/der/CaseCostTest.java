package dev.handfast.der;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What String does more for than for other letters is counted, wherever it stands among bytes. */
@Tag("unit")
class CaseCostTest {

    private static final String SIGMA = "\u03a3";

    private static long of(String text) {
        return CaseCost.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyLetterThatGrowsCounts() {
        int found = 0;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String one = Character.toString(c);
            String upper = one.toUpperCase(Locale.ROOT);
            boolean counts = upper.length() > one.length() || one.toLowerCase(Locale.ROOT).length() > one.length()
                    || upper.equals(SIGMA);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                found += counts ? 1 : 0;
                assertEquals(counts, of(one + " ") > 0, "U+" + Integer.toHexString(c));
            }
        }
        assertTrue(found > 100, "letters: " + found);
    }

    @Test
    void oneSigmaCostsTheSquareOfItsWord() {
        assertTrue(of("1".repeat(1_500) + SIGMA) > CaseCost.MAX);
        assertTrue(of(SIGMA + "1".repeat(1_500)) > CaseCost.MAX);
        assertTrue(of("1 ".repeat(1_500) + SIGMA) < CaseCost.MAX / 100);
        assertTrue(of("\u00df".repeat(1_500)) > CaseCost.MAX);
    }

    @Test
    void whatIsNoTextCostsLittle() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] signature = new byte[50_000];
        for (int i = 0; i < 100; i++) {
            random.nextBytes(signature);
            assertTrue(CaseCost.of(signature) < CaseCost.MAX, "seed " + seed);
        }
        assertEquals(0, CaseCost.of(new byte[] {(byte) 0xcf, (byte) 0xe1, (byte) 0xbe}));
        assertEquals(0, CaseCost.of(new byte[0]));
    }
}
