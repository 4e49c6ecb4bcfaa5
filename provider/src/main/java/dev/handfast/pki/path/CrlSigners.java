package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.KeyUsage;
import dev.handfast.pki.cert.Spki;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the key behind a revocation list (RFC 5280 section 6.3.3, steps (f) to (h)): the certificate's own issuer, or
 * a certificate of the list's issuer with a valid path to the same anchor, in either case allowed to sign lists.
 */
final class CrlSigners {

    /** A key that signed a list and was entitled to. */
    record Signer(Spki key) {
    }

    private final PathValidator judge;
    private final List<Cert> pool;
    private final PathBuilder.Acceptance acceptance;
    private final Map<Cert, Boolean> valid = new HashMap<>();
    private final Set<Cert> underway = new HashSet<>();

    /**
     * Signers from a pool.
     *
     * @param acceptance what a signer's own path must satisfy: that it is not revoked
     */
    CrlSigners(PathValidator judge, List<Cert> pool, PathBuilder.Acceptance acceptance) {
        this.judge = judge;
        this.pool = pool;
        this.acceptance = acceptance;
    }

    /** The signer of a list that is to answer for one certificate of a path; null when there is none. */
    @Nullable
    Signer of(Crl list, VerifiedPath path, int index, Budget budget) throws PathRefused {
        Cert about = path.certificates().get(index);
        if (list.issuer().equals(about.issuer())) {
            Cert issuer = index + 1 < path.certificates().size() ? path.certificates().get(index + 1)
                    : path.anchor().certificate();
            Signer own = new Signer(path.issuerKey(index));
            if (maySign(issuer) && signed(list, own, true, about, budget)) {
                return own;
            }
        }
        boolean another = !list.issuer().equals(about.issuer()) || !path.anchor().key().equals(path.issuerKey(index));
        if (another && list.issuer().equals(path.anchor().name()) && maySign(path.anchor().certificate())) {
            Signer anchor = new Signer(path.anchor().key());
            if (signed(list, anchor, true, about, budget)) {
                return anchor;
            }
        }
        for (Cert candidate : pool) {
            // A list's issuer whose own certificate names that list must speak for itself: there is no one else.
            boolean itself = candidate.equals(about) && !about.isSelfIssued();
            if (candidate.subject().equals(list.issuer()) && maySign(candidate) && candidate.key().objection() == null
                    && (itself || !underway.contains(candidate))) {
                Signer signer = new Signer(candidate.key());
                // Anyone may have made the candidate and the list with it, until there is a path.
                if (signed(list, signer, false, about, budget) && (itself || hasPath(candidate, path, budget))
                        && signed(list, signer, true, about, budget)) {
                    return signer;
                }
            }
        }
        return null;
    }

    /** Why no key can be shown to have signed a list: its algorithm or encoding is not accepted; or null. */
    @Nullable
    String objection(Crl list) {
        return judge.signatures().objection(list.signatureAlgorithm().encoded(), list.signature());
    }

    /** Whether a signer made the signature; {@code trusted} says that it is known to be entitled to. */
    boolean signed(Crl list, Signer signer, boolean trusted, Cert about, Budget budget) throws PathRefused {
        return judge.signatures().isValid(signer.key(), list, trusted, about, budget);
    }

    /** Step (f): a key usage extension, where there is one, must allow cRLSign. */
    private static boolean maySign(@Nullable Cert issuer) {
        return issuer == null || issuer.keyUse() == null || issuer.keyUse().allows(KeyUsage.CRL_SIGN);
    }

    private boolean hasPath(Cert signer, VerifiedPath path, Budget budget) throws PathRefused {
        Boolean known = valid.get(signer);
        if (known != null) {
            return known;
        }
        ValidationParameters rules = ValidationParameters.at(path.rules().time())
                .withAlgorithms(path.rules().algorithms())
                .withStatusAlgorithms(path.rules().statusAlgorithms())
                .withAnchorConstraints(path.rules().anchorConstraints())
                .withNonCaAnchors(path.rules().nonCaAnchors());
        underway.add(signer);
        boolean found;
        try {
            new PathBuilder(judge).build(new PathBuilder.Request(signer, pool, new Anchors(List.of(path.anchor())),
                    rules, null, acceptance), budget);
            found = true;
        } catch (PathRefused e) {
            if (e.fault() == PathFault.BUDGET) {
                throw e;
            }
            found = false;
        } finally {
            underway.remove(signer);
        }
        valid.put(signer, found);
        return found;
    }
}
