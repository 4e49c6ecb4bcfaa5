package dev.handfast.message.ext;

import static dev.handfast.message.ext.ExtensionContext.*;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;

/**
 * Which extension may stand in which message, and how its body reads there: the table of RFC 9846 section 4.3 (with RFC
 * 9846 sections 4.4.1 and 9.2 and appendix E.5), and what the RFCs of TLS 1.2 say of its ServerHello. A type without
 * any row is unknown here and may stand anywhere.
 */
public final class ExtensionRules {

    /** What a body may be, with its type and where it stands. */
    enum Body {
        SERVER_NAMES(ExtensionType.SERVER_NAME, CLIENT_HELLO),
        SERVER_NAME_ACK(ExtensionType.SERVER_NAME, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS),
        // For authenticators of RFC 9261, in which a client may be asked for a server's certificate.
        SERVER_NAMES_ASKED(ExtensionType.SERVER_NAME, CERTIFICATE_REQUEST_13),
        MAX_FRAGMENT_LENGTH(ExtensionType.MAX_FRAGMENT_LENGTH, CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS),
        STATUS_REQUEST(ExtensionType.STATUS_REQUEST, CLIENT_HELLO),
        STATUS_REQUEST_ACK(ExtensionType.STATUS_REQUEST, SERVER_HELLO_12, CERTIFICATE_REQUEST_13),
        CERTIFICATE_STATUS_ENTRY(ExtensionType.STATUS_REQUEST, CERTIFICATE_13),
        // No RFC has it in a ServerHello, but BIG-IP sends it there; BoringSSL and OpenSSL pass over it too.
        SUPPORTED_GROUPS(ExtensionType.SUPPORTED_GROUPS, CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS),
        EC_POINT_FORMATS(ExtensionType.EC_POINT_FORMATS, CLIENT_HELLO, SERVER_HELLO_12),
        SIGNATURE_ALGORITHMS(ExtensionType.SIGNATURE_ALGORITHMS, CLIENT_HELLO, CERTIFICATE_REQUEST_13),
        ALPN(ExtensionType.ALPN, CLIENT_HELLO),
        CHOSEN_ALPN(ExtensionType.ALPN, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS),
        STATUS_REQUEST_V2(ExtensionType.STATUS_REQUEST_V2, CLIENT_HELLO),
        STATUS_REQUEST_V2_ACK(ExtensionType.STATUS_REQUEST_V2, SERVER_HELLO_12),
        TIMESTAMPS_REQUEST(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP, CLIENT_HELLO, CERTIFICATE_REQUEST_13),
        SIGNED_CERTIFICATE_TIMESTAMPS(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP, SERVER_HELLO_12, CERTIFICATE_13),
        PADDING(ExtensionType.PADDING, CLIENT_HELLO),
        ENCRYPT_THEN_MAC(ExtensionType.ENCRYPT_THEN_MAC, CLIENT_HELLO, SERVER_HELLO_12),
        EXTENDED_MASTER_SECRET(ExtensionType.EXTENDED_MASTER_SECRET, CLIENT_HELLO, SERVER_HELLO_12),
        COMPRESS_CERTIFICATE(ExtensionType.COMPRESS_CERTIFICATE, CLIENT_HELLO, CERTIFICATE_REQUEST_13),
        RECORD_SIZE_LIMIT(ExtensionType.RECORD_SIZE_LIMIT, CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS),
        SESSION_TICKET(ExtensionType.SESSION_TICKET, CLIENT_HELLO),
        SESSION_TICKET_ACK(ExtensionType.SESSION_TICKET, SERVER_HELLO_12),
        PRE_SHARED_KEYS(ExtensionType.PRE_SHARED_KEY, CLIENT_HELLO),
        SELECTED_PSK(ExtensionType.PRE_SHARED_KEY, SERVER_HELLO_13),
        EARLY_DATA(ExtensionType.EARLY_DATA, CLIENT_HELLO, ENCRYPTED_EXTENSIONS),
        EARLY_DATA_LIMIT(ExtensionType.EARLY_DATA, NEW_SESSION_TICKET_13),
        SUPPORTED_VERSIONS(ExtensionType.SUPPORTED_VERSIONS, CLIENT_HELLO),
        SELECTED_VERSION(ExtensionType.SUPPORTED_VERSIONS, SERVER_HELLO_13, HELLO_RETRY_REQUEST),
        COOKIE(ExtensionType.COOKIE, CLIENT_HELLO, HELLO_RETRY_REQUEST),
        PSK_MODES(ExtensionType.PSK_KEY_EXCHANGE_MODES, CLIENT_HELLO),
        CERTIFICATE_AUTHORITIES(ExtensionType.CERTIFICATE_AUTHORITIES, CLIENT_HELLO, CERTIFICATE_REQUEST_13),
        OID_FILTERS(ExtensionType.OID_FILTERS, CERTIFICATE_REQUEST_13),
        POST_HANDSHAKE_AUTH(ExtensionType.POST_HANDSHAKE_AUTH, CLIENT_HELLO),
        SIGNATURE_ALGORITHMS_CERT(ExtensionType.SIGNATURE_ALGORITHMS_CERT, CLIENT_HELLO, CERTIFICATE_REQUEST_13),
        KEY_SHARES(ExtensionType.KEY_SHARE, CLIENT_HELLO),
        SERVER_KEY_SHARE(ExtensionType.KEY_SHARE, SERVER_HELLO_13),
        RETRY_KEY_SHARE(ExtensionType.KEY_SHARE, HELLO_RETRY_REQUEST),
        RENEGOTIATION_INFO(ExtensionType.RENEGOTIATION_INFO, CLIENT_HELLO, SERVER_HELLO_12);

