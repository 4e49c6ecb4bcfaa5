package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * Bytes that only make a ClientHello longer (RFC 7685 section 3). What they hold is the client's mistake if not zeros,
 * and is not looked at.
 *
 * @param length bytes, 0 to 65535
 */
public record Padding(int length) implements Extension {

    // opaque zeros, as many as the extension is long

    public Padding {
        Ranges.u16(length, "padding");
    }

    static Padding read(WireReader in) {
        return new Padding(in.rest().length());
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.PADDING;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(new byte[length]);
    }
}
