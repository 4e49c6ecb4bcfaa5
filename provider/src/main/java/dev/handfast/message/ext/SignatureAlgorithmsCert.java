package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * The schemes a peer verifies in certificates, best first (RFC 9846 section 4.3.3).
 *
 * @param schemes at least one, unknown ones kept
 */
public record SignatureAlgorithmsCert(List<SignatureScheme> schemes) implements Extension {

    // struct {
    //     SignatureScheme supported_signature_algorithms<2..2^16-2>;
    // } SignatureSchemeList;

    public SignatureAlgorithmsCert {
        schemes = Ranges.size(schemes, 1, 0x7fff, "signature_algorithms_cert");
    }

    static SignatureAlgorithmsCert read(WireReader in) throws MalformedInput {
        return new SignatureAlgorithmsCert(Vectors.codes(in.vec16("signature_algorithms_cert"), SignatureScheme::of));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SIGNATURE_ALGORITHMS_CERT;
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
