package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * The server's point on a named curve (RFC 8422 section 5.4). Explicit curves are not read: RFC 8422 forbids them.
 *
 * @param group known or not
 * @param point 1 to 255 bytes
 * @param scheme known or not
 * @param signature 0 to 65535 bytes
 */
public record EcdheServerKeyExchange(NamedGroup group, Opaque point, SignatureScheme scheme, Opaque signature)
        implements
            ServerKeyExchange {

    // struct {
    //     ECCurveType curve_type;                 named_curve(3)
    //     NamedCurve namedcurve;
    //     opaque point<1..2^8-1>;
    // } ServerECDHParams;

    static final int NAMED_CURVE = 3;

    public EcdheServerKeyExchange {
        Objects.requireNonNull(group);
        Ranges.length(point, 1, 0xff, "point");
        Objects.requireNonNull(scheme);
        Ranges.length(signature, 0, 0xffff, "signature");
    }

    static EcdheServerKeyExchange read(WireReader in) throws MalformedInput {
        int curveType = in.u8();
        if (curveType != NAMED_CURVE) {
            throw new MalformedInput("ServerKeyExchange: expected named_curve(3), came curve type " + curveType);
        }
        NamedGroup group = NamedGroup.of(in.u16());
        Opaque point = Vectors.nonEmpty(in.opaque8(), in);
        return new EcdheServerKeyExchange(group, point, SignatureScheme.of(in.u16()), in.opaque16());
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
        out.u8(NAMED_CURVE).u16(group.value()).opaque8(point);
    }
}
