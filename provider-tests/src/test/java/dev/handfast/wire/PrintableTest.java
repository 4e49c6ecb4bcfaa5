package dev.handfast.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate for peers' text, and that no exception of ours gets round it. */
@Tag("unit")
class PrintableTest {

    private static final String HOSTILE = "a\r\nb\u001b[31m\u202e\u2028\ud800\u0085\u00e9\u0000\u007f\u200b\ufeff"
            + new String(Character.toChars(0xe0001));

    private static void assertHarmless(String text, int most) {
        assertTrue(text.chars().allMatch(c -> c >= 0x20 && c < 0x7f), text);
        assertTrue(text.length() <= most, text.length() + " characters");
    }

    @Test
    void everyUnitOfUtf16IsEscapedOrPlain() {
        for (int c = 0; c <= 0xffff; c++) {
            String shown = Printable.text(String.valueOf((char) c));
            assertHarmless(shown, 6);
            assertEquals(c >= 0x20 && c < 0x7f ? String.valueOf((char) c) : "\\u" + String.format("%04x", c), shown);
        }
    }

    @Test
    void whatPassedOnceStaysAsItIs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            StringBuilder raw = new StringBuilder();
            for (int length = random.nextInt(5000); length > 0; length--) {
                raw.append((char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : ' ' + random.nextInt(95)));
            }
            String message = Printable.message(raw.toString());
            assertHarmless(message, Printable.MESSAGE);
            assertEquals(message, Printable.message(message), "seed " + seed);
            assertHarmless(Printable.text(raw), Printable.TEXT + 3);
        }
    }

    @Test
    void aLongMessageKeepsItsEnd() {
        String cut = Printable.message("it begins " + "x\n".repeat(50_000) + " and ends (RFC 9846 6.2)");
        assertHarmless(cut, Printable.MESSAGE);
        assertTrue(cut.startsWith("it begins x\\u000ax") && cut.endsWith(" and ends (RFC 9846 6.2)"), cut);
        assertNull(Printable.message(null));
    }

    @Test
    void listsAreCutAndCounted() {
        List<String> many = IntStream.range(0, 129).mapToObj(i -> "p\n" + i).toList();
        String shown = Printable.list(many);
        assertHarmless(shown, 400);
        assertTrue(shown.startsWith("[p\\u000a0, p\\u000a1, ") && shown.endsWith("p\\u000a15, ... and 113 more]"),
                shown);
        assertEquals("[]", Printable.list(List.of()));
        assertEquals(16, Printable.list(Collections.nCopies(16, "x")).split(", ").length);
    }

    @Test
    void bytesAreCharacters() {
        assertEquals("h2\\u000d\\u00ff", Printable.text(Opaque.copyOf(new byte[] {'h', '2', 13, -1})));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void noFaultLetsTextThrough(Fault fault) {
        TlsFault thrown = new TlsFault(fault, HOSTILE.repeat(5000), new MalformedInput(HOSTILE.repeat(5000)));
        assertHarmless(thrown.getMessage(), 2000);
        assertHarmless(thrown.getCause().getMessage(), 2000);
        assertHarmless(thrown.toString(), 2048);
        assertTrue(thrown.getMessage().endsWith("(" + fault.section() + ")"), thrown.getMessage());
    }

    @ParameterizedTest
    @EnumSource(PathFault.class)
    void noRefusalOfAPathLetsTextThrough(PathFault fault) {
        PathRefused thrown = PathRefused.of(fault, 0, null, HOSTILE.repeat(5000), HOSTILE.repeat(5000));
        assertHarmless(thrown.getMessage(), 2000);
        assertHarmless(thrown.sentence(), 2000);
        PathRefused because = PathRefused.because(fault, 0, null, new Exception(HOSTILE.repeat(5000)));
        assertHarmless(because.getMessage(), 2000);
        assertHarmless(because.sentence(), 2000);
    }
}
