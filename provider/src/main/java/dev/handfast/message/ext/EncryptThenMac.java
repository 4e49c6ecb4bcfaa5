package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/** CBC suites encrypt first and authenticate the ciphertext: offered or taken up (RFC 7366 section 2). */
public record EncryptThenMac() implements Extension {

    // Empty.

    static EncryptThenMac read(WireReader in) {
        return new EncryptThenMac();
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.ENCRYPT_THEN_MAC;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
