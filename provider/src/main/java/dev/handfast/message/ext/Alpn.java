package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * Application protocols, best first in a ClientHello, the one chosen in a server's answer (RFC 7301 section 3.1).
 *
 * @param protocols at least one name of 1 to 255 bytes
 */
public record Alpn(List<Opaque> protocols) implements Extension {

    // opaque ProtocolName<1..2^8-1>;
    // struct {
    //     ProtocolName protocol_name_list<2..2^16-1>
    // } ProtocolNameList;

    public Alpn {
        Ranges.size(protocols, 1, 0x7fff, "application_layer_protocol_negotiation");
        protocols = Ranges.lengths(protocols, 1, 0xff, "application protocol");
    }

    static Alpn read(WireReader in) throws MalformedInput {
        WireReader list = in.vec16("application_layer_protocol_negotiation");
        Vectors.needsOne(list);
        return new Alpn(Vectors.opaques8(list));
    }

    static Alpn readChosen(WireReader in) throws MalformedInput {
        Alpn answer = read(in);
        // RFC 7301 section 3.1: a server's ProtocolNameList "MUST contain exactly one ProtocolName"
        if (answer.protocols.size() != 1) {
            throw new MalformedInput("application_layer_protocol_negotiation: expected one chosen protocol, came "
                    + answer.protocols.size());
        }
        return answer;
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.ALPN;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open16();
        for (Opaque protocol : protocols) {
            out.opaque8(protocol);
        }
        out.close(mark);
    }
}
