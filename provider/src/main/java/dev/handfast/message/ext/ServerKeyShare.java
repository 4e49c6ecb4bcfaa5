package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/** The server's half of the key agreement (RFC 9846 section 4.3.8). */
public record ServerKeyShare(KeyShareEntry entry) implements Extension {

    // struct {
    //     KeyShareEntry server_share;
    // } KeyShareServerHello;

    public ServerKeyShare {
        Objects.requireNonNull(entry);
    }

    static ServerKeyShare read(WireReader in) throws MalformedInput {
        return new ServerKeyShare(KeyShareEntry.read(in));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.KEY_SHARE;
    }

    @Override
    public void writeBody(WireWriter out) {
        entry.write(out);
    }
}
