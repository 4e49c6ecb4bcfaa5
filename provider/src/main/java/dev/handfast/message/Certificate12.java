package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * A peer's certificates in TLS 1.2, its own first (RFC 5246 section 7.4.2).
 *
 * @param chain certificates in DER, none of them empty; the list is empty if a client has none
 */
public record Certificate12(List<Opaque> chain) implements HandshakeMessage {

    // opaque ASN.1Cert<1..2^24-1>;
    // struct {
    //     ASN.1Cert certificate_list<0..2^24-1>;
    // } Certificate;

    public Certificate12 {
        chain = Ranges.lengths(chain, 1, 0xffffff, "certificate");
    }

    static Certificate12 read(WireReader in) throws MalformedInput {
        return new Certificate12(Vectors.opaques24(in.vec24("certificate_list")));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open24();
        for (Opaque certificate : chain) {
            out.opaque24(certificate);
        }
        out.close(mark);
    }
}
