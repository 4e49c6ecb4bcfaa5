package dev.handfast.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The gate for text that a peer wrote, on its way into exceptions, logs and traces: visible ASCII only, and bounded.
 *
 * <p>Everything outside 0x20 to 0x7e is written as {@code \}{@code uXXXX}: line ends and escape sequences could forge
 * lines of a log or steer a terminal, signs of direction could turn words around, and letters of other alphabets could
 * look like ours. A backslash is left as it is, so that text may pass twice and stays the same.
 *
 * <p>{@link #text} is for one word of a sentence, {@link #list} for several, {@link #message} for the whole sentence:
 * the constructors of our exceptions run it on what they are given, so that what passed no other gate passes that.
 */
public final class Printable {

    /** The longest word: more than any host name that is in use. */
    public static final int TEXT = 120;

    /** The most items of a list: what a person reads. */
    public static final int ITEMS = 16;

    /** The longest message, so that with what JSSE's exceptions put in front it stays below 2 kB. */
    public static final int MESSAGE = 1900;

    /** What is kept of a message's end, where the rule and the cure stand. */
    private static final int TAIL = 400;

    private static final String CUT = "...";

    private Printable() {
    }

    /** One word or name, cut at {@link #TEXT} characters; {@code "null"} for null. */
    public static String text(Object raw) {
        return head(String.valueOf(raw), TEXT);
    }

    /** The same of the bytes of a word, each a character. */
    public static String text(Opaque raw) {
        int length = Math.min(raw.length(), TEXT + 1);
        return text(new String(raw.slice(0, length).toBytes(), StandardCharsets.ISO_8859_1));
    }

    /** Items in brackets, each cut like a word, and the number of those beyond {@link #ITEMS}. */
    public static String list(Collection<?> items) {
        return '[' + joined(items, ", ") + ']';
    }

    /** Items with a separator in between, each cut like a word, and the number of those beyond {@link #ITEMS}. */
    public static String joined(Collection<?> items, String separator) {
        List<String> shown = new ArrayList<>(ITEMS + 1);
        for (Object item : items) {
            if (shown.size() == ITEMS) {
                shown.add(CUT + " and " + (items.size() - ITEMS) + " more");
                break;
            }
            shown.add(item instanceof Opaque opaque ? opaque.toString() : text(item));
        }
        return String.join(separator, shown);
    }

    /** A whole message: where it is longer than {@link #MESSAGE}, its middle is left out; null for null. */
    public static String message(String raw) {
        if (raw == null || raw.length() <= MESSAGE && isPlain(raw)) {
            return raw;
        }
        String start = head(raw, MESSAGE);
        if (start.length() <= MESSAGE) {
            return start;
        }
        String end = escaped(raw.substring(Math.max(0, raw.length() - TAIL)));
        return start.substring(0, MESSAGE - TAIL - CUT.length() - 2) + ' ' + CUT + ' '
                + end.substring(Math.max(0, end.length() - TAIL));
    }

    /**
     * The class and the message of what was thrown, for logs: its own text may hold a peer's. What throws again when it
     * is asked for its message, as classes of applications may, has none.
     */
    public static String of(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        try {
            return thrown.getMessage() == null ? name : message(name + ": " + thrown.getMessage());
        } catch (Throwable another) {
            return name;
        }
    }

    /** How what was thrown describes itself, for a message; the name of its class if it throws in its place. */
    public static String described(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (Throwable another) {
            return thrown.getClass().getName();
        }
    }

    /** The text if it fits, else so much of it and three dots, which go beyond the limit. */
    private static String head(String raw, int limit) {
        String start = raw.length() <= limit ? raw : raw.substring(0, limit + 1);
        String shown = isPlain(start) ? start : escaped(start);
        return shown.length() <= limit ? shown : shown.substring(0, limit) + CUT;
    }

    private static String escaped(String raw) {
        StringBuilder out = new StringBuilder(raw.length() + 16);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (isPlain(c)) {
                out.append(c);
            } else {
                out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            }
        }
        return out.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c < 0x7f;
    }
}
