package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * A known extension in a TLS 1.2 ServerHello, where it may not stand, unread. Whoever knows what the client asked for
 * refuses it: what was not asked for is unsupported_extension (RFC 5246 section 7.4.1.4), the rest illegal_parameter.
 *
 * @param type a type with a row in {@link ExtensionRules}
 * @param body 0 to 65535 bytes
 */
public record Misplaced(ExtensionType type, Opaque body) implements Extension {

    public Misplaced {
        Objects.requireNonNull(type);
        Ranges.length(body, 0, 0xffff, "extension");
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(body);
    }
}
