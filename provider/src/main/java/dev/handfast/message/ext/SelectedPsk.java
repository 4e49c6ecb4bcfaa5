package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * Which of the offered pre-shared keys the server took (RFC 9846 section 4.3.11).
 *
 * @param index from 0
 */
public record SelectedPsk(int index) implements Extension {

    // uint16 selected_identity;

    public SelectedPsk {
        Ranges.u16(index, "selected_identity");
    }

    static SelectedPsk read(WireReader in) throws MalformedInput {
        return new SelectedPsk(in.u16());
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.PRE_SHARED_KEY;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(index);
    }
}
