package dev.handfast.pki.cert;

/** Text that a peer wrote, made fit for logs and exceptions: no control characters, bounded length. */
public final class Printable {

    private static final int LONGEST = 120;

    private Printable() {
    }

    /** The text with everything that could forge a log line replaced, and cut at 120 characters. */
    public static String text(String raw) {
        StringBuilder out = new StringBuilder(Math.min(raw.length(), LONGEST + 3));
        for (int i = 0; i < raw.length(); i++) {
            if (out.length() >= LONGEST) {
                return out.append("...").toString();
            }
            char c = raw.charAt(i);
            boolean plain = c >= 0x20 && c < 0x7f || c > 0x9f && !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT && Character.getType(c) != Character.LINE_SEPARATOR
                    && Character.getType(c) != Character.PARAGRAPH_SEPARATOR;
            out.append(plain ? c : '?');
        }
        return out.toString();
    }
}
