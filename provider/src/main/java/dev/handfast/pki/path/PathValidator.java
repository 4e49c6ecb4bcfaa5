package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.EncodingFlaw;
import dev.handfast.pki.cert.KeyUsage;
import java.util.List;

/**
 * The judge of one ordered chain (RFC 5280 section 6.1). Pure: it looks up nothing, builds nothing, and remembers
 * nothing of a path but, when its caller has accepted it, signatures and prepared name constraints. Thread-safe.
 */
public final class PathValidator {

    /** The properties that callers read, named where they would help. */
    private static final String ANCHOR_CONSTRAINTS = "handfast.pki.anchorConstraints";
    private static final String NON_CA_ANCHORS = "jdk.security.allowNonCaAnchor";

    private final SignatureChecks signatures;
    private final PreparedConstraints constraints;

    /**
     * A judge that verifies signatures by these.
     *
     * @param caches where it keeps name constraints
     */
    public PathValidator(SignatureChecks signatures, SharedCaches caches) {
        this.signatures = signatures;
        this.constraints = new PreparedConstraints(caches);
    }

    SignatureChecks signatures() {
        return signatures;
    }

    PreparedConstraints constraints() {
        return constraints;
    }

    /**
     * Judges a chain.
     *
     * @param chain target first, each issued by the next, the last by the anchor; empty when the target is the anchor
     * @param anchor what is trusted
     * @param rules the inputs of section 6.1.1
     * @param budget what this may cost
     * @return proof that the path is valid
     * @throws PathRefused with the rule that is broken, and where
     */
    public VerifiedPath validate(List<Cert> chain, Anchor anchor, ValidationParameters rules, Budget budget)
            throws PathRefused {
        budget.path(chain, anchor);
        if (chain.size() > Budget.DEPTH) {
            throw new PathRefused(PathFault.PATH_TOO_LONG, -1, chain.get(0), "The path has " + chain.size()
                    + " certificates, above the cap of " + Budget.DEPTH, "Use a shorter chain");
        }
        return new Rfc5280Validation(chain, anchor, rules, budget, signatures, constraints).run();
    }

    /**
     * Remembers what a path took that is accepted with all that its caller demands. Before that nothing is: whoever
     * sent it may be anyone.
     *
     * @param budget of the judgement that accepted it
     */
    public void keep(VerifiedPath path, Budget budget) {
        signatures.keep(path, budget);
        constraints.keep(path, budget);
    }

    /**
     * What an anchor that is a certificate says about itself: validity, unknown critical extensions, basic constraints
     * and key usage (with {@code asIssuer}), extended key usage. RFC 5280 leaves this to the caller; RFC 5937 asks it.
     * Anchors of versions 1 and 2 have no extensions, and are trusted to issue because someone chose them.
     */
    static void checkAnchor(Anchor anchor, int index, boolean asIssuer, ValidationParameters rules) throws PathRefused {
        Cert certificate = anchor.certificate();
        String reason = rules.algorithms().refusesKey(anchor.key(), certificate,
                new AlgorithmRules.Context(anchor, rules));
        if (reason != null) {
            throw new PathRefused(PathFault.ALGORITHM_REFUSED, index, certificate, "Trust anchor " + anchor + " has a"
                    + " key that is not acceptable: " + reason, "Replace the root and the certificates below it");
        }
        if (certificate == null || !rules.anchorConstraints()) {
            return;
        }
        try {
            checkLimits(anchor, certificate, index, rules);
        } catch (PathRefused e) {
            throw e.andCure("have the limits of trust anchors ignored by -D" + ANCHOR_CONSTRAINTS + "=false");
        }
        if (asIssuer && !rules.nonCaAnchors()) {
            checkAuthority(anchor, certificate, index);
        }
    }

    private static void checkLimits(Anchor anchor, Cert certificate, int index, ValidationParameters rules)
            throws PathRefused {
        for (EncodingFlaw flaw : certificate.flaws()) {
            if (flaw.binding()) {
                throw new PathRefused(PathFault.MALFORMED, index, certificate, "Trust anchor " + anchor
                        + " has limits that cannot be read: " + flaw.text(), "Replace it");
            }
        }
        CertChecks.validity(certificate, index, rules);
        CertChecks.extensions(certificate, index, rules);
        CertChecks.purpose(certificate, index, rules);
    }

    private static void checkAuthority(Anchor anchor, Cert certificate, int index) throws PathRefused {
        try {
            if (certificate.version() == 3) {
                CertChecks.authority(certificate, index);
                return;
            }
            KeyUsage use = certificate.keyUse();
            if (use != null && !use.allows(KeyUsage.KEY_CERT_SIGN)) {
                throw new PathRefused(PathFault.NO_CERT_SIGN, index, certificate, "Trust anchor " + anchor
                        + " may not sign certificates by its key usage", "Trust another root");
            }
        } catch (PathRefused e) {
            throw e.andCure("let trust anchors issue that are no authorities by -D" + NON_CA_ANCHORS + "=true");
        }
    }
}
