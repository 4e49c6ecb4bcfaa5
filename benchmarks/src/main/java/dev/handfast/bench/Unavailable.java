package dev.handfast.bench;

/** A rival cannot do what was asked of it: its row reads "n/a" with this message, and no figure is taken. */
public final class Unavailable extends Exception {

    private static final long serialVersionUID = 1L;

    /** Says in one line what is missing. */
    public Unavailable(String message) {
        super(message);
    }

    /** Says in one line what is missing, and keeps what the rival said. */
    public Unavailable(String message, Throwable cause) {
        super(message + ": " + firstLine(cause), cause);
    }

    private static String firstLine(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = String.valueOf(root.getMessage());
        int end = text.indexOf('\n');
        return root.getClass().getSimpleName() + " " + (end < 0 ? text : text.substring(0, end));
    }
}
