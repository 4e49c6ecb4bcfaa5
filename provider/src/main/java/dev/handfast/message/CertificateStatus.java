package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.StatusRequest;
import dev.handfast.message.ext.StatusRequestV2;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The OCSP responses stapled to a TLS 1.2 server's certificates: one for the first (RFC 6066 section 8), or a list in
 * the order of the chain (RFC 6961 section 2.2).
 *
 * @param isList whether it is a list
 * @param responses in DER; exactly one that is not empty, unless it is a list, where an empty one stands for none
 */
public record CertificateStatus(boolean isList, List<Opaque> responses) implements HandshakeMessage {

    // struct {
    //     CertificateStatusType status_type;      ocsp(1), ocsp_multi(2)
    //     select (status_type) {
    //         case ocsp:       opaque OCSPResponse<1..2^24-1>;
    //         case ocsp_multi: OCSPResponse ocsp_response_list<1..2^24-1>;   each <0..2^24-1>
    //     } response;
    // } CertificateStatus;

    public CertificateStatus {
        responses = Ranges.lengths(responses, isList ? 0 : 1, 0xffffff, "OCSP response");
        if (isList ? responses.isEmpty() : responses.size() != 1) {
            throw new IllegalArgumentException("expected " + (isList ? "at least " : "") + "one OCSP response, came "
                    + responses.size());
        }
    }

    /** One response for the first certificate. */
    public CertificateStatus(Opaque ocspResponse) {
        this(false, List.of(ocspResponse));
    }

    static CertificateStatus read(WireReader in) throws MalformedInput, TlsFault {
        int statusType = in.u8();
        if (statusType == StatusRequestV2.OCSP_MULTI) {
            WireReader list = in.vec24("ocsp_response_list");
            Vectors.needsOne(list);
            List<Opaque> responses = new ArrayList<>(4);
            while (list.hasMore()) {
                responses.add(list.opaque24());
            }
            return new CertificateStatus(true, responses);
        }
        if (statusType != StatusRequest.OCSP) {
            throw new TlsFault(Fault.PARAMETER_ILLEGAL,
                    "expected a CertificateStatus of type ocsp(1), came type " + statusType);
        }
        return new CertificateStatus(Vectors.nonEmpty(in.opaque24(), in));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_STATUS;
    }

    @Override
    public void writeBody(WireWriter out) {
        if (!isList) {
            out.u8(StatusRequest.OCSP).opaque24(responses.get(0));
            return;
        }
        out.u8(StatusRequestV2.OCSP_MULTI);
        int mark = out.open24();
        for (Opaque response : responses) {
            out.opaque24(response);
        }
        out.close(mark);
    }
}
