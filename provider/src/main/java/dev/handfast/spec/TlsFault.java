package dev.handfast.spec;

import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection by a {@link Fault}.
 *
 * <p>Faults that a peer can cause carry no stack trace, so that causing them is cheap for us. {@link Fault#INTERNAL}
 * does, because it is ours to find. Details may hold what a peer wrote: {@link Printable#message} is run on the whole.
 */
public final class TlsFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /**
     * @param fault what happened; never null
     * @param detail what was expected, what came and what to do; never null, holds no secrets
     */
    public TlsFault(Fault fault, String detail) {
        this(fault, detail, null);
    }

    /** As above, with the exception that revealed it, or null. */
    public TlsFault(Fault fault, @Nullable String detail, @Nullable Throwable cause) {
        super(Printable.message(fault.sentence() + ": " + detail + " (" + fault.section() + ")"), cause, false,
                fault == Fault.INTERNAL);
        this.fault = fault;
    }

    /** A message that could not be decoded. */
    public static TlsFault malformed(MalformedInput cause) {
        return new TlsFault(Fault.MESSAGE_MALFORMED, cause.getMessage(), cause);
    }

    /** What happened. */
    public Fault fault() {
        return fault;
    }

    /** The alert to send, or null if none is sent. */
    public @Nullable Alert alert() {
        return fault.alert();
    }
}
