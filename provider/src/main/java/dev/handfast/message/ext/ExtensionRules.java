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

    /** Reads one body; whoever calls it sees to it that no byte is left. */
    @FunctionalInterface
    interface BodyReader {
        Extension read(WireReader in) throws MalformedInput, TlsFault;
    }

    /** Types below this have a place of their own in the table; renegotiation_info (0xff01) takes the place behind. */
    private static final int DENSE = 64;

    private static final int CONTEXTS = ExtensionContext.values().length;

    private static final BodyReader[][] TABLE = new BodyReader[DENSE + 1][];

    static {
        row(ExtensionType.SERVER_NAME, ServerNames::read, CLIENT_HELLO);
        row(ExtensionType.SERVER_NAME, ServerNameAck::read, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        row(ExtensionType.MAX_FRAGMENT_LENGTH, MaxFragmentLength::read,
                CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        row(ExtensionType.STATUS_REQUEST, StatusRequest::read, CLIENT_HELLO);
        row(ExtensionType.STATUS_REQUEST, StatusRequestAck::read, SERVER_HELLO_12, CERTIFICATE_REQUEST_13);
        row(ExtensionType.STATUS_REQUEST, CertificateStatusEntry::read, CERTIFICATE_13);
        // No RFC has it in a ServerHello, but BIG-IP sends it there; BoringSSL and OpenSSL pass over it too.
        row(ExtensionType.SUPPORTED_GROUPS, SupportedGroups::read,
                CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        row(ExtensionType.EC_POINT_FORMATS, EcPointFormats::read, CLIENT_HELLO, SERVER_HELLO_12);
        row(ExtensionType.SIGNATURE_ALGORITHMS, SignatureAlgorithms::read, CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        row(ExtensionType.ALPN, Alpn::read, CLIENT_HELLO);
        row(ExtensionType.ALPN, Alpn::readChosen, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        row(ExtensionType.STATUS_REQUEST_V2, StatusRequestV2::read, CLIENT_HELLO);
        row(ExtensionType.STATUS_REQUEST_V2, StatusRequestV2Ack::read, SERVER_HELLO_12);
        row(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP, SignedCertificateTimestamps::readRequest,
                CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        row(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP, SignedCertificateTimestamps::read,
                SERVER_HELLO_12, CERTIFICATE_13);
        row(ExtensionType.PADDING, Padding::read, CLIENT_HELLO);
        row(ExtensionType.ENCRYPT_THEN_MAC, EncryptThenMac::read, CLIENT_HELLO, SERVER_HELLO_12);
        row(ExtensionType.EXTENDED_MASTER_SECRET, ExtendedMasterSecret::read, CLIENT_HELLO, SERVER_HELLO_12);
        row(ExtensionType.COMPRESS_CERTIFICATE, CompressCertificate::read, CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        row(ExtensionType.RECORD_SIZE_LIMIT, RecordSizeLimit::read,
                CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        row(ExtensionType.SESSION_TICKET, SessionTicket::read, CLIENT_HELLO);
        row(ExtensionType.SESSION_TICKET, SessionTicket::readAck, SERVER_HELLO_12);
        row(ExtensionType.PRE_SHARED_KEY, PreSharedKeys::read, CLIENT_HELLO);
        row(ExtensionType.PRE_SHARED_KEY, SelectedPsk::read, SERVER_HELLO_13);
        row(ExtensionType.EARLY_DATA, EarlyData::read, CLIENT_HELLO, ENCRYPTED_EXTENSIONS);
        row(ExtensionType.EARLY_DATA, EarlyDataLimit::read, NEW_SESSION_TICKET_13);
        row(ExtensionType.SUPPORTED_VERSIONS, SupportedVersions::read, CLIENT_HELLO);
        row(ExtensionType.SUPPORTED_VERSIONS, SelectedVersion::read, SERVER_HELLO_13, HELLO_RETRY_REQUEST);
        row(ExtensionType.COOKIE, Cookie::read, CLIENT_HELLO, HELLO_RETRY_REQUEST);
        row(ExtensionType.PSK_KEY_EXCHANGE_MODES, PskModes::read, CLIENT_HELLO);
        row(ExtensionType.CERTIFICATE_AUTHORITIES, CertificateAuthorities::read, CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        row(ExtensionType.OID_FILTERS, OidFilters::read, CERTIFICATE_REQUEST_13);
        row(ExtensionType.POST_HANDSHAKE_AUTH, PostHandshakeAuth::read, CLIENT_HELLO);
        row(ExtensionType.SIGNATURE_ALGORITHMS_CERT, SignatureAlgorithmsCert::read,
                CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        row(ExtensionType.KEY_SHARE, KeyShares::read, CLIENT_HELLO);
        row(ExtensionType.KEY_SHARE, ServerKeyShare::read, SERVER_HELLO_13);
        row(ExtensionType.KEY_SHARE, RetryKeyShare::read, HELLO_RETRY_REQUEST);
        row(ExtensionType.RENEGOTIATION_INFO, RenegotiationInfo::read, CLIENT_HELLO, SERVER_HELLO_12);
    }

    private ExtensionRules() {
    }

    /** Whether an extension may stand in a message. True for every unknown type. */
    public static boolean mayAppear(ExtensionType type, ExtensionContext context) {
        return !knows(type) || reader(type, context) != null;
    }

    /** Whether there is any rule for a type; without one its body is carried unread. */
    public static boolean knows(ExtensionType type) {
        int place = place(type);
        return place >= 0 && TABLE[place] != null;
    }

    /** How a body reads in a message, or null if a known type may not stand there. Only for types it {@link #knows}. */
    static BodyReader reader(ExtensionType type, ExtensionContext context) {
        return TABLE[place(type)][context.ordinal()];
    }

    private static void row(ExtensionType type, BodyReader reader, ExtensionContext... contexts) {
        int place = place(type);
        if (TABLE[place] == null) {
            TABLE[place] = new BodyReader[CONTEXTS];
        }
        for (ExtensionContext context : contexts) {
            TABLE[place][context.ordinal()] = reader;
        }
    }

    private static int place(ExtensionType type) {
        int value = type.value();
        if (value < DENSE) {
            return value;
        }
        return value == ExtensionType.RENEGOTIATION_INFO.value() ? DENSE : -1;
    }
}
