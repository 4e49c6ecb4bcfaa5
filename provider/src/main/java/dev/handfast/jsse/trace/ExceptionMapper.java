package dev.handfast.jsse.trace;

import dev.handfast.spec.Alert;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

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
 * cause is what a manager threw, or else the fault.
 */
public final class ExceptionMapper {

    /** Alerts that SunJSSE reports by another class than {@link SSLHandshakeException}. */
    private static final Set<Alert> NOT_OF_HANDSHAKES = Set.of(Alert.CLOSE_NOTIFY, Alert.BAD_RECORD_MAC,
            Alert.RECORD_OVERFLOW, Alert.INTERNAL_ERROR, Alert.INAPPROPRIATE_FALLBACK, Alert.USER_CANCELED);

    private ExceptionMapper() {
    }

    /** The exception for a fault, new each time. */
    public static SSLException exception(TlsFault fault, boolean handshaking) {
        return (SSLException) shaped(fault, handshaking).initCause(causeOf(fault));
    }

    /** The exception for use after the end: it names what ended the connection and has it as its cause. */
    public static SSLException afterwards(IOException first) {
        return new SSLException("Connection has closed: " + first.getMessage(), first);
    }

    private static SSLException shaped(TlsFault fault, boolean handshaking) {
        String text = fault.getMessage();
        return switch (fault.fault()) {
            case PEER_ALERT -> handshaking ? new SSLHandshakeException(text) : new SSLException(text);
            case PEER_CLOSED_EARLY -> new SSLHandshakeException("Remote host terminated the handshake: " + text);
            case TRUNCATED -> new SSLException("closing inbound before receiving peer's close_notify: " + text);
            case RECORD_NOT_TLS -> new SSLException("Unsupported or unrecognized SSL message: " + text);
            case CANCELLED -> new SSLException(text);
            default -> byAlert(fault.alert(), text);
        };
    }

    private static SSLException byAlert(Alert alert, String text) {
        if (alert == null) {
            return new SSLException(text);
        }
        String named = "(" + alert.toString().toLowerCase(Locale.ROOT) + ") " + text;
        if (alert.equals(Alert.UNEXPECTED_MESSAGE)) {
            return new SSLProtocolException(named);
        }
        return NOT_OF_HANDSHAKES.contains(alert) ? new SSLException(named) : new SSLHandshakeException(named);
    }

    private static Throwable causeOf(TlsFault fault) {
        if (fault.fault() == Fault.PEER_CLOSED_EARLY) {
            return new EOFException("SSL peer shut down incorrectly");
        }
        return fault.getCause() != null ? fault.getCause() : fault;
    }
}
