package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer's certificates in TLS 1.3, its own first (RFC 9846 section 4.5.1).
 *
 * @param context the certificate_request_context answered to, 0 to 255 bytes; a server's is empty
 * @param entries empty if a client has none
 */
public record Certificate13(Opaque context, List<CertificateEntry> entries) implements HandshakeMessage {

    // struct {
    //     opaque certificate_request_context<0..2^8-1>;
    //     CertificateEntry certificate_list<0..2^24-1>;
    // } Certificate;

    public Certificate13 {
        Ranges.length(context, 0, 0xff, "certificate_request_context");
        entries = List.copyOf(entries);
    }

    static Certificate13 read(WireReader in) throws MalformedInput, TlsFault {
        Opaque context = in.opaque8();
        WireReader list = in.vec24("certificate_list");
        List<CertificateEntry> entries = new ArrayList<>(4);
        while (list.hasMore()) {
            entries.add(CertificateEntry.read(list));
        }
        return new Certificate13(context, entries);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(context);
        int mark = out.open24();
        for (CertificateEntry entry : entries) {
            entry.write(out);
        }
        out.close(mark);
    }
}
