package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * A value the server wants back in the second ClientHello (RFC 9846 section 4.3.2).
 *
 * @param cookie at least one byte
 */
public record Cookie(Opaque cookie) implements Extension {

    // struct {
    //     opaque cookie<1..2^16-1>;
    // } Cookie;

    public Cookie {
        Ranges.length(cookie, 1, 0xffff, "cookie");
    }

    static Cookie read(WireReader in) throws MalformedInput {
        return new Cookie(Vectors.nonEmpty(in.opaque16(), in));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.COOKIE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque16(cookie);
    }
}
