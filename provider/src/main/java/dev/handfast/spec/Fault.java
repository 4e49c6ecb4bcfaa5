package dev.handfast.spec;

import org.jspecify.annotations.Nullable;

import static dev.handfast.spec.Alert.*;

/**
 * A named misbehaviour or failure, with the alert that answers it and the section that says so.
 *
 * <p>A test sees the fault, the wire sees the alert, a log sees both. Sections without an RFC number are of RFC 9846.
 */
public enum Fault {
    // Records
    RECORD_NOT_TLS(UNEXPECTED_MESSAGE, "5.1", "the bytes are not a TLS record"),
    RECORD_TYPE_UNKNOWN(UNEXPECTED_MESSAGE, "5", "unknown record type"),
    RECORD_TOO_LONG(RECORD_OVERFLOW, "5.2", "record longer than allowed"),
    RECORD_PLAINTEXT_TOO_LONG(RECORD_OVERFLOW, "5.2", "record's content longer than allowed"),
    RECORD_EMPTY(UNEXPECTED_MESSAGE, "5.1", "zero-length fragment of a type that may not be empty"),
    RECORD_MAC_BAD(BAD_RECORD_MAC, "5.2", "record could not be authenticated"),
    RECORD_ALL_PADDING(UNEXPECTED_MESSAGE, "5.4", "record holds padding but no content type"),
    RECORD_NOT_PROTECTED(UNEXPECTED_MESSAGE, "5", "plaintext record after keys were set"),
    RECORD_APPLICATION_DATA_EARLY(UNEXPECTED_MESSAGE, "5.1", "application data before the handshake allows it"),
    RECORD_INTERLEAVED(UNEXPECTED_MESSAGE, "5.1", "another record type between fragments of one handshake message"),
    RECORD_BOUNDARY_CROSSED(UNEXPECTED_MESSAGE, "5.1", "handshake message spans a change of keys"),
    RECORDS_EMPTY_FLOOD(UNEXPECTED_MESSAGE, "5.1", "too many records without content in a row"),
    WARNINGS_FLOOD(UNEXPECTED_MESSAGE, "6", "too many warning alerts in a row"),
    KEY_UPDATE_FLOOD(UNEXPECTED_MESSAGE, "4.7.3", "too many KeyUpdate messages without application data"),
    TICKET_FLOOD(UNEXPECTED_MESSAGE, "4.7.1", "too many NewSessionTicket messages without application data"),
    KEY_LIMIT_REACHED(INTERNAL_ERROR, "5.5", "keys are used up and cannot be replaced"),
    SEQUENCE_EXHAUSTED(INTERNAL_ERROR, "5.3", "record sequence number would wrap"),
    ALERT_MALFORMED(DECODE_ERROR, "6", "alert that is not two bytes"),
    CCS_UNEXPECTED(UNEXPECTED_MESSAGE, "5", "change_cipher_spec where none may come"),
    CCS_MALFORMED(UNEXPECTED_MESSAGE, "5", "change_cipher_spec that is not the single byte 1"),

    // Messages
    MESSAGE_MALFORMED(DECODE_ERROR, "6.2", "message that cannot be decoded"),
    MESSAGE_TOO_LONG(DECODE_ERROR, "4", "handshake message longer than allowed"),
    MESSAGE_UNEXPECTED(UNEXPECTED_MESSAGE, "4", "handshake message out of order"),
    MESSAGE_TYPE_UNKNOWN(UNEXPECTED_MESSAGE, "4", "unknown handshake message type"),
    EXTENSION_DUPLICATE(ILLEGAL_PARAMETER, "4.3", "extension present twice"),
    EXTENSION_NOT_ALLOWED(ILLEGAL_PARAMETER, "4.3", "extension in a message where it may not appear"),
    EXTENSION_UNSOLICITED(UNSUPPORTED_EXTENSION, "4.3", "extension in answer to none"),
    EXTENSION_MALFORMED(DECODE_ERROR, "4.3", "extension that cannot be decoded"),
    EXTENSION_MISSING(MISSING_EXTENSION, "9.2", "mandatory extension is missing"),

