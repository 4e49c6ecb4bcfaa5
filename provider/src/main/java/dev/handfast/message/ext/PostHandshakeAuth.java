package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/** A client is ready to authenticate after the handshake (RFC 9846 section 4.3.6). */
public record PostHandshakeAuth() implements Extension {

    // struct {} PostHandshakeAuth;

    static PostHandshakeAuth read(WireReader in) {
        return new PostHandshakeAuth();
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.POST_HANDSHAKE_AUTH;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
