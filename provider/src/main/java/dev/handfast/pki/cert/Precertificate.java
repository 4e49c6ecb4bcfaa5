package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.util.ArrayList;
import java.util.List;

/** What a log signed before a certificate was issued: its TBSCertificate without timestamps (RFC 6962 section 3.2). */
public final class Precertificate {

    private Precertificate() {
    }

    /** The TBSCertificate of a certificate with its list of timestamps taken out. */
    public static Opaque of(Cert certificate) throws MalformedInput {
        DerReader tbs = new DerReader(certificate.signed(), "TBSCertificate").sequence("TBSCertificate");
        List<Opaque> fields = new ArrayList<>();
        List<Opaque> kept = new ArrayList<>();
        while (tbs.hasMore()) {
            if (!tbs.isNext(Tag.constructed(3))) {
                fields.add(tbs.element("field"));
                continue;
            }
            DerReader all = tbs.nested(Tag.constructed(3), "extensions").sequence("Extensions");
            while (all.hasMore()) {
                Opaque extension = all.element("Extension");
                if (!new DerReader(extension, "Extension").sequence("Extension").oid("extnID")
                        .equals(Oids.SCT_LIST)) {
                    kept.add(extension);
                }
            }
        }
        return Opaque.adopt(new DerWriter().sequence(w -> {
            fields.forEach(field -> w.raw(field.toBytes()));
            if (!kept.isEmpty()) {
                w.nested(Tag.constructed(3), explicit -> explicit.sequence(
                        all -> kept.forEach(extension -> all.raw(extension.toBytes()))));
            }
        }).toBytes());
    }
}
