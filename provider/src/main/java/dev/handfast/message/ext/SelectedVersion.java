package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/** The version a server chose, in ServerHello and HelloRetryRequest of TLS 1.3 (RFC 9846 section 4.3.1). */
public record SelectedVersion(ProtocolVersion version) implements Extension {

    // ProtocolVersion selected_version;

    public SelectedVersion {
        Objects.requireNonNull(version);
    }

    static SelectedVersion read(WireReader in) throws MalformedInput {
        return new SelectedVersion(ProtocolVersion.of(in.u16()));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SUPPORTED_VERSIONS;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(version.value());
    }
}
