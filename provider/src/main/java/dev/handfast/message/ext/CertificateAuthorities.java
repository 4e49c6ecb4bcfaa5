package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * The authorities a peer accepts certificates of (RFC 9846 section 4.3.4).
 *
 * @param names at least one, each a distinguished name in DER
 */
public record CertificateAuthorities(List<Opaque> names) implements Extension {

    // opaque DistinguishedName<1..2^16-1>;
    // struct {
    //     DistinguishedName authorities<3..2^16-1>;
    // } CertificateAuthoritiesExtension;

    public CertificateAuthorities {
        Ranges.size(names, 1, 0xffff, "certificate_authorities");
        names = Ranges.lengths(names, 1, 0xffff, "distinguished name");
    }

    static CertificateAuthorities read(WireReader in) throws MalformedInput {
        WireReader list = in.vec16("certificate_authorities");
        Vectors.needsOne(list);
        return new CertificateAuthorities(Vectors.opaques16(list));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.CERTIFICATE_AUTHORITIES;
    }

    @Override
    public void writeBody(WireWriter out) {
        Vectors.writeOpaques16(out, names);
    }
}
