package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * A ticket to resume by in TLS 1.2 (RFC 5077 section 3.3).
 *
 * @param lifetimeHint seconds, 0 to 2^32-1; 0: no hint
 * @param ticket 0 to 65535 bytes; empty: the server gives none after all
 */
public record NewSessionTicket12(long lifetimeHint, Opaque ticket) implements HandshakeMessage {

    // struct {
    //     uint32 ticket_lifetime_hint;
    //     opaque ticket<0..2^16-1>;
    // } NewSessionTicket;

    public NewSessionTicket12 {
        Ranges.u32(lifetimeHint, "ticket_lifetime_hint");
        Ranges.length(ticket, 0, 0xffff, "ticket");
    }

    static NewSessionTicket12 read(WireReader in) throws MalformedInput {
        return new NewSessionTicket12(in.u32(), in.opaque16());
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.NEW_SESSION_TICKET;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u32(lifetimeHint).opaque16(ticket);
    }
}
