package dev.handfast.message.ext;

import dev.handfast.spec.CodePointSet;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import org.jspecify.annotations.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * The client's halves of key agreements, best first (RFC 9846 section 4.3.8). Two of one group can be read, and
 * so are an illegal_parameter (RFC 9846 section 6).
 *
 * @param entries one a group; empty asks for a HelloRetryRequest
 */
public record KeyShares(List<KeyShareEntry> entries) implements Extension {

    // struct {
    //     KeyShareEntry client_shares<0..2^16-1>;
    // } KeyShareClientHello;

    /** Bytes of the shortest entry. */
    private static final int MIN_ENTRY = 5;

    public KeyShares {
        entries = Ranges.size(entries, 0, 0xffff / MIN_ENTRY, "key_share");
    }

    static KeyShares read(WireReader in) throws MalformedInput, TlsFault {
        WireReader list = in.vec16("key_share");
        List<KeyShareEntry> entries = new ArrayList<>(4);
        CodePointSet groups = new CodePointSet();
        while (list.hasMore()) {
            KeyShareEntry entry = KeyShareEntry.read(list);
            // RFC 9846 section 4.3.8: "Clients MUST NOT offer multiple KeyShareEntry values for the same group."
            if (!groups.add(entry.group().value())) {
                throw new TlsFault(Fault.KEY_SHARE_DUPLICATE,
                        "expected one share a group, came two for " + entry.group());
            }
            entries.add(entry);
        }
        return new KeyShares(entries);
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.KEY_SHARE;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open16();
        for (KeyShareEntry entry : entries) {
            entry.write(out);
        }
        out.close(mark);
    }

    /** The share for a group, or null if there is none. */
    public @Nullable KeyShareEntry find(NamedGroup group) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).group().equals(group)) {
                return entries.get(i);
            }
        }
        return null;
    }
}
