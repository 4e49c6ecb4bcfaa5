package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.revocation.RevocationCheckerImpl;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.AlgorithmNames;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathChecker;
import java.security.cert.CertPathParameters;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorResult;
import java.security.cert.CertPathValidatorSpi;
import java.security.cert.CertSelector;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code CertPathValidator} "PKIX": the judge, asked about one given path and every anchor that could end it. */
public final class CertPathValidatorImpl extends CertPathValidatorSpi {

    private final PathEngine engine;

    /** For the provider. */
    public CertPathValidatorImpl() {
        this(PathEngine.ofProcess());
    }

    /** One that judges and remembers by an engine. */
    public CertPathValidatorImpl(PathEngine engine) {
        this.engine = engine;
    }

    @Override
    public CertPathValidatorResult engineValidate(CertPath path, CertPathParameters parameters)
            throws CertPathValidatorException, InvalidAlgorithmParameterException {
        if (!(parameters instanceof PKIXParameters pkix)) {
            throw new InvalidAlgorithmParameterException("PKIXParameters are needed, not " + parameters);
        }
        if (!path.getType().equals("X.509") && !path.getType().equals("X509")) {
            throw new InvalidAlgorithmParameterException("a path of type X.509 is needed, not " + path.getType());
        }
        CertificateConverter certs = new CertificateConverter(engine.caches());
        if (JdkValidatorRequest.isForSun(pkix, path.getCertificates().isEmpty() ? null
                : (X509Certificate) path.getCertificates().get(0), certs)) {
            return bySun(path, pkix);
        }
        List<Cert> chain = chain(path, certs);
        if (chain.isEmpty()) {
            throw new CertPathValidatorException("the path is empty");
        }
        CertSelector target = pkix.getTargetCertConstraints();
        if (target != null && !target.match(path.getCertificates().get(0))) {
            throw new CertPathValidatorException("the target certificate does not match the constraints asked for",
                    null, path, 0);
        }
        return validate(chain, path, pkix, certs);
    }

    /** A checker with the options of {@code PKIXRevocationChecker}. */
    @Override
    public CertPathChecker engineGetRevocationChecker() {
        return new RevocationCheckerImpl();
    }

    private static CertPathValidatorResult bySun(CertPath path, PKIXParameters pkix)
            throws CertPathValidatorException, InvalidAlgorithmParameterException {
        try {
            return JcaCertificates.jdkValidator().validate(path, pkix);
        } catch (CertPathValidatorException | InvalidAlgorithmParameterException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(JdkValidatorRequest.WITHOUT_SUN, e);
        }
    }

    private PKIXCertPathValidatorResult validate(List<Cert> chain, CertPath path, PKIXParameters pkix,
            CertificateConverter certs) throws CertPathValidatorException, InvalidAlgorithmParameterException {
        ParameterAnchors trusted = ParameterAnchors.of(pkix.getTrustAnchors(), engine.caches());
        // Builder parameters bring a longest path, which SunJSSE passes to validators too.
        ValidationParameters rules = TargetRules.of(pkix, chain.get(0)).withMaxIntermediates(
                pkix instanceof PKIXBuilderParameters builder ? builder.getMaxPathLength() : -1);
        ParameterAnchors.Question question = ParameterAnchors.isMemorable(pkix)
                ? new ParameterAnchors.Question(chain.get(0), rules.conditions()) : null;
        ParameterAnchors.Answer known = question == null ? null : trusted.remembered(question, rules.time());
        if (known != null && known.path().certificates().equals(chain)) {
            return result(known.path(), trusted, known.key());
        }
        PathBuilder.Acceptance acceptance = AcceptanceChecks.of(engine, pkix, certs);
        Cert last = chain.get(chain.size() - 1);
        Budget budget = new Budget();
        PathRefused first = null;
        for (Anchor anchor : trusted.anchors().named(last.issuer())) {
            // A self-signed end entity that is itself trusted issues nothing: there is only the anchor to judge.
            boolean itself = chain.size() == 1 && last.equals(anchor.certificate()) && !last.isCa();
            try {
                VerifiedPath verified = engine.judge().validate(itself ? List.of() : chain, anchor, rules, budget);
                acceptance.accept(verified, budget);
                engine.judge().keep(verified, budget);
                certs.remember(chain, PathSettings.OF_PROPERTIES);
                PublicKey key = key(verified, (X509Certificate) path.getCertificates().get(0));
                if (question != null) {
                    remember(trusted, question, verified, path, key);
                }
                return result(verified, trusted, key);
            } catch (PathRefused e) {
                // An anchor of that name with another key says less than the one that signed.
                first = first == null || first.fault() == PathFault.SIGNATURE_WRONG ? e : first;
            }
        }
        if (first == null) {
            first = trusted.unread().explain(PathRefused.of(PathFault.NO_ANCHOR, -1, last, "No trust anchor is named \""
                    + last.issuer() + "\", the issuer of the last certificate in the path", null));
        }
        throw PkixConversions.exception(first, path);
    }

    private static PKIXCertPathValidatorResult result(VerifiedPath path, ParameterAnchors trusted, PublicKey key) {
        return new PKIXCertPathValidatorResult(trusted.original(path.anchor()), PolicyNodeView.of(path.policies()),
                key);
    }

    /** Remembers a path of the platform's own certificates, in a container that is the platform's too. */
    private static void remember(ParameterAnchors trusted, ParameterAnchors.Question question, VerifiedPath verified,
            CertPath path,
            PublicKey key) throws CertPathValidatorException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : path.getCertificates()) {
            if (!CertificateConverter.isPlatform((X509Certificate) certificate)) {
                return;
            }
            certificates.add((X509Certificate) certificate);
        }
        try {
            trusted.remember(question, new ParameterAnchors.Answer(verified, JcaCertificates.path(certificates),
                    Set.copyOf(certificates.subList(1, certificates.size())), key));
        } catch (CertificateException e) {
            throw new CertPathValidatorException(e);
        }
    }

    private static List<Cert> chain(CertPath path, CertificateConverter certs) throws CertPathValidatorException {
        List<Cert> chain = new ArrayList<>();
        for (Certificate certificate : path.getCertificates()) {
            try {
                chain.add(certs.of((X509Certificate) certificate));
            } catch (MalformedInput | CertificateException e) {
                throw new CertPathValidatorException("certificate " + chain.size() + " of the path cannot be read: "
                        + Printable.message(e.getMessage()), e, path, chain.size());
            }
        }
        return chain;
    }

    /** The target's key, with parameters that it inherits. */
    static PublicKey key(VerifiedPath verified, X509Certificate target) throws CertPathValidatorException {
        try {
            return verified.key().equals(verified.target().key()) ? target.getPublicKey()
                    : JcaCertificates.key(AlgorithmNames.key(verified.key()), verified.key().encoded().toBytes());
        } catch (GeneralSecurityException e) {
            throw new CertPathValidatorException("the target's key cannot be made: " + e.getMessage(), e);
        }
    }
}
