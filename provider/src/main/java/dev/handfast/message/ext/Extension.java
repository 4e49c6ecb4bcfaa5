package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireWriter;

/**
 * One extension of a handshake message (RFC 9846 section 4.3), parsed: what its syntax allows is in its type, so nobody
 * asks again. Immutable, compared by content.
 */
public sealed interface Extension permits
        Alpn, CertificateAuthorities, CertificateStatusEntry, CompressCertificate, Cookie, EarlyData, EarlyDataLimit,
        EcPointFormats, EncryptThenMac, ExtendedMasterSecret, KeyShares, MaxFragmentLength, Misplaced, OidFilters,
        Padding, PostHandshakeAuth, PreSharedKeys, PskModes, RecordSizeLimit, RenegotiationInfo, RetryKeyShare,
        SelectedPsk,
        SelectedVersion, ServerKeyShare, ServerNameAck, ServerNames, SessionTicket, SignatureAlgorithms,
        SignatureAlgorithmsCert, SignedCertificateTimestamps, StatusRequest, StatusRequestAck, StatusRequestV2,
        StatusRequestV2Ack, SupportedGroups, SupportedVersions, Unknown {

    /** The type that stands before it on the wire. */
    ExtensionType type();

    /**
     * Writes the body, without type and length.
     *
     * @throws IllegalStateException if a vector is longer than its length prefix can say
     */
    void writeBody(WireWriter out);
}
