package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/** The TLS 1.2 master secret covers the handshake: offered or taken up (RFC 7627 section 5.1). */
public record ExtendedMasterSecret() implements Extension {

    // Empty.

    static ExtendedMasterSecret read(WireReader in) {
        return new ExtendedMasterSecret();
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.EXTENDED_MASTER_SECRET;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
