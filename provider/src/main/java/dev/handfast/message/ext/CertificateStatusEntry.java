package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * The OCSP response stapled to one certificate of a TLS 1.3 Certificate (RFC 9846 section 4.5.1.1).
 *
 * @param ocspResponse in DER, at least one byte
 */
public record CertificateStatusEntry(Opaque ocspResponse) implements Extension {

    // struct {
    //     CertificateStatusType status_type;      ocsp(1)
    //     opaque OCSPResponse<1..2^24-1>;
    // } CertificateStatus;

    public CertificateStatusEntry {
        Ranges.length(ocspResponse, 1, 0xffff, "OCSP response");
    }

    static CertificateStatusEntry read(WireReader in) throws MalformedInput, TlsFault {
        int statusType = in.u8();
        if (statusType != StatusRequest.OCSP) {
            throw new TlsFault(Fault.PARAMETER_ILLEGAL,
                    "expected a certificate status of type ocsp(1), came type " + statusType);
        }
        return new CertificateStatusEntry(Vectors.nonEmpty(in.opaque24(), in));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.STATUS_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(StatusRequest.OCSP).opaque24(ocspResponse);
    }
}
