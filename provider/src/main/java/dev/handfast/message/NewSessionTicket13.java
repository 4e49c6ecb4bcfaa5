package dev.handfast.message;

import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * A ticket to resume by in TLS 1.3 (RFC 9846 section 4.7.1).
 *
 * @param lifetime seconds, 0 to 2^32-1; that more than seven days are too many is for the handshake to say
 * @param ageAdd milliseconds that hide the ticket's age, 0 to 2^32-1
 * @param nonce 0 to 255 bytes, different in each ticket of a connection
 * @param ticket at least one byte
 * @param extensions may hold an EarlyDataLimit
 */
public record NewSessionTicket13(long lifetime, long ageAdd, Opaque nonce, Opaque ticket, Extensions extensions)
        implements
            HandshakeMessage {

    // struct {
    //     uint32 ticket_lifetime;
    //     uint32 ticket_age_add;
    //     opaque ticket_nonce<0..255>;
    //     opaque ticket<1..2^16-1>;
    //     Extension extensions<0..2^16-1>;
    // } NewSessionTicket;

    public NewSessionTicket13 {
        Ranges.u32(lifetime, "ticket_lifetime");
        Ranges.u32(ageAdd, "ticket_age_add");
        Ranges.length(nonce, 0, 0xff, "ticket_nonce");
        Ranges.length(ticket, 1, 0xffff, "ticket");
        Objects.requireNonNull(extensions);
    }

    static NewSessionTicket13 read(WireReader in) throws MalformedInput, TlsFault {
        long lifetime = in.u32();
        long ageAdd = in.u32();
        Opaque nonce = in.opaque8();
        Opaque ticket = Vectors.nonEmpty(in.opaque16(), in);
        Extensions extensions = Extensions.read(in, ExtensionContext.NEW_SESSION_TICKET_13);
        return new NewSessionTicket13(lifetime, ageAdd, nonce, ticket, extensions);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.NEW_SESSION_TICKET;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u32(lifetime).u32(ageAdd).opaque8(nonce).opaque16(ticket);
        extensions.write(out);
    }
}
