package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.DistributionPoint;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.IssuingPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The status of one certificate by revocation lists (RFC 5280 section 6.3.3). Its fields are that section's state
 * variables; one object serves one certificate.
 */
final class CrlStatus {

    private final VerifiedPath path;
    private final int index;
    private final Cert certificate;
    private final CrlSigners signers;
    private final Budget budget;
    private final List<String> why = new ArrayList<>();
    private int reasons;
    private boolean unrevoked = true;

    CrlStatus(VerifiedPath path, int index, CrlSigners signers, Budget budget) {
        this.path = path;
        this.index = index;
        this.certificate = path.certificates().get(index);
        this.signers = signers;
        this.budget = budget;
    }

    /**
     * Returns if the lists show that the certificate is not revoked.
     *
     * @throws PathRefused {@link PathFault#REVOKED}, or {@link PathFault#REVOCATION_UNKNOWN} with what kept each list
     *         from answering
     */
    void check(Collection<Crl> lists) throws PathRefused {
        for (DistributionPoint point : certificate.distributionPoints()) {
            process(point, lists);
        }
        if (reasons != DistributionPoint.ALL_REASONS) {
            GeneralName issuer = new GeneralName.Directory(certificate.issuer());
            process(new DistributionPoint(List.of(issuer), DistributionPoint.ALL_REASONS, List.of()), lists);
        }
        if (reasons != DistributionPoint.ALL_REASONS) {
            throw new PathRefused(PathFault.REVOCATION_UNKNOWN, index, certificate, "Whether certificate " + certificate
                    + " is revoked could not be found out from revocation lists: " + (why.isEmpty()
                            ? "there is none of its issuer" : String.join("; ", why)),
                    "Make a current revocation list of its issuer available, or allow soft failure");
        }
    }

    private void process(DistributionPoint point, Collection<Crl> lists) throws PathRefused {
        for (Crl list : lists) {
            if (unrevoked && reasons != DistributionPoint.ALL_REASONS && list.deltaBase() == null) {
                budget.revocationObject(certificate);
                String unfit = process(point, list, lists);
                if (unfit != null && why.size() < 8) {
                    why.add("the " + list + " does not answer: " + unfit);
                }
            }
        }
    }

    /** Steps (b) to (l) for one complete list; the reason why it does not count, or null. */
    private String process(DistributionPoint point, Crl list, Collection<Crl> lists) throws PathRefused {
        if (!isIssuer(point, list)) {
            return null;
        }
        String outside = outside(point, list.issuingPoint());
        int interim = point.reasons()
                & (list.issuingPoint() == null ? DistributionPoint.ALL_REASONS : list.issuingPoint().reasons());
        if (outside != null || (interim & ~reasons) == 0) {
            return outside;
        }
        String unusable = unusable(list);
        if (unusable != null) {
            return unusable;
        }
        String objection = signers.objection(list);
        if (objection != null) {
            return "its signature cannot be verified: " + objection;
        }
        CrlSigners.Signer signer = signers.of(list, path, index, budget);
        if (signer == null) {
            return "no valid key of its issuer that may sign revocation lists made its signature";
        }
        Crl.Entry entry = list.entry(certificate);
        Crl delta = delta(list, lists, signer);
        if (delta != null && delta.entry(certificate) != null) {
            // Only a delta list takes an entry back (section 5.3.1).
            entry = delta.entry(certificate).reason() == Crl.REMOVE_FROM_CRL ? null : delta.entry(certificate);
        }
        if (entry != null) {
            unrevoked = false;
            throw new PathRefused(PathFault.REVOKED, index, certificate, "Certificate " + certificate
                    + " was revoked at " + Instant.ofEpochSecond(entry.revoked()) + ", reason " + entry.reasonName()
                    + ", by the " + list, index == 0 ? "Replace it" : "Have the target issued by another authority");
        }
        reasons |= interim;
        return null;
    }

    /** Step (b)(1): whose list it must be. */
    private boolean isIssuer(DistributionPoint point, Crl list) {
        if (point.crlIssuer().isEmpty()) {
            return list.issuer().equals(certificate.issuer());
        }
        return list.issuingPoint() != null && list.issuingPoint().indirect()
                && point.crlIssuer().stream().anyMatch(name -> name instanceof GeneralName.Directory directory
                        && directory.name().equals(list.issuer()));
    }

    /** Step (b)(2): why the certificate is outside of the list's scope, or null. */
    private String outside(DistributionPoint point, IssuingPoint scope) {
        if (scope == null) {
            return null;
        }
        if (!scope.names().isEmpty()) {
            List<GeneralName> names = point.names().isEmpty() ? point.crlIssuer() : point.names();
            if (scope.names().stream().noneMatch(names::contains)) {
                return "its distribution point is another";
            }
        }
        if (scope.onlyUser() && certificate.isCa() || scope.onlyAuthority() && !certificate.isCa()
                || scope.onlyAttribute()) {
            return "it covers another kind of certificate";
        }
        return null;
    }

    /** Why a list, complete or delta, must not be used; or null. */
    private String unusable(Crl list) {
        long second = Math.floorDiv(path.rules().time(), 1000L);
        if (list.unusable() != null) {
            return list.unusable();
        } else if (list.number() == null) {
            return "it has no number (RFC 5280 section 5.2.3)";
        } else if (list.nextUpdate() < 0) {
            return "it does not say when the next update is due (RFC 5280 section 5.1.2.5)";
        } else if (second > list.nextUpdate()) {
            return "its next update was due at " + Instant.ofEpochSecond(list.nextUpdate());
        }
        return second < list.thisUpdate() ? "it is from the future" : path.rules().statusAlgorithms()
                .refusesSignature(list.signatureAlgorithm(), certificate,
                        new AlgorithmRules.Context(path.anchor(), path.rules()));
    }

    /** The newest delta list that fits a complete one (section 5.2.4 and step (c)), with a good signature; or null. */
    private Crl delta(Crl list, Collection<Crl> lists, CrlSigners.Signer signer) throws PathRefused {
        Crl newest = null;
        for (Crl delta : lists) {
            boolean fits = delta.deltaBase() != null && delta.issuer().equals(list.issuer())
                    && java.util.Objects.equals(delta.issuingPoint(), list.issuingPoint())
                    && java.util.Objects.equals(delta.authorityKeyId(), list.authorityKeyId())
                    && unusable(delta) == null && list.number().compareTo(delta.deltaBase()) >= 0
                    && list.number().compareTo(delta.number()) < 0;
            if (fits && (newest == null || delta.number().compareTo(newest.number()) > 0)) {
                budget.revocationObject(certificate);
                if (signers.signed(delta, signer, certificate, budget)) {
                    newest = delta;
                }
            }
        }
        return newest;
    }
}
