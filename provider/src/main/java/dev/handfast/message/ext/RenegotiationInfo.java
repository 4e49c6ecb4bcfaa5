package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * Which handshake this one renews (RFC 5746 section 3.2); empty in a first handshake, and Handfast knows no other.
 *
 * @param verifyData 0 to 255 bytes
 */
public record RenegotiationInfo(Opaque verifyData) implements Extension {

    // struct {
    //     opaque renegotiated_connection<0..255>;
    // } RenegotiationInfo;

    /** Of a first handshake. */
    public static final RenegotiationInfo INITIAL = new RenegotiationInfo(Opaque.EMPTY);

    public RenegotiationInfo {
        Ranges.length(verifyData, 0, 0xff, "renegotiated_connection");
    }

    static RenegotiationInfo read(WireReader in) throws MalformedInput {
        return new RenegotiationInfo(in.opaque8());
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.RENEGOTIATION_INFO;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(verifyData);
    }
}
