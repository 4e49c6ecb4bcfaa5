package dev.handfast.peers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be said of what a peer wrote, in exceptions, logs and traces: visible ASCII, at most 2 kB a message and 16
 * items a list.
 */
public final class HarmlessText {

    private static final int MOST = 2048;
    private static final int ITEMS = 16;
    private static final int CAUSES = 20;

    /** Lists of what is no distinguished name, in which commas part attributes. */
    private static final Pattern LIST = Pattern.compile("\\[([^\\[\\]=]*)]");

    private HarmlessText() {
    }

    /** Throws what says why it is not. */
    public static void check(String text) {
        if (!text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new AssertionError("more than visible ASCII: " + text);
        }
        if (text.length() > MOST) {
            throw new AssertionError(text.length() + " characters: " + text);
        }
        for (Matcher list = LIST.matcher(text); list.find();) {
            int items = list.group(1).split(", ", -1).length;
            // The last may say how many more there are.
            if (items > ITEMS + 1) {
                throw new AssertionError(items + " items: " + text);
            }
        }
    }

    /** The same of all messages of what was thrown: its causes' too, and what was suppressed. */
    public static void check(Throwable thrown) {
        check(thrown, 0);
    }

    private static void check(Throwable thrown, int depth) {
        if (thrown == null) {
            return;
        }
        if (depth == CAUSES) {
            throw new AssertionError("a chain of causes without end", thrown);
        }
        check(String.valueOf(thrown.getMessage()));
        check(thrown.toString());
        check(thrown.getCause(), depth + 1);
        for (Throwable suppressed : thrown.getSuppressed()) {
            check(suppressed, depth + 1);
        }
    }
}
