package dev.handfast.wire;

/**
 * Bytes that do not have the shape their structure requires.
 *
 * <p>The peer causes it, so it carries no stack trace: filling one in would let a peer spend our CPU. The message says
 * what was expected and what came; {@link Printable#message} bounds it.
 */
public final class MalformedInput extends Exception {

    private static final long serialVersionUID = 1L;

    private final String message;

    /**
     * @param message what was expected and what came; never null, never holds secret bytes
     */
    public MalformedInput(String message) {
        super(null, null, false, false);
        this.message = Printable.message(message);
    }

    @Override
    public String getMessage() {
        return message;
    }
}
