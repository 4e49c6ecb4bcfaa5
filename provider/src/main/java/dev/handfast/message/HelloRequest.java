package dev.handfast.message;

import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/** The server asks for a new handshake (TLS 1.2, RFC 5246 section 7.4.1.1). In no transcript. */
public record HelloRequest() implements HandshakeMessage {

    // struct { } HelloRequest;

    static HelloRequest read(WireReader in) {
        return new HelloRequest();
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.HELLO_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
