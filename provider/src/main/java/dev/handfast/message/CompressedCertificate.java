package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * A TLS 1.3 Certificate made smaller (RFC 8879 section 4).
 *
 * @param algorithm CertificateCompressionAlgorithm, 0 to 65535
 * @param uncompressedLength bytes of the Certificate's body, 0 to 2^24-1, as announced: not to be believed
 * @param compressed at least one byte
 */
public record CompressedCertificate(int algorithm, int uncompressedLength, Opaque compressed)
        implements
            HandshakeMessage {

    // struct {
    //     CertificateCompressionAlgorithm algorithm;
    //     uint24 uncompressed_length;
    //     opaque compressed_certificate_message<1..2^24-1>;
    // } CompressedCertificate;

    public CompressedCertificate {
        Ranges.u16(algorithm, "compression algorithm");
        Ranges.u24(uncompressedLength, "uncompressed_length");
        Ranges.length(compressed, 1, 0xffffff, "compressed_certificate_message");
    }

    static CompressedCertificate read(WireReader in) throws MalformedInput {
        return new CompressedCertificate(in.u16(), in.u24(), Vectors.nonEmpty(in.opaque24(), in));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.COMPRESSED_CERTIFICATE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(algorithm).u24(uncompressedLength).opaque24(compressed);
    }
}
