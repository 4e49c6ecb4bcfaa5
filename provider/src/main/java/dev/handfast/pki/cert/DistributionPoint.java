package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import java.util.ArrayList;
import java.util.List;

/**
 * One distribution point for revocation lists (RFC 5280 section 4.2.1.13).
 *
 * @param names the point's full names, with a relative name already appended to its issuer's; empty when absent
 * @param reasons bit n is set when reason flag n is covered; {@link #ALL_REASONS} when absent
 * @param crlIssuer the names of the list's issuer where that is not the certificate's; empty when absent
 */
public record DistributionPoint(List<GeneralName> names, int reasons, List<GeneralName> crlIssuer) {

    /** The reasons of section 4.2.1.13: flags 1 to 8. */
    public static final int ALL_REASONS = 0x1fe;

    /** Reads CRLDistributionPoints; {@code issuer} is the certificate's issuer, to which relative names refer. */
    static List<DistributionPoint> readAll(DerReader from, Name issuer) throws MalformedInput {
        DerReader all = from.sequence("CRLDistributionPoints");
        List<DistributionPoint> points = new ArrayList<>();
        do {
            DerReader point = all.sequence("DistributionPoint");
            DerReader name = point.isNext(Tag.constructed(0)) ? point.nested(Tag.constructed(0), "distributionPoint")
                    : null;
            int reasons = point.isNext(Tag.context(1)) ? point.namedBits(Tag.context(1), "reasons") & ALL_REASONS
                    : ALL_REASONS;
            List<GeneralName> crlIssuer = point.isNext(Tag.constructed(2))
                    ? GeneralName.readAll(point, Tag.constructed(2), "cRLIssuer") : List.of();
            point.end();
            if (name == null && crlIssuer.isEmpty()) {
                throw new MalformedInput("DistributionPoint: neither distributionPoint nor cRLIssuer (RFC 5280 section"
                        + " 4.2.1.13)");
            }
            points.add(new DistributionPoint(name == null ? List.of() : names(name, issuer, crlIssuer), reasons,
                    crlIssuer));
        } while (all.hasMore());
        return List.copyOf(points);
    }

    /** Reads DistributionPointName, whose relative form refers to the single cRLIssuer, else to the issuer. */
    static List<GeneralName> names(DerReader name, Name issuer, List<GeneralName> crlIssuer) throws MalformedInput {
        List<GeneralName> names;
        if (name.isNext(Tag.constructed(1))) {
            Name base = issuer;
            for (GeneralName other : crlIssuer) {
                if (other instanceof GeneralName.Directory directory) {
                    base = directory.name();
                }
            }
            DerReader relative = name.nested(Tag.constructed(1), "nameRelativeToCRLIssuer");
            names = List.of(new GeneralName.Directory(base.append(relative)));
            relative.end();
        } else {
            names = GeneralName.readAll(name, Tag.constructed(0), "fullName");
        }
        name.end();
        return names;
    }
}
