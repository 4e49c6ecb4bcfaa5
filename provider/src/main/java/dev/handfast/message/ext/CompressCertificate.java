package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * The compressions of Certificate messages a peer can undo (RFC 8879 section 3).
 *
 * @param algorithms 1 to 127 code points of two bytes, unknown ones kept
 */
public record CompressCertificate(List<Integer> algorithms) implements Extension {

    // struct {
    //     CertificateCompressionAlgorithm algorithms<2..2^8-2>;
    // } CertificateCompressionAlgorithms;

    public CompressCertificate {
        algorithms = Ranges.size(algorithms, 1, 127, "compress_certificate");
        for (int algorithm : algorithms) {
            Ranges.u16(algorithm, "compression algorithm");
        }
    }

    static CompressCertificate read(WireReader in) throws MalformedInput {
        return new CompressCertificate(Vectors.codes(in.vec8("compress_certificate"), Integer::valueOf));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.COMPRESS_CERTIFICATE;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open8();
        for (int algorithm : algorithms) {
            out.u16(algorithm);
        }
        out.close(mark);
    }
}
