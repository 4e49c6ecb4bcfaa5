package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * The groups a peer can agree on a key in, best first (RFC 9846 section 4.3.7, RFC 8422 section 5.1.1).
 *
 * @param groups at least one, unknown ones kept
 */
public record SupportedGroups(List<NamedGroup> groups) implements Extension {

    // struct {
    //     NamedGroup named_group_list<2..2^16-1>;
    // } NamedGroupList;

    public SupportedGroups {
        groups = Ranges.size(groups, 1, 0x7fff, "supported_groups");
    }

    static SupportedGroups read(WireReader in) throws MalformedInput {
        return new SupportedGroups(Vectors.codes(in.vec16("supported_groups"), NamedGroup::of));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SUPPORTED_GROUPS;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open16();
        for (NamedGroup group : groups) {
            out.u16(group.value());
        }
        out.close(mark);
    }
}
