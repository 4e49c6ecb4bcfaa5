package dev.handfast.message;

import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * The sender's next records are under new keys (TLS 1.3, RFC 9846 section 4.7.3).
 *
 * @param requested whether the receiver is to change its own too
 */
public record KeyUpdate(boolean requested) implements HandshakeMessage {

    // enum { update_not_requested(0), update_requested(1), (255) } KeyUpdateRequest;
    // struct {
    //     KeyUpdateRequest request_update;
    // } KeyUpdate;

    static KeyUpdate read(WireReader in) throws MalformedInput, TlsFault {
        int request = in.u8();
        if (request > 1) {
            // RFC 9846 section 4.7.3: any other value: "terminate the connection with an "illegal_parameter" alert"
            throw new TlsFault(Fault.PARAMETER_ILLEGAL, "KeyUpdate: expected a request of 0 or 1, came " + request);
        }
        return new KeyUpdate(request == 1);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.KEY_UPDATE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(requested ? 1 : 0);
    }
}
