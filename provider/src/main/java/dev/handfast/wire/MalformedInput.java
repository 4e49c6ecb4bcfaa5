package dev.handfast.wire;

/**
 * Bytes that do not have the shape their structure requires.
 *
 * <p>The peer causes it, so it carries no stack trace: filling one in would let a peer spend our CPU. The message says
 * what was expected and what came; {@link Printable#message} bounds it.
 */
public final class MalformedInput extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what was expected and what came; never null, never holds secret bytes
     */
    public MalformedInput(String message) {
        super(Printable.message(message), null, false, false);
    }
}
