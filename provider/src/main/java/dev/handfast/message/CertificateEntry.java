package dev.handfast.message;

import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * One certificate of a TLS 1.3 Certificate (RFC 9846 section 4.5.1).
 *
 * @param certificate in DER, at least one byte
 * @param extensions what is said about it: its status, its timestamps
 */
public record CertificateEntry(Opaque certificate, Extensions extensions) {

    // struct {
    //     opaque cert_data<1..2^24-1>;
    //     Extension extensions<0..2^16-1>;
    // } CertificateEntry;

    public CertificateEntry {
        Ranges.length(certificate, 1, 0xffffff, "certificate");
        Objects.requireNonNull(extensions);
    }

    static CertificateEntry read(WireReader in) throws MalformedInput, TlsFault {
        Opaque certificate = Vectors.nonEmpty(in.opaque24(), in);
        return new CertificateEntry(certificate, Extensions.read(in, ExtensionContext.CERTIFICATE_13));
    }

    void write(WireWriter out) {
        out.opaque24(certificate);
        extensions.write(out);
    }
}
