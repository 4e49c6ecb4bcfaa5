package dev.handfast.jsse;

import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.wire.Printable;

import java.security.KeyManagementException;

import javax.net.ssl.SSLException;

/**
 * Why a context cannot be used: what a property, a file or a missing library says. JCA passes over a service whose
 * constructor throws and takes the next provider's without a word, so the reason waits here for the first use.
 *
 * @param text the reason
 * @param cause what revealed it
 */
record UnusableService(String text, Throwable cause) {

    /** The reason, which is also told once in the log. */
    static UnusableService because(String what, Throwable cause) {
        String text = Printable.message(what + " of provider Handfast cannot be used: "
                + (cause.getMessage() == null || cause instanceof LinkageError ? Printable.of(cause)
                        : cause.getMessage()));
        WarnOnce.once(text);
        return new UnusableService(text, cause);
    }

    /** For {@code init}. */
    KeyManagementException inInit() {
        return new KeyManagementException(text, cause);
    }

    /** For what needs an initialized context. */
    IllegalStateException inUse() {
        return new IllegalStateException(text, cause);
    }

    /** For what makes a connection. */
    SSLException inConnection() {
        return new SSLException(text, cause);
    }
}
