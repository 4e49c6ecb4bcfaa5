package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One extension, uninterpreted (RFC 5280 section 4.1).
 *
 * @param oid which extension
 * @param critical whether who does not understand it must refuse
 * @param value the contents of its OCTET STRING
 */
public record CertExtension(Oid oid, boolean critical, Opaque value) {

    /** A reader of the extension's value. */
    DerReader reader() {
        return new DerReader(value, "extension " + oid);
    }

    /** A reader of the value that tells of breaches instead of refusing them. */
    DerReader reader(Consumer<String> breaches) {
        return DerReader.telling(value, "extension " + oid, breaches);
    }

    /**
     * Reads Extensions of a list or a response, which may be none: that an empty list must be left out binds issuers.
     * Refuses duplicates (RFC 5280 section 4.2).
     */
    static List<CertExtension> readSome(DerReader from, String what) throws MalformedInput {
        List<CertExtension> extensions = readEach(from, what);
        Oid twice = duplicate(extensions);
        if (twice != null) {
            throw new MalformedInput(what + ": extension " + twice + " appears twice (RFC 5280 section 4.2)");
        }
        return extensions;
    }

    /** The first extension that appears for the second time; null where none does. */
    static @Nullable Oid duplicate(List<CertExtension> extensions) {
        Set<Oid> seen = new HashSet<>();
        for (CertExtension extension : extensions) {
            if (!seen.add(extension.oid())) {
                return extension.oid();
            }
        }
        return null;
    }

    /** Reads Extensions as they are. */
    static List<CertExtension> readEach(DerReader from, String what) throws MalformedInput {
        DerReader all = from.sequence(what);
        List<CertExtension> extensions = new ArrayList<>();
        while (all.hasMore()) {
            DerReader one = all.sequence("Extension");
            Oid oid = one.oid("extnID");
            boolean critical = one.isNext(Tag.BOOLEAN) && one.bool("critical");
            Opaque value = Opaque.adopt(one.octets("extnValue"));
            one.end();
            extensions.add(new CertExtension(oid, critical, value));
        }
        all.end();
        return List.copyOf(extensions);
    }
}
