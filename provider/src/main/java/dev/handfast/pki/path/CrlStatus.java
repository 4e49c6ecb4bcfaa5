package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.DistributionPoint;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.IssuingPoint;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

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

    CrlStatus(VerifiedPath path, int index, CrlSigners signers, Budget budget) {
        this.path = path;
        this.index = index;
        this.certificate = path.certificates().get(index);
        this.signers = signers;
        this.budget = budget;
    }

    /**
     * Null if lists show that the certificate is not revoked, else why they do not.
     *
     * @throws PathRefused {@link PathFault#REVOKED}, or {@link PathFault#BUDGET}
     */
    @Nullable
    String unproved(Revocation.Found<Revocation.Listed> found) throws PathRefused {
        List<Revocation.Listed> lists = inOrder(found.items());
        for (DistributionPoint point : certificate.distributionPoints()) {
            process(point, lists);
        }
        if (reasons != DistributionPoint.ALL_REASONS) {
            GeneralName issuer = new GeneralName.Directory(certificate.issuer());
            process(new DistributionPoint(List.of(issuer), DistributionPoint.ALL_REASONS, List.of()), lists);
        }
        if (reasons == DistributionPoint.ALL_REASONS) {
            return null;
        }
        List<String> all = new ArrayList<>(why);
        all.addAll(found.failures());
        return all.isEmpty() ? "there is none of its issuer" : Revocation.reasons(all);
    }

    /** The lists, those behind that name another key than the issuer's: a file has few tries. */
    private List<Revocation.Listed> inOrder(List<Revocation.Listed> found) {
        Cert issuer = index + 1 < path.certificates().size() ? path.certificates().get(index + 1)
                : path.anchor().certificate();
        Opaque key = issuer == null ? null : issuer.subjectKeyId();
        List<Revocation.Listed> lists = new ArrayList<>(found);
        lists.sort(Comparator.comparing(listed -> key != null && listed.list().authorityKeyId() != null
                && listed.list().authorityKeyId().keyId() != null
                && !listed.list().authorityKeyId().keyId().equals(key)));
        return lists;
    }

    private void process(DistributionPoint point, List<Revocation.Listed> lists) throws PathRefused {
        for (Revocation.Listed listed : lists) {
            Crl list = listed.list();
            if (reasons != DistributionPoint.ALL_REASONS && list.deltaBase() == null) {
                budget.revocationObject(certificate);
                String unfit = process(point, listed, lists);
                String reason = "the " + list + listed.source().from() + " does not answer: " + unfit;
                if (unfit != null && !why.contains(reason)) {
                    why.add(reason);
                }
            }
        }
    }

    /** Steps (b) to (l) for one complete list; the reason why it does not count, or null. */
    private @Nullable String process(DistributionPoint point, Revocation.Listed listed, List<Revocation.Listed> lists)
            throws PathRefused {
        Crl list = listed.list();
        if (!isIssuer(point, list)) {
            return null;
        }
        String outside = outside(point, list.issuingPoint());
        int interim = point.reasons()
                & (list.issuingPoint() == null ? DistributionPoint.ALL_REASONS : list.issuingPoint().reasons());
        if (outside != null || (interim & ~reasons) == 0) {
            return outside;
        }
        String weak = weak(list);
        if (weak != null) {
            return weak;
        }
        String objection = signers.objection(list);
        if (objection != null) {
            return "its signature cannot be verified: " + objection;
        }
        if (listed.source().isSpent(list)) {
            return "its signature was not verified: those of other lists there are wrong";
        }
        CrlSigners.Signer signer = signers.of(list, path, index, budget);
        if (signer == null) {
            listed.source().unproved(list);
            return "no valid key of its issuer that may sign revocation lists made its signature";
        }
        // Whoever keeps a list has its delta lists by then: what they revoke must not be forgotten.
        List<Crl> deltas = deltas(list, lists, signer);
        listed.source().proved(list);
        refuseIf(list.entry(certificate), list, entry -> Crl.Entry.isLasting(entry.reason()));
        Crl.Entry entry = withDeltas(list, deltas);
        String silent = silent(list);
        if (silent != null) {
            return silent;
        }
        refuseIf(entry, list, any -> true);
        reasons |= interim;
        return null;
    }

    /** Refuses the certificate for an entry, if there is one that counts. */
    private void refuseIf(Crl.@Nullable Entry entry, Crl list, Predicate<Crl.Entry> counts) throws PathRefused {
        if (entry != null && counts.test(entry)) {
            throw new PathRefused(PathFault.REVOKED, index, certificate, "Certificate " + certificate
                    + " was revoked at " + Instant.ofEpochSecond(entry.revoked()) + ", reason " + entry.reasonName()
                    + ", by the " + list, index == 0 ? "Replace it" : "Have the target issued by another authority");
        }
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
    private @Nullable String outside(DistributionPoint point, @Nullable IssuingPoint scope) throws PathRefused {
        if (scope == null) {
            return null;
        }
        if (!scope.names().isEmpty()) {
            List<GeneralName> names = point.names().isEmpty() ? point.crlIssuer() : point.names();
            budget.nameComparisons(certificate, scope.names().size() * (long) names.size());
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

    private @Nullable String weak(Crl list) {
        return path.rules().statusAlgorithms().refusesSignature(list.signatureAlgorithm(), certificate,
                new AlgorithmRules.Context(path.anchor(), path.rules()));
    }

    /**
     * Why it proves nothing that a certificate is not in a list, complete or delta; or null. What binds issuers is held
     * against that proof alone: who is in a list that its issuer signed is revoked, however the list is made.
     */
    private @Nullable String silent(Crl list) {
        long second = Math.floorDiv(path.rules().time(), 1000L);
        if (list.unusable() != null) {
            return list.unusable();
        } else if (list.number() == null && !list.isPlain()) {
            return "it has no number (RFC 5280 section 5.2.3)";
        } else if (list.nextUpdate() < 0) {
            return "it does not say when the next update is due (RFC 5280 section 5.1.2.5)";
        } else if (second > list.nextUpdate()) {
            return "its next update was due at " + Instant.ofEpochSecond(list.nextUpdate());
        }
        return second < list.thisUpdate() ? "it is from the future" : null;
    }

    /** The delta lists of a complete list's scope that its signer has signed, too (section 5.2.4). */
    private List<Crl> deltas(Crl list, List<Revocation.Listed> lists, CrlSigners.Signer signer) throws PathRefused {
        List<Crl> signed = new ArrayList<>();
        for (Revocation.Listed listed : lists) {
            Crl delta = listed.list();
            if (delta.deltaBase() != null && delta.issuer().equals(list.issuer())
                    && Objects.equals(delta.issuingPoint(), list.issuingPoint()) && weak(delta) == null
                    && !listed.source().isSpent(delta)) {
                budget.revocationObject(certificate);
                if (signers.signed(delta, signer, true, certificate, budget)) {
                    listed.source().proved(delta);
                    signed.add(delta);
                } else {
                    listed.source().unproved(delta);
                }
            }
        }
        return signed;
    }

    /**
     * The entry for the certificate by a complete list and the newest delta list that fits it (step (c)); null for
     * none. A lasting revocation in any delta list of the same scope counts.
     */
    private Crl.@Nullable Entry withDeltas(Crl list, List<Crl> deltas) throws PathRefused {
        Crl newest = null;
        BigInteger highest = null;
        for (Crl delta : deltas) {
            refuseIf(delta.entry(certificate), delta, entry -> Crl.Entry.isLasting(entry.reason()));
            BigInteger number = delta.number();
            if (number != null && updates(delta, number, list) && (highest == null || number.compareTo(highest) > 0)) {
                newest = delta;
                highest = number;
            }
        }
        Crl.Entry entry = list.entry(certificate);
        Crl.Entry change = newest == null ? null : newest.entry(certificate);
        // Only a delta list takes an entry back (section 5.3.1).
        return change == null ? entry : change.reason() == Crl.REMOVE_FROM_CRL ? null : change;
    }

    /** Whether a delta list may be combined with a complete one. */
    private boolean updates(Crl delta, BigInteger number, Crl list) {
        BigInteger complete = list.number();
        BigInteger base = delta.deltaBase();
        return silent(delta) == null && complete != null && base != null
                && (list.authorityKeyId() == null || list.authorityKeyId().equals(delta.authorityKeyId()))
                && complete.compareTo(base) >= 0 && complete.compareTo(number) < 0;
    }
}
