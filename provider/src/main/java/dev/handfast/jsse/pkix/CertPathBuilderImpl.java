package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.jsse.certs.CertStores;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.fetch.IssuerFetch;
import dev.handfast.jsse.revocation.RevocationCheckerImpl;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import java.security.GeneralSecurityException;
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

    private final PathEngine engine;

    /** For the provider. */
    public CertPathBuilderImpl() {
        this(PathEngine.ofProcess());
    }

    /** One that builds and remembers by an engine. */
    public CertPathBuilderImpl(PathEngine engine) {
        this.engine = engine;
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
        CertificateConverter certs = new CertificateConverter(engine.caches());
        return JdkValidatorRequest.isForSun(pkix, selector.getCertificate(), certs) ? bySun(pkix)
                : new Search(engine, pkix, selector, certs).run();
    }

    private static CertPathBuilderResult bySun(PKIXBuilderParameters pkix)
            throws CertPathBuilderException, InvalidAlgorithmParameterException {
        try {
            return JcaCertificates.jdkBuilder().build(pkix);
        } catch (CertPathBuilderException | InvalidAlgorithmParameterException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(JdkValidatorRequest.WITHOUT_SUN, e);
        }
    }

    /** A checker with the options of {@code PKIXRevocationChecker}. */
    @Override
    public CertPathChecker engineGetRevocationChecker() {
        return new RevocationCheckerImpl();
    }

    /** One search. */
    private static final class Search {

        private final PathEngine engine;
        private final PKIXBuilderParameters pkix;
        private final X509CertSelector selector;
        private final CertificateConverter certs;
        private final CertStores stores;
        private final ParameterAnchors trusted;
        private final boolean memorable;
        private List<Cert> pool;
        private PathBuilder.Acceptance acceptance;

        Search(PathEngine engine, PKIXBuilderParameters pkix, X509CertSelector selector, CertificateConverter certs) {
            this.engine = engine;
            this.pkix = pkix;
            this.selector = selector;
            this.certs = certs;
            stores = new CertStores(pkix.getCertStores(), certs);
            trusted = ParameterAnchors.of(pkix.getTrustAnchors(), engine.caches());
            memorable = ParameterAnchors.isMemorable(pkix);
        }

        CertPathBuilderResult run() throws CertPathBuilderException, InvalidAlgorithmParameterException {
            CertPathBuilderException first = null;
            for (X509Certificate target : targets()) {
                try {
                    return result(answer(target));
                } catch (PathRefused e) {
                    PathRefused told = stores.unread().explain(trusted.unread().explain(e));
                    first = first != null ? first
                            : new CertPathBuilderException(told.sentence(), PkixConversions.exception(told, null));
                } catch (MalformedInput e) {
                    first = first != null ? first : new CertPathBuilderException(
                            "The target certificate cannot be read: " + e.getMessage(), e);
                } catch (CertificateException | CertPathValidatorException e) {
                    first = first != null ? first : new CertPathBuilderException(e.getMessage(), e);
                }
            }
            throw first != null ? first : new CertPathBuilderException(
                    "No certificate in the certificate stores matches the target constraints");
        }

        private ParameterAnchors.Answer answer(X509Certificate original) throws PathRefused, MalformedInput,
                CertificateException, CertPathValidatorException, InvalidAlgorithmParameterException {
            Cert target = certs.of(original);
            ValidationParameters rules = TargetRules.of(pkix, target).withMaxIntermediates(pkix.getMaxPathLength());
            ParameterAnchors.Question question = memorable && CertificateConverter.isPlatform(original)
                    ? new ParameterAnchors.Question(target, rules.conditions()) : null;
            ParameterAnchors.Answer known = question == null ? null : trusted.remembered(question, rules.time());
            if (known != null && stores.hold(known.issuers())) {
                return known;
            }
            if (pool == null) {
                pool = stores.pool();
                acceptance = AcceptanceChecks.of(engine, pkix, certs);
            }
            VerifiedPath found = TracedPathBuilder.run(engine.builder(), new PathBuilder.Request(target, pool,
                    trusted.anchors(), rules, IssuerFetch.around(stores.issuers(), certs, engine.caches()), acceptance),
                    new Budget(), PathSettings.OF_PROPERTIES);
            certs.remember(found.certificates(), PathSettings.OF_PROPERTIES);
            List<X509Certificate> path = new ArrayList<>();
            for (Cert cert : found.certificates()) {
                path.add(certs.original(cert));
            }
            ParameterAnchors.Answer answer = new ParameterAnchors.Answer(found, JcaCertificates.path(path),
                    path.isEmpty() ? Set.of() : Set.copyOf(path.subList(1, path.size())),
                    CertPathValidatorImpl.key(found, original));
            if (question != null && path.stream().allMatch(CertificateConverter::isPlatform)) {
                trusted.remember(question, answer);
            }
            return answer;
        }

        private CertPathBuilderResult result(ParameterAnchors.Answer answer) {
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
