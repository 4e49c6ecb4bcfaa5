package dev.handfast.tls;

/**
 * Values that tie an authentication above TLS, such as SCRAM-PLUS, to this connection: both sides compute the same one,
 * and who stands in between with two connections does not. See {@link TlsConnection#channelBinding}.
 */
public enum ChannelBinding {

    /**
     * {@code tls-exporter} (RFC 9266): 32 bytes of keying material, for TLS 1.3, and for TLS 1.2 with
     * extended_master_secret. The context is empty, as RFC 9266 section 2 has it; in TLS 1.2 that is another value than
     * that of programs which export without a context.
     */
    TLS_EXPORTER("tls-exporter"),

    /**
     * {@code tls-server-end-point} (RFC 5929 section 4): the hash of the server's certificate, 28 to 64 bytes. The same
     * for all connections to servers with this certificate.
     */
    TLS_SERVER_END_POINT("tls-server-end-point"),

    /**
     * {@code tls-unique} (RFC 5929 section 3): the first Finished of the handshake, 12 bytes. TLS 1.2 with
     * extended_master_secret only, without which it is not unique (RFC 7627 section 1).
     */
    TLS_UNIQUE("tls-unique");

    private final String registeredName;

    ChannelBinding(String registeredName) {
        this.registeredName = registeredName;
    }

    /**
     * The name in IANA's registry of channel-binding types, by which SASL and GS2 call it.
     *
     * @return such as {@code tls-exporter}
     */
    public String registeredName() {
        return registeredName;
    }
}
