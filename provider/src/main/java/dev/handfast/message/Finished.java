package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * The proof that both sides saw the same handshake (RFC 9846 section 4.5.3, RFC 5246 section 7.4.9).
 *
 * @param verifyData all of the body; how long it must be, the hash says
 */
public record Finished(Opaque verifyData) implements HandshakeMessage {

    // struct {
    //     opaque verify_data[Hash.length];        12 bytes in TLS 1.2
    // } Finished;

    public Finished {
        Ranges.length(verifyData, 0, 0xffffff, "verify_data");
    }

    static Finished read(WireReader in) {
        return new Finished(in.rest());
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.FINISHED;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(verifyData);
    }
}
