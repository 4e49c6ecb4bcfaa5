package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server wants to see in a client's certificate (RFC 9846 section 4.3.5).
 *
 * @param filters in the order sent; may be empty
 */
public record OidFilters(List<Filter> filters) implements Extension {

    // struct {
    //     opaque certificate_extension_oid<1..2^8-1>;
    //     opaque certificate_extension_values<0..2^16-1>;
    // } OIDFilter;
    // struct {
    //     OIDFilter filters<0..2^16-1>;
    // } OIDFilterExtension;

    /**
     * One certificate extension that must be there.
     *
     * @param oid the object identifier in DER, at least one byte
     * @param values the values in DER that must be contained; empty: presence is enough
     */
    public record Filter(Opaque oid, Opaque values) {
        public Filter {
            Ranges.length(oid, 1, 0xff, "certificate_extension_oid");
            Ranges.length(values, 0, 0xffff, "certificate_extension_values");
        }
    }

    public OidFilters {
        filters = List.copyOf(filters);
    }

    static OidFilters read(WireReader in) throws MalformedInput {
        WireReader list = in.vec16("oid_filters");
        List<Filter> filters = new ArrayList<>();
        while (list.hasMore()) {
            filters.add(new Filter(Vectors.nonEmpty(list.opaque8(), list), list.opaque16()));
        }
        return new OidFilters(filters);
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.OID_FILTERS;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open16();
        for (Filter filter : filters) {
            out.opaque8(filter.oid()).opaque16(filter.values());
        }
        out.close(mark);
    }
}
