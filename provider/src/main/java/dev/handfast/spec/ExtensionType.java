package dev.handfast.spec;

import org.jspecify.annotations.Nullable;

/** The type of an extension (RFC 9846 section 4.3, RFC 5246 section 7.4.1.4 and the RFCs each constant names). */
public final class ExtensionType extends CodePoint {

    private static final Registry<ExtensionType> KNOWN = new Registry<>();

    /** RFC 6066 section 3 */
    public static final ExtensionType SERVER_NAME = known(0, "server_name");
    /** RFC 6066 section 4 */
    public static final ExtensionType MAX_FRAGMENT_LENGTH = known(1, "max_fragment_length");
    /** RFC 6066 section 8 */
    public static final ExtensionType STATUS_REQUEST = known(5, "status_request");
    /** RFC 9846 section 4.3.7, RFC 8422 section 5.1.1 */
    public static final ExtensionType SUPPORTED_GROUPS = known(10, "supported_groups");
    /** RFC 8422 section 5.1.2 */
    public static final ExtensionType EC_POINT_FORMATS = known(11, "ec_point_formats");
    /** RFC 9846 section 4.3.3 */
    public static final ExtensionType SIGNATURE_ALGORITHMS = known(13, "signature_algorithms");
    /** RFC 7301 */
    public static final ExtensionType ALPN = known(16, "application_layer_protocol_negotiation");
    /** RFC 6961 */
    public static final ExtensionType STATUS_REQUEST_V2 = known(17, "status_request_v2");
    /** RFC 6962 */
    public static final ExtensionType SIGNED_CERTIFICATE_TIMESTAMP = known(18, "signed_certificate_timestamp");
    /** RFC 7685 */
    public static final ExtensionType PADDING = known(21, "padding");
    /** RFC 7366 section 2 */
    public static final ExtensionType ENCRYPT_THEN_MAC = known(22, "encrypt_then_mac");
    /** RFC 7627 */
    public static final ExtensionType EXTENDED_MASTER_SECRET = known(23, "extended_master_secret");
    /** RFC 8879 */
    public static final ExtensionType COMPRESS_CERTIFICATE = known(27, "compress_certificate");
    /** RFC 8449 */
    public static final ExtensionType RECORD_SIZE_LIMIT = known(28, "record_size_limit");
    /** RFC 5077 */
    public static final ExtensionType SESSION_TICKET = known(35, "session_ticket");
    /** RFC 9846 section 4.3.11 */
    public static final ExtensionType PRE_SHARED_KEY = known(41, "pre_shared_key");
    /** RFC 9846 section 4.3.10 */
    public static final ExtensionType EARLY_DATA = known(42, "early_data");
    /** RFC 9846 section 4.3.1 */
    public static final ExtensionType SUPPORTED_VERSIONS = known(43, "supported_versions");
    /** RFC 9846 section 4.3.2 */
    public static final ExtensionType COOKIE = known(44, "cookie");
    /** RFC 9846 section 4.3.9 */
    public static final ExtensionType PSK_KEY_EXCHANGE_MODES = known(45, "psk_key_exchange_modes");
    /** RFC 9846 section 4.3.4 */
    public static final ExtensionType CERTIFICATE_AUTHORITIES = known(47, "certificate_authorities");
    /** RFC 9846 section 4.3.5 */
    public static final ExtensionType OID_FILTERS = known(48, "oid_filters");
    /** RFC 9846 section 4.3.6 */
    public static final ExtensionType POST_HANDSHAKE_AUTH = known(49, "post_handshake_auth");
    /** RFC 9846 section 4.3.3 */
    public static final ExtensionType SIGNATURE_ALGORITHMS_CERT = known(50, "signature_algorithms_cert");
    /** RFC 9846 section 4.3.8 */
    public static final ExtensionType KEY_SHARE = known(51, "key_share");
    /** RFC 5746 */
    public static final ExtensionType RENEGOTIATION_INFO = known(0xff01, "renegotiation_info");

    private ExtensionType(int value, @Nullable String name) {
        super(value, name);
    }

    /** The type with a value, known or not. */
    public static ExtensionType of(int value) {
        ExtensionType known = KNOWN.get(value);
        return known != null ? known : new ExtensionType(value, null);
    }

    private static ExtensionType known(int value, String name) {
        return KNOWN.add(new ExtensionType(value, name));
    }
}