        private final ExtensionType type;
        private final ExtensionContext[] contexts;

        Body(ExtensionType type, ExtensionContext... contexts) {
            this.type = type;
            this.contexts = contexts;
        }

        /** Reads one body; whoever calls it sees to it that no byte is left. */
        Extension read(WireReader in) throws MalformedInput, TlsFault {
            // Not a lambda in each constant: a JVM would link all of them for the first message.
            return switch (this) {
                case SERVER_NAMES, SERVER_NAMES_ASKED -> ServerNames.read(in);
                case SERVER_NAME_ACK -> ServerNameAck.read(in);
                case MAX_FRAGMENT_LENGTH -> MaxFragmentLength.read(in);
                case STATUS_REQUEST -> StatusRequest.read(in);
                case STATUS_REQUEST_ACK -> StatusRequestAck.read(in);
                case CERTIFICATE_STATUS_ENTRY -> CertificateStatusEntry.read(in);
                case SUPPORTED_GROUPS -> SupportedGroups.read(in);
                case EC_POINT_FORMATS -> EcPointFormats.read(in);
                case SIGNATURE_ALGORITHMS -> SignatureAlgorithms.read(in);
                case ALPN -> Alpn.read(in);
                case CHOSEN_ALPN -> Alpn.readChosen(in);
                case STATUS_REQUEST_V2 -> StatusRequestV2.read(in);
                case STATUS_REQUEST_V2_ACK -> StatusRequestV2Ack.read(in);
                case TIMESTAMPS_REQUEST -> SignedCertificateTimestamps.readRequest(in);
                case SIGNED_CERTIFICATE_TIMESTAMPS -> SignedCertificateTimestamps.read(in);
                case PADDING -> Padding.read(in);
                case ENCRYPT_THEN_MAC -> EncryptThenMac.read(in);
                case EXTENDED_MASTER_SECRET -> ExtendedMasterSecret.read(in);
                case COMPRESS_CERTIFICATE -> CompressCertificate.read(in);
                case RECORD_SIZE_LIMIT -> RecordSizeLimit.read(in);
                case SESSION_TICKET -> SessionTicket.read(in);
                case SESSION_TICKET_ACK -> SessionTicket.readAck(in);
                case PRE_SHARED_KEYS -> PreSharedKeys.read(in);
                case SELECTED_PSK -> SelectedPsk.read(in);
                case EARLY_DATA -> EarlyData.read(in);
                case EARLY_DATA_LIMIT -> EarlyDataLimit.read(in);
                case SUPPORTED_VERSIONS -> SupportedVersions.read(in);
                case SELECTED_VERSION -> SelectedVersion.read(in);
                case COOKIE -> Cookie.read(in);
                case PSK_MODES -> PskModes.read(in);
                case CERTIFICATE_AUTHORITIES -> CertificateAuthorities.read(in);
                case OID_FILTERS -> OidFilters.read(in);
                case POST_HANDSHAKE_AUTH -> PostHandshakeAuth.read(in);
                case SIGNATURE_ALGORITHMS_CERT -> SignatureAlgorithmsCert.read(in);
                case KEY_SHARES -> KeyShares.read(in);
                case SERVER_KEY_SHARE -> ServerKeyShare.read(in);
                case RETRY_KEY_SHARE -> RetryKeyShare.read(in);
                case RENEGOTIATION_INFO -> RenegotiationInfo.read(in);
            };
        }
    }

    /** Types below this have a place of their own in the table; renegotiation_info (0xff01) takes the place behind. */
    private static final int DENSE = 64;

    private static final int CONTEXTS = ExtensionContext.values().length;

    private static final Body[][] TABLE = new Body[DENSE + 1][];

    static {
        for (Body body : Body.values()) {
            int place = place(body.type);
            if (TABLE[place] == null) {
                TABLE[place] = new Body[CONTEXTS];
            }
            for (ExtensionContext context : body.contexts) {
                TABLE[place][context.ordinal()] = body;
            }
        }
    }

    private ExtensionRules() {
    }

    /** Whether an extension may stand in a message. True for every unknown type. */
    public static boolean mayAppear(ExtensionType type, ExtensionContext context) {
        return !knows(type) || body(type, context) != null;
    }

    /** Whether there is any rule for a type; without one its body is carried unread. */
    public static boolean knows(ExtensionType type) {
        int place = place(type);
        return place >= 0 && TABLE[place] != null;
    }

    /** A type's body in a message, or null if a known type may not stand there. Only for types it {@link #knows}. */
    static Body body(ExtensionType type, ExtensionContext context) {
        return TABLE[place(type)][context.ordinal()];
    }

    private static int place(ExtensionType type) {
        int value = type.value();
        if (value < DENSE) {
            return value;
        }
        return value == ExtensionType.RENEGOTIATION_INFO.value() ? DENSE : -1;
    }
}