    // Hellos
    VERSION_UNSUPPORTED(Alert.PROTOCOL_VERSION, "4.3.1", "no protocol version in common"),
    VERSION_NOT_OFFERED(ILLEGAL_PARAMETER, "4.2.3", "server chose a protocol version that was not offered"),
    VERSION_LEGACY_WRONG(Alert.PROTOCOL_VERSION, "4.2.2", "legacy_version of a TLS 1.3 hello is not 0x0303"),
    VERSION_TOO_OLD(Alert.PROTOCOL_VERSION, "RFC 8996", "SSL, TLS 1.0 and TLS 1.1 are not spoken"),
    DOWNGRADE_DETECTED(ILLEGAL_PARAMETER, "4.2.3", "server random says the version was downgraded"),
    FALLBACK_INAPPROPRIATE(INAPPROPRIATE_FALLBACK, "RFC 7507", "client fell back although a higher version is spoken"),
    NO_COMMON_SUITE(HANDSHAKE_FAILURE, "4.2.1", "no cipher suite in common"),
    NO_COMMON_GROUP(HANDSHAKE_FAILURE, "4.2.1", "no key agreement group in common"),
    NO_COMMON_FINITE_FIELD(INSUFFICIENT_SECURITY, "RFC 7919 4", "none of the client's finite fields is acceptable"),
    NO_COMMON_SIGNATURE(HANDSHAKE_FAILURE, "4.5.1.2", "no key can sign with a scheme the peer accepts"),
    NO_SUITABLE_CREDENTIAL(HANDSHAKE_FAILURE, "4.5.1.2", "no certificate fits what the peer accepts"),
    SUITE_NOT_OFFERED(ILLEGAL_PARAMETER, "4.2.3", "server chose a cipher suite that was not offered"),
    SUITE_CHANGED(ILLEGAL_PARAMETER, "4.2.4", "server chose another cipher suite after HelloRetryRequest"),
    COMPRESSION_NOT_NULL(ILLEGAL_PARAMETER, "4.2.2", "compression other than null"),
    SESSION_ID_NOT_ECHOED(ILLEGAL_PARAMETER, "4.2.3", "server did not echo legacy_session_id"),
    SESSION_ID_UNKNOWN(ILLEGAL_PARAMETER, "RFC 5246 7.4.1.3", "server resumed what was not offered"),
    GROUP_NOT_OFFERED(ILLEGAL_PARAMETER, "4.3.8", "key share for a group that was not offered"),
    GROUP_NOT_SELECTED(ILLEGAL_PARAMETER, "4.3.8", "key share for another group than the one asked for"),
    KEY_SHARE_DUPLICATE(ILLEGAL_PARAMETER, "4.3.8", "two key shares for one group"),
    KEY_SHARE_INVALID(ILLEGAL_PARAMETER, "4.3.8", "key share that is not a valid public value"),
    RETRY_UNNEEDED(ILLEGAL_PARAMETER, "4.2.4", "HelloRetryRequest that changes nothing"),
    RETRY_TWICE(UNEXPECTED_MESSAGE, "4.2.4", "second HelloRetryRequest"),
    HELLO_CHANGED(ILLEGAL_PARAMETER, "4.2.2", "second ClientHello changed what it may not change"),
    COOKIE_INVALID(ILLEGAL_PARAMETER, "4.3.2", "cookie that was not ours"),
    POINT_FORMAT_UNSUPPORTED(ILLEGAL_PARAMETER, "RFC 8422 5.1.2", "uncompressed point format is missing"),
    NAME_UNRECOGNIZED(UNRECOGNIZED_NAME, "RFC 6066 3", "server does not serve the requested name"),
    NO_COMMON_APPLICATION_PROTOCOL(NO_APPLICATION_PROTOCOL, "RFC 7301 3.2", "no application protocol in common"),
    ALPN_NOT_OFFERED(ILLEGAL_PARAMETER, "RFC 7301 3.2", "server chose an application protocol that was not offered"),
    FRAGMENT_LENGTH_ILLEGAL(ILLEGAL_PARAMETER, "RFC 6066 4",
            "max_fragment_length that is undefined or was not asked for"),
    RECORD_SIZE_LIMIT_ILLEGAL(ILLEGAL_PARAMETER, "RFC 8449 4", "record_size_limit below 64 or above the protocol's"),
    RENEGOTIATION_INFO_WRONG(HANDSHAKE_FAILURE, "RFC 5746 3.4",
            "renegotiation_info is not empty at the first handshake"),
    RENEGOTIATION_INSECURE(HANDSHAKE_FAILURE, "RFC 5746 4.1", "peer lacks secure renegotiation"),
    RENEGOTIATION_REFUSED(Alert.NO_RENEGOTIATION, "RFC 5246 7.2.2", "renegotiation is refused"),
    EXTENDED_MASTER_SECRET_MISSING(HANDSHAKE_FAILURE, "RFC 7627 5.3", "peer lacks extended_master_secret"),
    PARAMETER_ILLEGAL(ILLEGAL_PARAMETER, "6.2", "field with a value that is not allowed"),

