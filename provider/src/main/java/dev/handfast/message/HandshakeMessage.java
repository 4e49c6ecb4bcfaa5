package dev.handfast.message;

import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.WireWriter;

/**
 * A handshake message (RFC 9846 section 4, RFC 5246 section 7.4), parsed. Immutable, compared by content;
 * {@link MessageCodecs} turns it to bytes and back.
 */
public sealed interface HandshakeMessage extends HandshakeInput permits
        Certificate12, Certificate13, CertificateRequest12, CertificateRequest13, CertificateStatus, CertificateVerify,
        ClientHello, ClientKeyExchange, CompressedCertificate, EncryptedExtensions, EndOfEarlyData, Finished,
        HelloRequest, HelloRetryRequest, KeyUpdate, NewSessionTicket12, NewSessionTicket13, ServerHello,
        ServerHelloDone, ServerKeyExchange {

    /** The type in its header. */
    HandshakeType type();

    /**
     * Writes the body, without the four bytes of type and length.
     *
     * @throws IllegalStateException if a vector is longer than its length prefix can say
     */
    void writeBody(WireWriter out);
}
