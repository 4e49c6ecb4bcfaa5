package dev.handfast.wire;

/** Questions about the characters of a text, by loops: a JVM links each stream for the first one who asks. */
public final class Ascii {

    private Ascii() {
    }

    /** Whether a text has no character above 0x7f. */
    public static boolean isAscii(String text) {
        return isWithin('\0', (char) 0x7f, text);
    }

    /** Whether every character of a text is one of a range. */
    public static boolean isWithin(char first, char last, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < first || text.charAt(i) > last) {
                return false;
            }
        }
        return true;
    }
}
