package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * A signature over the handshake (RFC 9846 section 4.5.2, RFC 5246 section 7.4.8).
 *
 * @param scheme known or not
 * @param signature 0 to 65535 bytes
 */
public record CertificateVerify(SignatureScheme scheme, Opaque signature) implements HandshakeMessage {

    // struct {
    //     SignatureScheme algorithm;
    //     opaque signature<0..2^16-1>;
    // } CertificateVerify;

    public CertificateVerify {
        Objects.requireNonNull(scheme);
        Ranges.length(signature, 0, 0xffff, "signature");
    }

    static CertificateVerify read(WireReader in) throws MalformedInput {
        return new CertificateVerify(SignatureScheme.of(in.u16()), in.opaque16());
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_VERIFY;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(scheme.value()).opaque16(signature);
    }
}
