package dev.handfast.spec;

/** Caps on everything a peer can drive, each with its origin. */
public final class Limits {

    /** Bytes of a record header (RFC 9846 section 5.1). */
    public static final int RECORD_HEADER = 5;

    /** Bytes of content in one record (RFC 9846 section 5.1). */
    public static final int PLAINTEXT = 1 << 14;

    /** Bytes of a protected TLS 1.3 record without its header (RFC 9846 section 5.2). */
    public static final int CIPHERTEXT_13 = PLAINTEXT + 256;

    /** Bytes of a protected TLS 1.2 record without its header (RFC 5246 section 6.2.3). */
    public static final int CIPHERTEXT_12 = PLAINTEXT + 2048;

    /** The least record_size_limit a peer may ask for (RFC 8449 section 4). */
    public static final int MIN_RECORD_SIZE_LIMIT = 64;

    /**
     * Bytes of a handshake message's body, unless its type has a cap of its own: OpenSSL takes 16 kB and more for
     * chains; SunJSSE's {@code jdk.tls.maxHandshakeMessageSize} is 32768. It bounds the items of every list in a
     * message too.
     */
    public static final int HANDSHAKE_MESSAGE = 1 << 15;

    /** Bytes of a Certificate message: a chain of ten post-quantum certificates with room to spare. */
    public static final int CERTIFICATE_MESSAGE = 1 << 18;

    /**
     * Certificates a peer may send: SunJSSE's {@code jdk.tls.maxCertificateChainLength} is 10 for clients and servers.
     */
    public static final int CERTIFICATE_CHAIN = 10;

    /**
     * How long the counts of what comes in a row go on: who sends no more than that in this time keeps nobody busy, and
     * connections may idle for days.
     */
    public static final int IN_A_ROW_MILLIS = 5_000;

    /** Records without content in a row (BoringSSL's kMaxEmptyRecords). */
    public static final int EMPTY_RECORDS = 32;

    /** Warning alerts in a row (BoringSSL's kMaxWarningAlerts). */
    public static final int WARNING_ALERTS = 4;

    /**
     * KeyUpdates in a row that nobody asked for and no application data pays for: BoringSSL's kMaxKeyUpdates is 32. As
     * many as these, answered, cost what three full handshakes cost (measured), which anybody may ask for. Each
     * {@link #PLAINTEXT} bytes that the peer sends pay for one.
     */
    public static final int KEY_UPDATES = 128;

    /**
     * Records that may be on their way at a time, and so the messages that data pays for in a row: what was sent longer
     * ago has been read, and answered if it ever will be. The largest buffers that Linux gives both ends by default
     * (tcp_wmem 4 MB, tcp_rmem 6 MB) hold 7,200 records of a TCP segment each, in the least time of a round trip.
     */
    public static final int ON_THEIR_WAY = 1 << 13;

    /** KeyUpdates that a side may send in a connection (RFC 9846 section 4.7.3); how many the peer sends is its own. */
    public static final long OWN_KEY_UPDATES = (1L << 48) - 1;

    /** Renegotiations in a row that a TLS 1.2 peer may ask for, all of them refused. */
    public static final int RENEGOTIATIONS = 32;

    /** HelloRequests a server may send into a TLS 1.2 handshake, which ignores them (RFC 5246 section 7.4.1.1). */
    public static final int HELLO_REQUESTS = 4;

    /** change_cipher_spec records one TLS 1.3 handshake may carry: one a peer, and one behind each hello of a retry. */
    public static final int CCS_13 = 3;

    /** Bits of a Diffie-Hellman prime that is accepted (RFC 7919 section 4; Logjam) and that bounds our work. */
    public static final int MIN_DH_BITS = 2048;

    /** See {@link #MIN_DH_BITS}; OpenSSL's OPENSSL_DH_MAX_MODULUS_BITS is 10000. */
    public static final int MAX_DH_BITS = 8192;

    /** Bytes of a cookie this side will echo: what fits a ClientHello of {@link #HANDSHAKE_MESSAGE} with the rest. */
    public static final int COOKIE = 1 << 14;

    /** Tickets taken from one TLS 1.3 connection; servers give one or two, OpenSSL at most as many as it is told. */
    public static final int TICKETS = 16;

    /**
     * NewSessionTickets in a row without application data, kept or not. Servers give one or two, ours ten at most.
     */
    public static final int TICKET_MESSAGES = 32;

    /** PSK identities of a ClientHello that are looked at; each may cost a decryption. Clients offer one or two. */
    public static final int PSK_IDENTITIES = 4;

    /**
     * Bytes of early data records that are skipped when none is accepted and no ticket of ours says how many may come
     * (RFC 9846 section 4.3.10); OpenSSL's recv_max_early_data is 16384.
     */
    public static final int EARLY_DATA_SKIPPED = 1 << 16;

    /**
     * Bytes that are read and dropped behind this side's last word, before the transport is closed: what a peer can
     * have sent that has not heard it, into the largest receive buffer that Linux gives by default (tcp_rmem).
     */
    public static final int IN_FLIGHT = 6 << 20;

    private Limits() {
    }
}
