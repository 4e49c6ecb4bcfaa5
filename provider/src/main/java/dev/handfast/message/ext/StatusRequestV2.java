package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.HashSet;
import java.util.Set;

/**
 * A client's list of certificate status requests (RFC 6961 section 2.2), kept as it came, since RFC 9846 section
 * 4.5.1.1 forbids acting on it in TLS 1.3.
 *
 * @param requests the list without its length, at least one byte
 */
public record StatusRequestV2(Opaque requests) implements Extension {

    // struct {
    //     CertificateStatusRequestItemV2 certificate_status_req_list<1..2^16-1>;
    // } CertificateStatusRequestListV2;

    /** CertificateStatusType ocsp_multi: responses for the whole chain. */
    public static final int OCSP_MULTI = 2;

    public StatusRequestV2 {
        Ranges.length(requests, 1, 0xffff, "status_request_v2");
    }

    static StatusRequestV2 read(WireReader in) throws MalformedInput {
        return new StatusRequestV2(Vectors.nonEmpty(in.opaque16(), in));
    }

    /**
     * The types of status that are asked for.
     *
     * @throws TlsFault if the list cannot be read
     */
    public Set<Integer> statusTypes() throws TlsFault {
        Set<Integer> types = new HashSet<>();
        WireReader list = requests.reader("status_request_v2");
        try {
            while (list.hasMore()) {
                types.add(list.u8());
                list.opaque16();
            }
            return types;
        } catch (MalformedInput e) {
            throw new TlsFault(Fault.EXTENSION_MALFORMED, e.getMessage(), e);
        }
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.STATUS_REQUEST_V2;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque16(requests);
    }
}
