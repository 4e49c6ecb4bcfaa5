package dev.handfast.der;

/**
 * Whether text can be normalised (Unicode Standard Annex 15) in linear time. A normaliser puts the marks behind a
 * letter in order, and ICU's, which the JDK has, takes the square of their number. No language has more than a few; the
 * annex allows 30 in a row (section 13, Stream-Safe Text Format).
 */
public final class CombiningMarks {

    /** Most in a row. */
    private static final int MAX = 30;

    private static final int CONTINUATION = 0x80;

    private CombiningMarks() {
    }

    /** Whether more marks than allowed stand in a row. */
    public static boolean areTooMany(CharSequence text) {
        int run = 0;
        for (int i = 0; i < text.length() && run <= MAX;) {
            int c = Character.codePointAt(text, i);
            run = isMark(c) ? run + 1 : 0;
            i += Character.charCount(c);
        }
        return run > MAX;
    }

    /** The same of any text in UTF-8 among bytes, wherever it stands: what readers take that are not ours. */
    public static boolean areTooMany(byte[] bytes) {
        int run = 0;
        for (int i = 0; i < bytes.length && run <= MAX;) {
            int length = bytes[i] >= 0 ? 1 : lengthAt(bytes, i);
            run = length > 1 && isMark(codePoint(bytes, i, length)) ? run + 1 : 0;
            i += length;
        }
        return run > MAX;
    }

    /** Octets of the character at a place (RFC 3629 section 3); 1 where there is none. */
    private static int lengthAt(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
        for (int i = at + 1; i < at + length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xc0) != CONTINUATION) {
                return 1;
            }
        }
        return length;
    }

    private static int codePoint(byte[] bytes, int at, int length) {
        int c = bytes[at] & 0xff >> length + 1;
        for (int i = at + 1; i < at + length; i++) {
            c = c << 6 | bytes[i] & 0x3f;
        }
        return c;
    }

    /** Marks, and the two sound marks of half width, which are letters that are normalised to marks. */
    private static boolean isMark(int c) {
        if (c < 0x300) {
            return false;
        }
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK || c == 0xff9e || c == 0xff9f;
    }
}
