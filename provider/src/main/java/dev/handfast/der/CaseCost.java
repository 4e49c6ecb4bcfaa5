package dev.handfast.der;

import java.util.BitSet;
import java.util.Locale;

/**
 * What {@code String} may be made to do by changing the case of text, as X500Principal does to compare names. For each
 * letter that becomes longer ({@code ß}, {@code SS}) the JDK copies the whole text. For each sigma it looks for the end
 * of its word with a {@code BreakIterator}, which takes the square of the word: one sigma behind 16,000 digits takes
 * four seconds.
 */
public final class CaseCost {

    /**
     * What is taken of one certificate or list of names of a peer: 500 such letters, in words of 30 octets, in 3,000.
     * 64 kB of random bytes, in which some ten such letters appear, pass.
     */
    public static final long MAX = 2L << 20;

    private static final int CONTINUATION = 0x80;
    private static final char SIGMA = '\u03a3';

    /** Blocks of code points outside of which there is none (CaseCostTest looks at all). */
    private static final int[][] BLOCKS = {{0x80, 0x600}, {0x1e00, 0x2000}, {0xfb00, 0xfb18}};

    private static final BitSet SIGMAS = new BitSet();
    private static final BitSet LETTERS = letters();

    private CaseCost() {
    }

    /** What the text among these octets may cost, wherever it stands in UTF-8: copied octets, and steps. */
    public static long of(byte[] encoded) {
        long cost = 0;
        for (int start = 0; start < encoded.length;) {
            int end = start;
            long letters = 0;
            long sigmas = 0;
            // Words end at spaces and control characters, wherever else they may end.
            for (; end < encoded.length && (encoded[end] < 0 || encoded[end] > ' '); end++) {
                int c = encoded[end] < 0 ? codePoint(encoded, end) : 0;
                letters += LETTERS.get(c) ? 1 : 0;
                sigmas += SIGMAS.get(c) ? 1 : 0;
            }
            long word = end - start;
            cost += letters * encoded.length + sigmas * word * word;
            start = end + 1;
        }
        return cost;
    }

    /** Of two or three octets (RFC 3629 section 3); 0 where there is none. */
    private static int codePoint(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        int length = lead >= 0xf0 ? 0 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
        if (length == 0 || at + length > bytes.length) {
            return 0;
        }
        int c = lead & 0xff >> length + 1;
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != CONTINUATION) {
                return 0;
            }
            c = c << 6 | bytes[i] & 0x3f;
        }
        return c;
    }

    /** Also the sigmas: their word's iterator is made for each. */
    private static BitSet letters() {
        BitSet letters = new BitSet();
        for (int[] block : BLOCKS) {
            for (int c = block[0]; c < block[1]; c++) {
                String letter = Character.toString(c);
                String upper = letter.toUpperCase(Locale.ROOT);
                SIGMAS.set(c, upper.charAt(0) == SIGMA);
                letters.set(c, SIGMAS.get(c) || upper.length() > 1 || letter.toLowerCase(Locale.ROOT).length() > 1);
            }
        }
        return letters;
    }
}
