package dev.handfast.message;

import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/** The client has sent all of its early data (TLS 1.3, RFC 9846 section 4.6). */
public record EndOfEarlyData() implements HandshakeMessage {

    // struct {} EndOfEarlyData;

    static EndOfEarlyData read(WireReader in) {
        return new EndOfEarlyData();
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.END_OF_EARLY_DATA;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