    // Keys and authentication
    DH_GROUP_WEAK(INSUFFICIENT_SECURITY, "RFC 7919 4", "Diffie-Hellman group is too small or too large"),
    SCHEME_NOT_OFFERED(ILLEGAL_PARAMETER, "4.5.2", "signature scheme that was not offered"),
    SCHEME_DOES_NOT_FIT_KEY(ILLEGAL_PARAMETER, "4.5.2", "signature scheme does not fit the certificate's key"),
    SIGNATURE_INVALID(DECRYPT_ERROR, "4.5.2", "signature over the handshake does not verify"),
    FINISHED_WRONG(DECRYPT_ERROR, "4.5.3", "Finished does not verify: the handshakes differ"),
    BINDER_WRONG(DECRYPT_ERROR, "4.3.11.2", "PSK binder does not verify"),
    PSK_ILLEGAL(ILLEGAL_PARAMETER, "4.3.11", "pre_shared_key that breaks its rules"),
    SESSION_NOT_RESUMED(HANDSHAKE_FAILURE, "RFC 5246 7.2.2", "a new session would be needed, and none may be created"),
    EARLY_DATA_TOO_MUCH(UNEXPECTED_MESSAGE, "4.3.10", "more early data than allowed"),
    EARLY_DATA_UNSOLICITED(UNSUPPORTED_EXTENSION, "4.3.10", "server accepted early data that it may not accept"),
    CERTIFICATE_EMPTY(DECODE_ERROR, "4.5.1.3", "server sent an empty certificate list"),
    CERTIFICATE_MISSING(CERTIFICATE_REQUIRED, "4.5.1.3", "client sent no certificate although one is required"),
    CERTIFICATE_MISSING_12(HANDSHAKE_FAILURE, "RFC 5246 7.4.6", "client sent no certificate although one is required"),
    CERTIFICATE_MALFORMED(Alert.BAD_CERTIFICATE, "4.5.1.3", "certificate that cannot be decoded"),
    CERTIFICATE_KEY_UNSUPPORTED(UNSUPPORTED_CERTIFICATE, "4.5.1.3", "certificate with a key that cannot be used here"),
    CERTIFICATE_KEY_REFUSED(Alert.BAD_CERTIFICATE, "6.2", "certificate with a key that costs too much or is none"),
    CERTIFICATE_CHAIN_TOO_LONG(Alert.BAD_CERTIFICATE, "4.5.1", "certificate chain longer than allowed"),
    CERTIFICATE_REVOKED(Alert.CERTIFICATE_REVOKED, "6.2", "certificate is revoked"),
    CERTIFICATE_EXPIRED(Alert.CERTIFICATE_EXPIRED, "6.2", "certificate is expired or not yet valid"),
    CERTIFICATE_UNTRUSTED(UNKNOWN_CA, "6.2", "no trusted certificate authority stands behind the certificate"),
    CERTIFICATE_SIGNATURE_BAD(Alert.BAD_CERTIFICATE, "4.5.1.3",
            "certificate whose signature is wrong, or made with a broken hash"),
    CERTIFICATE_ALGORITHM_REFUSED(UNSUPPORTED_CERTIFICATE, "4.5.1.2",
            "certificate with a key or signature of a kind that is not permitted"),
    CERTIFICATE_REJECTED(CERTIFICATE_UNKNOWN, "6.2", "certificate is not accepted"),
    CERTIFICATE_STATUS_BAD(BAD_CERTIFICATE_STATUS_RESPONSE, "RFC 6066 8",
            "certificate status response is not acceptable"),
    CERTIFICATE_COMPRESSION_BAD(Alert.BAD_CERTIFICATE, "RFC 8879 4",
            "compressed certificate does not decompress as announced"),
    CONTEXT_WRONG(ILLEGAL_PARAMETER, "4.5.1", "certificate_request_context that was not sent"),

    // Ends
    PEER_ALERT(null, "6.2", "Received fatal alert"),
    PEER_CLOSED_EARLY(null, "6.1", "peer closed the connection during the handshake"),
    TRUNCATED(null, "6.1", "connection ended without close_notify"),
    INTERNAL(INTERNAL_ERROR, "6.2", "internal failure"),
    CANCELLED(Alert.USER_CANCELED, "6.1", "handshake given up by this side");

    private final @Nullable Alert alert;
    private final String section;
    private final String sentence;

    Fault(@Nullable Alert alert, String section, String sentence) {
        this.alert = alert;
        this.section = section;
        this.sentence = sentence;
    }

    /** The alert to send, or null where none is sent because the peer has ended the connection. */
    public @Nullable Alert alert() {
        return alert;
    }

    /** Where the rule stands: a section of RFC 9846, or another RFC's number and section. */
    public String section() {
        return section.startsWith("RFC") ? section : "RFC 9846 " + section;
    }

    /** What happened, in a few words. */
    public String sentence() {
        return sentence;
    }
}
