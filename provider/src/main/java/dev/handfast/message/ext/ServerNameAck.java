package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * A server says that it used the name: an empty server_name in ServerHello or EncryptedExtensions (RFC 6066
 * section 3, RFC 9846 section 4.4.1).
 */
public record ServerNameAck() implements Extension {

    // Empty.

    static ServerNameAck read(WireReader in) {
        return new ServerNameAck();
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SERVER_NAME;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
