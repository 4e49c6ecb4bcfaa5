package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * A TLS 1.2 ticket (RFC 5077 section 3.2): a ticket to resume by or nothing in a ClientHello, always empty in a
 * ServerHello.
 *
 * @param ticket the whole body, which has no length of its own
 */
public record SessionTicket(Opaque ticket) implements Extension {

    // opaque ticket<0..2^16-1>, without the length: the extension's own says it (RFC 5077 appendix A)

    /** Asks for a ticket, or announces one. */
    public static final SessionTicket EMPTY = new SessionTicket(Opaque.EMPTY);

    public SessionTicket {
        Ranges.length(ticket, 0, 0xffff, "session_ticket");
    }

    static SessionTicket read(WireReader in) {
        return new SessionTicket(in.rest());
    }

    static SessionTicket readAck(WireReader in) {
        return EMPTY;
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SESSION_TICKET;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(ticket);
    }
}
