package dev.handfast.bench;

/** A rival cannot do what was asked of it: its row reads "n/a" with this message, and no figure is taken. */
public final class Unavailable extends Exception {

    private static final long serialVersionUID = 1L;

    /** Of the cause, so that a row stays a row. */
    private static final int MAX_CHARS = 220;

    /** Says in one line what is missing. */
    public Unavailable(String message) {
        super(message);
    }

    /** Says in one line what is missing, and keeps what the rival said. */
    public Unavailable(String message, Throwable cause) {
        super(message + ": " + oneLine(cause), cause);
    }

    private static String oneLine(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = root.getClass().getSimpleName() + " " + String.valueOf(root.getMessage()).replace('\n', ' ');
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + " ...";
    }
}
