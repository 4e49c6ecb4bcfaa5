package dev.handfast.message;

import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/** The server waits for the client (TLS 1.2, RFC 5246 section 7.4.5). */
public record ServerHelloDone() implements HandshakeMessage {

    // struct { } ServerHelloDone;

    static ServerHelloDone read(WireReader in) {
        return new ServerHelloDone();
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO_DONE;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
