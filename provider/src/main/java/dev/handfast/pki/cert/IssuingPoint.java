package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import java.util.List;

/**
 * The scope of a revocation list (RFC 5280 section 5.2.5).
 *
 * @param names its distribution point's names; empty when absent
 * @param onlyUser whether it covers only end entities
 * @param onlyAuthority whether it covers only authorities
 * @param reasons the reasons it covers; {@link DistributionPoint#ALL_REASONS} when absent
 * @param indirect whether it covers certificates of other issuers too
 * @param onlyAttribute whether it covers only attribute certificates
 */
public record IssuingPoint(List<GeneralName> names, boolean onlyUser, boolean onlyAuthority, int reasons,
        boolean indirect, boolean onlyAttribute) {

    static IssuingPoint read(DerReader value, Name issuer) throws MalformedInput {
        DerReader reader = value.sequence("IssuingDistributionPoint");
        List<GeneralName> names = List.of();
        if (reader.isNext(Tag.constructed(0))) {
            names = DistributionPoint.names(reader.nested(Tag.constructed(0), "distributionPoint"), issuer, List.of());
        }
        boolean onlyUser = flag(reader, 1);
        boolean onlyAuthority = flag(reader, 2);
        int reasons = reader.isNext(Tag.context(3))
                ? reader.namedBits(Tag.context(3), "onlySomeReasons") & DistributionPoint.ALL_REASONS
                : DistributionPoint.ALL_REASONS;
        boolean indirect = flag(reader, 4);
        boolean onlyAttribute = flag(reader, 5);
        reader.end();
        return new IssuingPoint(names, onlyUser, onlyAuthority, reasons, indirect, onlyAttribute);
    }

    private static boolean flag(DerReader reader, int number) throws MalformedInput {
        return reader.isNext(Tag.context(number)) && reader.bool(Tag.context(number), "flag " + number);
    }
}
