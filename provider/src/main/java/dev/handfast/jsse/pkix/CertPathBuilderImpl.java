package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Anchors;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.PathRules;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathBuilderResult;
import java.security.cert.CertPathBuilderSpi;
import java.security.cert.CertPathChecker;
import java.security.cert.CertPathParameters;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStoreException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code CertPathBuilder} "PKIX": the proposer, over the parameters' certificate stores. */
public final class CertPathBuilderImpl extends CertPathBuilderSpi {

    /** Targets tried where a selector fits several: more is no lookup but a search of the store. */
    private static final int MAX_TARGETS = 50;

    /** For the provider. */
    public CertPathBuilderImpl() {
    }

    @Override
    public CertPathBuilderResult engineBuild(CertPathParameters parameters)
            throws CertPathBuilderException, InvalidAlgorithmParameterException {
        if (!(parameters instanceof PKIXBuilderParameters pkix)) {
            throw new InvalidAlgorithmParameterException("PKIXBuilderParameters are needed, not " + parameters);
        }
        if (!(pkix.getTargetCertConstraints() instanceof X509CertSelector selector)) {
            throw new InvalidAlgorithmParameterException("an X509CertSelector is needed as target constraints");
        }
        Certs certs = new Certs();
        Stores stores = new Stores(pkix.getCertStores(), certs);
        Set<X509Certificate> targets = targets(selector, stores, pkix);
        Anchors anchors = new Anchors(Pkix.anchors(pkix.getTrustAnchors(), certs, new ArrayList<>()));
        PathBuilder.Acceptance acceptance = Demands.of(pkix, certs);
        CertPathBuilderException first = null;
        for (X509Certificate target : targets) {
            try {
                return build(target, stores, anchors, acceptance, pkix, certs);
            } catch (CertPathBuilderException e) {
                first = first == null ? e : first;
            }
        }
        throw first != null ? first : new CertPathBuilderException(
                "No certificate in the certificate stores matches the target constraints");
    }

    /** A checker with the options of {@code PKIXRevocationChecker}. */
    @Override
    public CertPathChecker engineGetRevocationChecker() {
        return new RevocationCheckerImpl();
    }

    private static CertPathBuilderResult build(X509Certificate original, Stores stores, Anchors anchors,
            PathBuilder.Acceptance acceptance, PKIXBuilderParameters pkix, Certs certs)
            throws CertPathBuilderException, InvalidAlgorithmParameterException {
        try {
            Cert target = certs.of(original);
            PathRules rules = Pkix.rules(pkix, target).withMaxIntermediates(pkix.getMaxPathLength());
            VerifiedPath found = Searches.run(new PathBuilder.Request(target, stores.pool(), anchors, rules,
                    IssuerFetch.around(stores.issuers()), acceptance), new Budget());
            List<X509Certificate> path = new ArrayList<>();
            for (Cert cert : found.certificates()) {
                path.add(certs.original(cert));
            }
            return new PKIXCertPathBuilderResult(JcaCertificates.path(path),
                    CertPathValidatorImpl.original(found.anchor(), pkix, certs),
                    PolicyNodeView.of(found.policies()), CertPathValidatorImpl.key(found, certs));
        } catch (PathRefused e) {
            throw new CertPathBuilderException(e.sentence(), Pkix.exception(e, null));
        } catch (MalformedInput e) {
            throw new CertPathBuilderException("The target certificate cannot be read: " + e.getMessage(), e);
        } catch (CertificateException | CertPathValidatorException e) {
            throw new CertPathBuilderException(e.getMessage(), e);
        }
    }

    private static Set<X509Certificate> targets(X509CertSelector selector, Stores stores, PKIXBuilderParameters pkix)
            throws CertPathBuilderException {
        Set<X509Certificate> targets = new LinkedHashSet<>();
        if (selector.getCertificate() != null) {
            if (selector.match(selector.getCertificate())) {
                targets.add(selector.getCertificate());
            }
            return targets;
        }
        try {
            stores.matching(selector, MAX_TARGETS, targets);
        } catch (CertStoreException e) {
            throw new CertPathBuilderException("The target certificate cannot be looked up: " + e.getMessage(), e);
        }
        pkix.getTrustAnchors().stream().filter(a -> a.getTrustedCert() != null && selector.match(a.getTrustedCert()))
                .limit(MAX_TARGETS).forEach(a -> targets.add(a.getTrustedCert()));
        return targets;
    }
}
