package dev.handfast.jsse.trace;

import dev.handfast.spec.Alert;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;

/**
 * Makes of a {@link TlsFault} the exception that SunJSSE would throw: {@link SSLHandshakeException} for alerts that
 * belong to handshakes, {@link SSLProtocolException} for unexpected messages, {@link SSLException} for all else. The
 * cause is what a manager threw. Without one the caller may set a cause, and the fault is among the suppressed.
 */
public final class ExceptionMapper {

    /** Alerts that SunJSSE reports by another class than {@link SSLHandshakeException}. */
    private static final Set<Alert> NOT_OF_HANDSHAKES = Set.of(Alert.CLOSE_NOTIFY, Alert.BAD_RECORD_MAC,
            Alert.RECORD_OVERFLOW, Alert.INTERNAL_ERROR, Alert.INAPPROPRIATE_FALLBACK, Alert.USER_CANCELED,
            Alert.DECRYPTION_FAILED, Alert.DECOMPRESSION_FAILURE);

    private ExceptionMapper() {
    }

    /** The exception for a fault, new each time. */
    public static SSLException exception(TlsFault fault) {
        SSLException shaped = shaped(fault);
        Throwable cause = causeOf(fault);
        if (cause != null) {
            shaped.initCause(cause);
        } else {
            shaped.addSuppressed(fault);
        }
        return shaped;
    }

    /** The exception for use after the end: it names what ended the connection and has it as its cause. */
    public static SSLException afterwards(@Nullable IOException first) {
        return new SSLException("Connection has closed" + (first == null ? "" : ": " + first.getMessage()), first);
    }

    private static SSLException shaped(TlsFault fault) {
        String text = fault.getMessage();
        return switch (fault.fault()) {
            case PEER_ALERT -> byAlert(fault.received(), text);
            case PEER_CLOSED_EARLY -> isTold(fault)
                    ? new SSLProtocolException("Received close_notify during handshake: " + text)
                    : new SSLHandshakeException("Remote host terminated the handshake: " + text);
            case TRUNCATED -> new SSLException("closing inbound before receiving peer's close_notify: " + text);
            case RECORD_NOT_TLS, RECORD_TYPE_UNKNOWN -> new SSLException(
                    "Unsupported or unrecognized SSL message: " + text);
            case RECORD_NOT_PROTECTED -> new SSLException(named(fault.alert(), text));
            case RECORD_TOO_LONG -> new SSLProtocolException(named(fault.alert(), text));
            case CANCELLED -> new SSLException(text);
            default -> byAlert(fault.alert(), text);
        };
    }

    private static SSLException byAlert(@Nullable Alert alert, String text) {
        if (alert == null) {
            return new SSLException(text);
        }
        String named = named(alert, text);
        if (alert.equals(Alert.UNEXPECTED_MESSAGE) || !alert.isKnown()) {
            return new SSLProtocolException(named);
        }
        return NOT_OF_HANDSHAKES.contains(alert) ? new SSLException(named) : new SSLHandshakeException(named);
    }

    private static String named(@Nullable Alert alert, String text) {
        return alert == null ? text : "(" + alert.toString().toLowerCase(Locale.ROOT) + ") " + text;
    }

    /** Whether it is the peer who has said so, rather than the transport that has ended. */
    private static boolean isTold(TlsFault fault) {
        return fault.received() != null;
    }

    /** What a manager, or another object of the application, threw; null if there was none. */
    private static @Nullable Throwable causeOf(TlsFault fault) {
        if (fault.fault() == Fault.PEER_CLOSED_EARLY && !isTold(fault)) {
            return new EOFException("SSL peer shut down incorrectly");
        }
        return fault.getCause() instanceof MalformedInput ? null : fault.getCause();
    }
}
