package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/** Early data is offered (ClientHello) or taken (EncryptedExtensions) (RFC 9846 section 4.3.10). */
public record EarlyData() implements Extension {

    // struct {} Empty;

    static EarlyData read(WireReader in) {
        return new EarlyData();
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.EARLY_DATA;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
