package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * A TLS 1.2 server asks for the client's certificate (RFC 5246 section 7.4.4).
 *
 * @param types ClientCertificateType, a byte each, at least one
 * @param schemes what the server verifies, best first, at least one, unknown ones kept
 * @param authorities distinguished names in DER; empty: any
 */
public record CertificateRequest12(Opaque types, List<SignatureScheme> schemes, List<Opaque> authorities)
        implements
            HandshakeMessage {

    // struct {
    //     ClientCertificateType certificate_types<1..2^8-1>;
    //     SignatureAndHashAlgorithm supported_signature_algorithms<2..2^16-2>;
    //     DistinguishedName certificate_authorities<0..2^16-1>;
    // } CertificateRequest;

    /** ClientCertificateType rsa_sign. */
    public static final int RSA_SIGN = 1;
    /** ClientCertificateType ecdsa_sign, which stands for EdDSA too (RFC 8422 section 5.5). */
    public static final int ECDSA_SIGN = 64;

    public CertificateRequest12 {
        Ranges.length(types, 1, 0xff, "certificate_types");
        schemes = Ranges.size(schemes, 1, 0x7fff, "supported_signature_algorithms");
        authorities = Ranges.lengths(authorities, 1, 0xffff, "distinguished name");
    }

    static CertificateRequest12 read(WireReader in) throws MalformedInput {
        Opaque types = Vectors.nonEmpty(in.opaque8(), in);
        List<SignatureScheme> schemes = Vectors.codes(in.vec16("supported_signature_algorithms"), SignatureScheme::of);
        List<Opaque> authorities = Vectors.opaques16(in.vec16("certificate_authorities"));
        return new CertificateRequest12(types, schemes, authorities);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(types);
        int mark = out.open16();
        for (SignatureScheme scheme : schemes) {
            out.u16(scheme.value());
        }
        out.close(mark);
        Vectors.writeOpaques16(out, authorities);
    }
}
