package dev.handfast.message.ext;

/**
 * The message an extension stands in, as far as it decides its syntax: hellos of TLS 1.2 and 1.3 differ,
 * HelloRetryRequest is a ServerHello with rules of its own (RFC 9846 section 4.3).
 */
public enum ExtensionContext {
    /** A ClientHello of either version. */
    CLIENT_HELLO("ClientHello"),
    /** A ServerHello without supported_versions. */
    SERVER_HELLO_12("ServerHello of TLS 1.2"),
    /** A ServerHello with supported_versions. */
    SERVER_HELLO_13("ServerHello of TLS 1.3"),
    /** A ServerHello with the random of RFC 9846 section 4.2.3. */
    HELLO_RETRY_REQUEST("HelloRetryRequest"),
    /** TLS 1.3 only. */
    ENCRYPTED_EXTENSIONS("EncryptedExtensions"),
    /** One entry of a TLS 1.3 Certificate. */
    CERTIFICATE_13("Certificate"),
    /** TLS 1.3; the message has no extensions in 1.2. */
    CERTIFICATE_REQUEST_13("CertificateRequest"),
    /** TLS 1.3; the message has no extensions in 1.2. */
    NEW_SESSION_TICKET_13("NewSessionTicket");

    private final String message;

    ExtensionContext(String message) {
        this.message = message;
    }

    /** The message's name, for people. */
    @Override
    public String toString() {
        return message;
    }
}
