package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * An empty status_request: in a TLS 1.2 ServerHello "a CertificateStatus follows" (RFC 6066 section 8), in a TLS 1.3
 * CertificateRequest "staple your certificate status" (RFC 9846 section 4.5.1.1).
 */
public record StatusRequestAck() implements Extension {

    // Empty.

    static StatusRequestAck read(WireReader in) {
        return new StatusRequestAck();
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.STATUS_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
