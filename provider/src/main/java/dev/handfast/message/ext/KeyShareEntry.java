package dev.handfast.message.ext;

import dev.handfast.spec.NamedGroup;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * One half of a key agreement (RFC 9846 section 4.3.8). Whether the share fits its group is for the agreement to say.
 *
 * @param group known or not
 * @param share a public value, at least one byte
 */
public record KeyShareEntry(NamedGroup group, Opaque share) {

    // struct {
    //     NamedGroup group;
    //     opaque key_exchange<1..2^16-1>;
    // } KeyShareEntry;

    public KeyShareEntry {
        Objects.requireNonNull(group);
        Ranges.length(share, 1, 0xffff, "key_exchange");
    }

    static KeyShareEntry read(WireReader in) throws MalformedInput {
        NamedGroup group = NamedGroup.of(in.u16());
        return new KeyShareEntry(group, Vectors.nonEmpty(in.opaque16(), in));
    }

    void write(WireWriter out) {
        out.u16(group.value()).opaque16(share);
    }
}
