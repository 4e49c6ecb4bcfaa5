package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/** The group the server wants a share for, in a HelloRetryRequest (RFC 9846 section 4.3.8). */
public record RetryKeyShare(NamedGroup group) implements Extension {

    // struct {
    //     NamedGroup selected_group;
    // } KeyShareHelloRetryRequest;

    public RetryKeyShare {
        Objects.requireNonNull(group);
    }

    static RetryKeyShare read(WireReader in) throws MalformedInput {
        return new RetryKeyShare(NamedGroup.of(in.u16()));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.KEY_SHARE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(group.value());
    }
}
