package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathRefused;
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
import java.security.cert.PKIXCertPathChecker;
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
        return new Search(pkix, selector).run();
    }

    /** A checker with the options of {@code PKIXRevocationChecker}. */
    @Override
    public CertPathChecker engineGetRevocationChecker() {
        return new RevocationCheckerImpl();
    }

    /** One search. */
    private static final class Search {

        private final PKIXBuilderParameters pkix;
        private final X509CertSelector selector;
        private final Certs certs = new Certs();
        private final Stores stores;
        private final Trusted trusted;
        private final Conditions conditions;
        private final List<PKIXCertPathChecker> checkers;
        private final long time;
        private final boolean memorable;

        Search(PKIXBuilderParameters pkix, X509CertSelector selector) throws InvalidAlgorithmParameterException {
            this.pkix = pkix;
            this.selector = selector;
            stores = new Stores(pkix.getCertStores(), certs);
            trusted = Trusted.of(pkix.getTrustAnchors());
            time = Conditions.time(pkix);
            checkers = pkix.getCertPathCheckers();
            conditions = Conditions.of(pkix, selector, checkers, pkix.getMaxPathLength(), time);
            memorable = !pkix.isRevocationEnabled() && checkers.isEmpty() && Settings.remember();
        }

        CertPathBuilderResult run() throws CertPathBuilderException {
            Set<X509Certificate> targets = targets();
            List<Cert> pool = null;
            PathBuilder.Acceptance acceptance = null;
            CertPathBuilderException first = null;
            for (X509Certificate target : targets) {
                try {
                    Trusted.Answer known = memorable && Certs.isPlatform(target)
                            ? trusted.remembered(new Trusted.Question(Certs.read(target), conditions), time) : null;
                    if (known != null && stores.hold(known.issuers())) {
                        return result(known);
                    }
                    if (pool == null) {
                        pool = stores.pool();
                        acceptance = Demands.of(pkix, certs);
                    }
                    return build(target, pool, acceptance);
                } catch (MalformedInput | CertificateException e) {
                    first = first == null ? new CertPathBuilderException("The target certificate cannot be read: "
                            + e.getMessage(), e) : first;
                } catch (CertPathBuilderException e) {
                    first = first == null ? e : first;
                }
            }
            throw first != null ? first : new CertPathBuilderException(
                    "No certificate in the certificate stores matches the target constraints");
        }

        private CertPathBuilderResult build(X509Certificate original, List<Cert> pool,
                PathBuilder.Acceptance acceptance) throws CertPathBuilderException, MalformedInput,
                CertificateException {
            try {
                Cert target = certs.of(original);
                VerifiedPath found = Searches.run(new PathBuilder.Request(target, pool, trusted.anchors(),
                        conditions.rules(target, checkers, time), IssuerFetch.around(stores.issuers()), acceptance), new Budget());
                List<X509Certificate> path = new ArrayList<>();
                for (Cert cert : found.certificates()) {
                    path.add(certs.original(cert));
                }
                Trusted.Answer answer = new Trusted.Answer(found, JcaCertificates.path(path),
                        path.isEmpty() ? Set.of() : Set.copyOf(path.subList(1, path.size())),
                        CertPathValidatorImpl.key(found, original));
                if (memorable && Certs.isPlatform(original) && path.stream().allMatch(Certs::isPlatform)) {
                    trusted.remember(new Trusted.Question(target, conditions), answer);
                }
                return result(answer);
            } catch (PathRefused e) {
                throw new CertPathBuilderException(e.sentence(), Pkix.exception(e, null));
            } catch (CertPathValidatorException e) {
                throw new CertPathBuilderException(e.getMessage(), e);
            }
        }

        private CertPathBuilderResult result(Trusted.Answer answer) {
            return new PKIXCertPathBuilderResult(answer.given(), trusted.original(answer.path().anchor()),
                    PolicyNodeView.of(answer.path().policies()), answer.key());
        }

        private Set<X509Certificate> targets() throws CertPathBuilderException {
            X509Certificate named = selector.getCertificate();
            if (named != null) {
                return selector.match(named) ? Set.of(named) : Set.of();
            }
            Set<X509Certificate> targets = new LinkedHashSet<>();
            try {
                stores.matching(selector, MAX_TARGETS, targets);
            } catch (CertStoreException e) {
                throw new CertPathBuilderException("The target certificate cannot be looked up: " + e.getMessage(), e);
            }
            pkix.getTrustAnchors().stream()
                    .filter(a -> a.getTrustedCert() != null && selector.match(a.getTrustedCert()))
                    .limit(MAX_TARGETS).forEach(a -> targets.add(a.getTrustedCert()));
            return targets;
        }
    }
}
