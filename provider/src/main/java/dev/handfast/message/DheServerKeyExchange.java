package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * The server's public value in a finite field (RFC 5246 section 7.4.3). Whether the field is strong is for the
 * handshake to say.
 *
 * @param p the prime, big-endian, 1 to 65535 bytes
 * @param g the generator, the same
 * @param ys the public value, the same
 * @param scheme known or not
 * @param signature 0 to 65535 bytes
 */
public record DheServerKeyExchange(Opaque p, Opaque g, Opaque ys, SignatureScheme scheme, Opaque signature)
        implements
            ServerKeyExchange {

    // struct {
    //     opaque dh_p<1..2^16-1>;
    //     opaque dh_g<1..2^16-1>;
    //     opaque dh_Ys<1..2^16-1>;
    // } ServerDHParams;

    public DheServerKeyExchange {
        Ranges.length(p, 1, 0xffff, "dh_p");
        Ranges.length(g, 1, 0xffff, "dh_g");
        Ranges.length(ys, 1, 0xffff, "dh_Ys");
        Objects.requireNonNull(scheme);
        Ranges.length(signature, 0, 0xffff, "signature");
    }

    static DheServerKeyExchange read(WireReader in) throws MalformedInput {
        Opaque p = Vectors.nonEmpty(in.opaque16(), in);
        Opaque g = Vectors.nonEmpty(in.opaque16(), in);
        Opaque ys = Vectors.nonEmpty(in.opaque16(), in);
        return new DheServerKeyExchange(p, g, ys, SignatureScheme.of(in.u16()), in.opaque16());
    }

    @Override
    public void writeBody(WireWriter out) {
        writeParams(out);
        out.u16(scheme.value()).opaque16(signature);
    }

    @Override
    public byte[] signedParams() {
        WireWriter out = new WireWriter();
        writeParams(out);
        return out.toBytes();
    }

    private void writeParams(WireWriter out) {
        out.opaque16(p).opaque16(g).opaque16(ys);
    }
}
