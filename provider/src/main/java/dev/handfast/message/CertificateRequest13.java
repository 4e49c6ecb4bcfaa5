package dev.handfast.message;

import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.Ranges;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * A TLS 1.3 server asks for the client's certificate (RFC 9846 section 4.4.2).
 *
 * @param context what the answer repeats, 0 to 255 bytes; empty during the handshake
 * @param extensions signature_algorithms is among them by the RFC; the handshake says so if not
 */
public record CertificateRequest13(Opaque context, Extensions extensions) implements HandshakeMessage {

    // struct {
    //     opaque certificate_request_context<0..2^8-1>;
    //     Extension extensions<0..2^16-1>;
    // } CertificateRequest;

    public CertificateRequest13 {
        Ranges.length(context, 0, 0xff, "certificate_request_context");
        Objects.requireNonNull(extensions);
    }

    static CertificateRequest13 read(WireReader in) throws MalformedInput, TlsFault {
        return new CertificateRequest13(in.opaque8(), Extensions.read(in, ExtensionContext.CERTIFICATE_REQUEST_13));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(context);
        extensions.write(out);
    }
}
