package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One extension, uninterpreted (RFC 5280 section 4.1).
 *
 * @param oid which extension
 * @param critical whether who does not understand it must refuse
 * @param value the contents of its OCTET STRING
 */
public record Extension(Oid oid, boolean critical, Opaque value) {

    /** A reader of the extension's value. */
    DerReader reader() {
        return new DerReader(value, "extension " + oid);
    }

    /** Reads Extensions, refusing an empty list and duplicates (RFC 5280 section 4.2). */
    static List<Extension> readAll(DerReader from, String what) throws MalformedInput {
        DerReader all = from.sequence(what);
        List<Extension> extensions = new ArrayList<>();
        Set<Oid> seen = new HashSet<>();
        do {
            DerReader one = all.sequence("Extension");
            Oid oid = one.oid("extnID");
            boolean critical = one.isNext(Tag.BOOLEAN) && one.bool("critical");
            Opaque value = Opaque.adopt(one.octets("extnValue"));
            one.end();
            if (!seen.add(oid)) {
                throw new MalformedInput(what + ": extension " + oid + " appears twice (RFC 5280 section 4.2)");
            }
            extensions.add(new Extension(oid, critical, value));
        } while (all.hasMore());
        all.end();
        return List.copyOf(extensions);
    }
}
