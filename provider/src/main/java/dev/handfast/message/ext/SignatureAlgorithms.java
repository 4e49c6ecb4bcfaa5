package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * The schemes a peer verifies in handshake signatures, and in certificates unless signature_algorithms_cert says
 * otherwise, best first (RFC 9846 section 4.3.3, RFC 5246 section 7.4.1.4.1).
 *
 * @param schemes at least one, unknown ones kept
 */
public record SignatureAlgorithms(List<SignatureScheme> schemes) implements Extension {

    // struct {
    //     SignatureScheme supported_signature_algorithms<2..2^16-2>;
    // } SignatureSchemeList;

    public SignatureAlgorithms {
        schemes = Ranges.size(schemes, 1, 0x7fff, "signature_algorithms");
    }

    static SignatureAlgorithms read(WireReader in) throws MalformedInput {
        return new SignatureAlgorithms(Vectors.codes(in.vec16("signature_algorithms"), SignatureScheme::of));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SIGNATURE_ALGORITHMS;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open16();
        for (SignatureScheme scheme : schemes) {
            out.u16(scheme.value());
        }
        out.close(mark);
    }
}
