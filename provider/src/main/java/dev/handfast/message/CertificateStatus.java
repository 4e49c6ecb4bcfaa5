package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.StatusRequest;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * The OCSP response stapled to a TLS 1.2 server's certificate (RFC 6066 section 8). The list of RFC 6961 is not read:
 * Handfast never asks for one.
 *
 * @param ocspResponse in DER, at least one byte
 */
public record CertificateStatus(Opaque ocspResponse) implements HandshakeMessage {

    // struct {
    //     CertificateStatusType status_type;      ocsp(1)
    //     opaque OCSPResponse<1..2^24-1>;
    // } CertificateStatus;

    public CertificateStatus {
        Ranges.length(ocspResponse, 1, 0xffffff, "OCSP response");
    }

    static CertificateStatus read(WireReader in) throws MalformedInput, TlsFault {
        int statusType = in.u8();
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
        out.u8(StatusRequest.OCSP).opaque24(ocspResponse);
    }
}
