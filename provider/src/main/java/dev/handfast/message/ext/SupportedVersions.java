package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * The versions a client speaks, best first (RFC 9846 section 4.3.1).
 *
 * @param versions 1 to 127, unknown ones kept
 */
public record SupportedVersions(List<ProtocolVersion> versions) implements Extension {

    // ProtocolVersion versions<2..254>;

    public SupportedVersions {
        versions = Ranges.size(versions, 1, 127, "supported_versions");
    }

    static SupportedVersions read(WireReader in) throws MalformedInput {
        return new SupportedVersions(Vectors.codes(in.vec8("supported_versions"), ProtocolVersion::of));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SUPPORTED_VERSIONS;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open8();
        for (ProtocolVersion version : versions) {
            out.u16(version.value());
        }
        out.close(mark);
    }
}
