package dev.handfast.spec;

import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection by a {@link Fault} (RFC 9846 section 6.2).
 *
 * <p>Faults that a peer can cause carry no stack trace, so that causing them is cheap for us. {@link Fault#INTERNAL}
 * does, because it is ours to find. Details may hold what a peer wrote: {@link Printable#message} is run on the whole.
 */
public final class TlsFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final String message;
    private final Fault fault;
    private final @Nullable Alert received;

    /**
     * @param fault what happened; never null
     * @param detail what was expected, what came and what to do; never null, holds no secrets
     */
    public TlsFault(Fault fault, String detail) {
        this(fault, detail, null);
    }

    /** As above, with the exception that revealed it, or null. */
    public TlsFault(Fault fault, @Nullable String detail, @Nullable Throwable cause) {
        this(fault, detail, cause, null);
    }

    private TlsFault(Fault fault, @Nullable String detail, @Nullable Throwable cause, @Nullable Alert received) {
        super(null, cause, false, fault == Fault.INTERNAL);
        this.message = Printable.message(fault.sentence() + ": " + detail + " (" + fault.section() + ")");
        this.fault = fault;
        this.received = received;
    }

    /** The end by an alert of the peer's, be it close_notify in a handshake. */
    public static TlsFault received(Alert alert, String detail) {
        boolean closes = alert.equals(Alert.CLOSE_NOTIFY);
        return new TlsFault(closes ? Fault.PEER_CLOSED_EARLY : Fault.PEER_ALERT, detail, null, alert);
    }

    /** A message that could not be decoded. */
    public static TlsFault malformed(MalformedInput cause) {
        return new TlsFault(Fault.MESSAGE_MALFORMED, cause.getMessage(), cause);
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** What happened. */
    public Fault fault() {
        return fault;
    }

    /** The alert to send, or null if none is sent. */
    public @Nullable Alert alert() {
        return fault.alert();
    }

    /** The alert by which the peer has ended the connection; null if it did not, or in another way. */
    public @Nullable Alert received() {
        return received;
    }
}
