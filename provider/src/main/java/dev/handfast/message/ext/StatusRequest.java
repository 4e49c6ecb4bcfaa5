package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * A client asks for the server certificate's OCSP response (RFC 6066 section 8).
 *
 * @param statusType {@link #OCSP}, or a type that is not known and whose request is to be ignored
 * @param responderIds responders the client trusts, in DER; empty: known to the server, and for other types
 * @param requestExtensions extensions of the OCSP request in DER; may be empty
 * @param otherRequest what follows a type that is not known; empty for OCSP
 */
public record StatusRequest(int statusType, List<Opaque> responderIds, Opaque requestExtensions,
        Opaque otherRequest) implements Extension {

    // struct {
    //     CertificateStatusType status_type;
    //     select (status_type) {
    //         case ocsp: OCSPStatusRequest;
    //     } request;
    // } CertificateStatusRequest;
    // enum { ocsp(1), (255) } CertificateStatusType;
    // struct {
    //     ResponderID responder_id_list<0..2^16-1>;
    //     Extensions  request_extensions;
    // } OCSPStatusRequest;
    // opaque ResponderID<1..2^16-1>;
    // opaque Extensions<0..2^16-1>;

    /** CertificateStatusType ocsp. */
    public static final int OCSP = 1;

    public StatusRequest {
        Ranges.u8(statusType, "status_type");
        responderIds = Ranges.lengths(responderIds, 1, 0xffff, "responder ID");
        Ranges.length(requestExtensions, 0, 0xffff, "request_extensions");
        boolean ocsp = statusType == OCSP;
        if (ocsp ? !otherRequest.isEmpty() : !responderIds.isEmpty() || !requestExtensions.isEmpty()) {
            throw new IllegalArgumentException("status_request: fields of OCSP and of another type together");
        }
    }

    /** A request for OCSP. */
    public StatusRequest(List<Opaque> responderIds, Opaque requestExtensions) {
        this(OCSP, responderIds, requestExtensions, Opaque.EMPTY);
    }

    static StatusRequest read(WireReader in) throws MalformedInput {
        int statusType = in.u8();
        if (statusType != OCSP) {
            return new StatusRequest(statusType, List.of(), Opaque.EMPTY, in.rest());
        }
        List<Opaque> responderIds = Vectors.opaques16(in.vec16("status_request"));
        return new StatusRequest(responderIds, in.opaque16());
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.STATUS_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(statusType);
        if (isOcsp()) {
            Vectors.writeOpaques16(out, responderIds);
            out.opaque16(requestExtensions);
        } else {
            out.bytes(otherRequest);
        }
    }

    /** Whether OCSP is asked for. */
    public boolean isOcsp() {
        return statusType == OCSP;
    }
}
