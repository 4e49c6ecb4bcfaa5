package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/** An empty status_request_v2 in a TLS 1.2 ServerHello: a CertificateStatus follows (RFC 6961 section 2.2). */
public record StatusRequestV2Ack() implements Extension {

    // Empty.

    static StatusRequestV2Ack read(WireReader in) {
        return new StatusRequestV2Ack();
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.STATUS_REQUEST_V2;
    }

    @Override
    public void writeBody(WireWriter out) {
        // no body
    }
}
