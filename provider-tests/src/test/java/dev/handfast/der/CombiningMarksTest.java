package dev.handfast.der;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a normaliser puts in order is counted, in characters and in bytes alike. */
@Tag("unit")
class CombiningMarksTest {

    /** Marks of the classes 1 and 232: whatever else is put in order changes places with one of them. */
    private static final String OVERLAY = "\u0334";
    private static final String ABOVE_RIGHT = "\u0315";

    @Test
    void everyCharacterThatIsPutInOrderCounts() {
        int found = 0;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (!Character.isDefined(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                continue;
            }
            String one = Character.toString(c);
            String normal = Normalizer.normalize(one, Normalizer.Form.NFKD);
            boolean moves = !Normalizer.normalize("a" + one + OVERLAY, Normalizer.Form.NFKD)
                    .equals("a" + normal + OVERLAY) && normal.codePoints().allMatch(CombiningMarksTest::isMark)
                    || !Normalizer.normalize("a" + ABOVE_RIGHT + one, Normalizer.Form.NFKD)
                            .equals("a" + ABOVE_RIGHT + normal);
            if (moves) {
                found++;
                assertTrue(CombiningMarks.areTooMany(one.repeat(31)), "U+" + Integer.toHexString(c));
            }
        }
        assertTrue(found > 700, "characters that are put in order: " + found);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    @Test
    void thirtyInARowAreAllowed() {
        for (String mark : new String[] {"\u0315", "\uff9e", "\u0f77", new String(Character.toChars(0x1d165))}) {
            for (int count : new int[] {1, 30, 31, 1000}) {
                String text = "a" + mark.repeat(count) + "b";
                assertEquals(count > 30, CombiningMarks.areTooMany(text), text);
                assertEquals(count > 30, CombiningMarks.areTooMany(text.getBytes(StandardCharsets.UTF_8)), text);
            }
            assertFalse(CombiningMarks.areTooMany(("a" + mark.repeat(20)).repeat(50)));
        }
    }

    @Test
    void bytesAreReadAsTextIs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                int kind = random.nextInt(60);
                text.append(kind == 0 ? "x" : kind == 1 ? "\u00e9" : kind < 30 ? "\u0301" : "\u0316");
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            byte[] within = new byte[bytes.length + 20];
            random.nextBytes(within);
            within[9] = 'a';
            System.arraycopy(bytes, 0, within, 10, bytes.length);
            within[10 + bytes.length] = 'a';
            assertEquals(CombiningMarks.areTooMany(text), CombiningMarks.areTooMany(within), "seed " + seed);
        }
    }
}
