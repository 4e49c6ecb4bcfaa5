package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * How many bytes of plaintext a record to the sender may hold (RFC 8449 section 4); TLS 1.3 counts the content type and
 * padding.
 *
 * @param limit 64 to 65535; one above the protocol's own maximum means the maximum
 */
public record RecordSizeLimit(int limit) implements Extension {

    // uint16 RecordSizeLimit;

    public RecordSizeLimit {
        Ranges.u16(limit, "record_size_limit");
        if (limit < Limits.MIN_RECORD_SIZE_LIMIT) {
            throw new IllegalArgumentException("record_size_limit: expected 64 or more, came " + limit);
        }
    }

    static RecordSizeLimit read(WireReader in) throws MalformedInput, TlsFault {
        int limit = in.u16();
        if (limit < Limits.MIN_RECORD_SIZE_LIMIT) {
            // RFC 8449 section 4: "MUST treat receipt of a smaller value as a fatal error and generate an
            // illegal_parameter"
            throw new TlsFault(Fault.RECORD_SIZE_LIMIT_ILLEGAL,
                    "expected at least " + Limits.MIN_RECORD_SIZE_LIMIT + " bytes, came " + limit);
        }
        return new RecordSizeLimit(limit);
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.RECORD_SIZE_LIMIT;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(limit);
    }
}
