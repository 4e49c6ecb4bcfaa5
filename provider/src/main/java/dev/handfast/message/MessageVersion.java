package dev.handfast.message;

/** How far version negotiation has come, as it decides which messages there are and how they read. */
public enum MessageVersion {
    /** Before the version is known: ClientHello, ServerHello, HelloRetryRequest, HelloRequest. */
    HELLO("a handshake whose version is open"),
    /** TLS 1.2: RFC 5246 section 7.4. */
    TLS12("TLS 1.2"),
    /** TLS 1.3: RFC 9846 section 4. */
    TLS13("TLS 1.3");

    private final String name;

    MessageVersion(String name) {
        this.name = name;
    }

    /** For people. */
    @Override
    public String toString() {
        return name;
    }
}
