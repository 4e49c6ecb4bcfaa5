package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * How much early data a ticket allows (RFC 9846 section 4.3.10).
 *
 * @param maxSize bytes, 0 to 2^32-1
 */
public record EarlyDataLimit(long maxSize) implements Extension {

    // uint32 max_early_data_size;

    public EarlyDataLimit {
        Ranges.u32(maxSize, "max_early_data_size");
    }

    static EarlyDataLimit read(WireReader in) throws MalformedInput {
        return new EarlyDataLimit(in.u32());
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.EARLY_DATA;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u32(maxSize);
    }
}
