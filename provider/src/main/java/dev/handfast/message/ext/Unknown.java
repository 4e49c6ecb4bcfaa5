package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * An extension that no rule here knows: carried and ignored (RFC 9846 section 4.3, RFC 8701).
 *
 * @param type a type without a row in {@link ExtensionRules}
 * @param body 0 to 65535 bytes
 */
public record Unknown(ExtensionType type, Opaque body) implements Extension {

    public Unknown {
        Objects.requireNonNull(type);
        Ranges.length(body, 0, 0xffff, "extension");
        if (ExtensionRules.knows(type)) {
            throw new IllegalArgumentException(type + " has a type of its own");
        }
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(body);
    }
}
