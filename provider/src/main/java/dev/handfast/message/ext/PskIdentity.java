package dev.handfast.message.ext;

import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * A label of a pre-shared key, usually a ticket (RFC 9846 section 4.3.11).
 *
 * @param identity at least one byte
 * @param obfuscatedAge milliseconds since the ticket came plus its ticket_age_add, modulo 2^32; 0 for external keys
 */
public record PskIdentity(Opaque identity, long obfuscatedAge) {

    // struct {
    //     opaque identity<1..2^16-1>;
    //     uint32 obfuscated_ticket_age;
    // } PskIdentity;

    public PskIdentity {
        Ranges.length(identity, 1, 0xffff, "PSK identity");
        Ranges.u32(obfuscatedAge, "obfuscated_ticket_age");
    }

    static PskIdentity read(WireReader in) throws MalformedInput {
        return new PskIdentity(Vectors.nonEmpty(in.opaque16(), in), in.u32());
    }

    void write(WireWriter out) {
        out.opaque16(identity).u32(obfuscatedAge);
    }
}
