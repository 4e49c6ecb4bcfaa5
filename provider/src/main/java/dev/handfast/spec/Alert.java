package dev.handfast.spec;

import org.jspecify.annotations.Nullable;

/** An alert description (RFC 9846 section 6 and appendix B.2, RFC 5246 section 7.2). */
public final class Alert extends CodePoint {

    private static final Registry<Alert> KNOWN = new Registry<>();

    public static final Alert CLOSE_NOTIFY = known(0, "close_notify");
    public static final Alert UNEXPECTED_MESSAGE = known(10, "unexpected_message");
    public static final Alert BAD_RECORD_MAC = known(20, "bad_record_mac");
    public static final Alert DECRYPTION_FAILED = known(21, "decryption_failed");
    public static final Alert RECORD_OVERFLOW = known(22, "record_overflow");
    public static final Alert DECOMPRESSION_FAILURE = known(30, "decompression_failure");
    public static final Alert HANDSHAKE_FAILURE = known(40, "handshake_failure");
    public static final Alert NO_CERTIFICATE = known(41, "no_certificate");
    public static final Alert BAD_CERTIFICATE = known(42, "bad_certificate");
    public static final Alert UNSUPPORTED_CERTIFICATE = known(43, "unsupported_certificate");
    public static final Alert CERTIFICATE_REVOKED = known(44, "certificate_revoked");
    public static final Alert CERTIFICATE_EXPIRED = known(45, "certificate_expired");
    public static final Alert CERTIFICATE_UNKNOWN = known(46, "certificate_unknown");
    public static final Alert ILLEGAL_PARAMETER = known(47, "illegal_parameter");
    public static final Alert UNKNOWN_CA = known(48, "unknown_ca");
    public static final Alert ACCESS_DENIED = known(49, "access_denied");
    public static final Alert DECODE_ERROR = known(50, "decode_error");
    public static final Alert DECRYPT_ERROR = known(51, "decrypt_error");
    public static final Alert EXPORT_RESTRICTION = known(60, "export_restriction");
    public static final Alert PROTOCOL_VERSION = known(70, "protocol_version");
    public static final Alert INSUFFICIENT_SECURITY = known(71, "insufficient_security");
    public static final Alert INTERNAL_ERROR = known(80, "internal_error");
    public static final Alert INAPPROPRIATE_FALLBACK = known(86, "inappropriate_fallback");
    public static final Alert USER_CANCELED = known(90, "user_canceled");
    public static final Alert NO_RENEGOTIATION = known(100, "no_renegotiation");
    public static final Alert MISSING_EXTENSION = known(109, "missing_extension");
    public static final Alert UNSUPPORTED_EXTENSION = known(110, "unsupported_extension");
    public static final Alert CERTIFICATE_UNOBTAINABLE = known(111, "certificate_unobtainable");
    public static final Alert UNRECOGNIZED_NAME = known(112, "unrecognized_name");
    public static final Alert BAD_CERTIFICATE_STATUS_RESPONSE = known(113, "bad_certificate_status_response");
    public static final Alert BAD_CERTIFICATE_HASH_VALUE = known(114, "bad_certificate_hash_value");
    public static final Alert UNKNOWN_PSK_IDENTITY = known(115, "unknown_psk_identity");
    public static final Alert CERTIFICATE_REQUIRED = known(116, "certificate_required");
    public static final Alert NO_APPLICATION_PROTOCOL = known(120, "no_application_protocol");

    private Alert(int value, @Nullable String name) {
        super(value, name);
    }

    /** The alert with a value, known or not. */
    public static Alert of(int value) {
        Alert known = KNOWN.get(value);
        return known != null ? known : new Alert(value, null);
    }

    /** Whether the alert closes in good order rather than reports an error (RFC 9846 section 6.1). */
    public boolean isClosure() {
        return this.equals(CLOSE_NOTIFY) || this.equals(USER_CANCELED);
    }

    private static Alert known(int value, String name) {
        return KNOWN.add(new Alert(value, name));
    }
}
