package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.AlgorithmNames;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Anchors;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.PathRules;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathChecker;
import java.security.cert.CertPathParameters;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorResult;
import java.security.cert.CertPathValidatorSpi;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** {@code CertPathValidator} "PKIX": the judge, asked about one given path and every anchor that could end it. */
public final class CertPathValidatorImpl extends CertPathValidatorSpi {

    /** For the provider. */
    public CertPathValidatorImpl() {
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
        Certs certs = new Certs();
        List<Cert> chain = chain(path, certs);
        if (chain.isEmpty()) {
            throw new CertPathValidatorException("the path is empty");
        }
        if (pkix.getTargetCertConstraints() != null
                && !pkix.getTargetCertConstraints().match(path.getCertificates().get(0))) {
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

    private static PKIXCertPathValidatorResult validate(List<Cert> chain, CertPath path, PKIXParameters pkix,
            Certs certs) throws CertPathValidatorException, InvalidAlgorithmParameterException {
        List<String> unreadable = new ArrayList<>();
        Anchors anchors = new Anchors(Pkix.anchors(pkix.getTrustAnchors(), certs, unreadable));
        // Builder parameters bring a longest path, which SunJSSE passes to validators too.
        PathRules rules = Pkix.rules(pkix, chain.get(0)).withMaxIntermediates(
                pkix instanceof PKIXBuilderParameters builder ? builder.getMaxPathLength() : -1);
        PathBuilder.Acceptance acceptance = Demands.of(pkix, certs);
        Cert last = chain.get(chain.size() - 1);
        Budget budget = new Budget();
        PathRefused first = null;
        for (Anchor anchor : anchors.named(last.issuer())) {
            // A self-signed end entity that is itself trusted issues nothing: there is only the anchor to judge.
            boolean itself = chain.size() == 1 && last.equals(anchor.certificate()) && !last.isCa();
            try {
                VerifiedPath verified = Engine.JUDGE.validate(itself ? List.of() : chain, anchor, rules, budget);
                acceptance.accept(verified, budget);
                return new PKIXCertPathValidatorResult(original(anchor, pkix, certs),
                        PolicyNodeView.of(verified.policies()), key(verified, certs));
            } catch (PathRefused e) {
                // An anchor of that name with another key says less than the one that signed.
                first = first == null || first.fault() == PathFault.SIGNATURE_WRONG ? e : first;
            }
        }
        if (first == null) {
            throw new CertPathValidatorException("No trust anchor is named \"" + last.issuer() + "\", the issuer of the"
                    + " last certificate in the path" + (unreadable.isEmpty() ? "" : "; these anchors cannot be read: "
                            + unreadable), null, null, -1, PKIXReason.NO_TRUST_ANCHOR);
        }
        throw Pkix.exception(first, path);
    }

    private static List<Cert> chain(CertPath path, Certs certs) throws CertPathValidatorException {
        List<Cert> chain = new ArrayList<>();
        for (Certificate certificate : path.getCertificates()) {
            try {
                chain.add(certs.of((X509Certificate) certificate));
            } catch (MalformedInput | CertificateException e) {
                throw new CertPathValidatorException("certificate " + chain.size() + " of the path cannot be read: "
                        + e.getMessage(), e, path, chain.size());
            }
        }
        return chain;
    }

    /** The caller's own object for an anchor. */
    static TrustAnchor original(Anchor anchor, PKIXParameters pkix, Certs certs) throws CertPathValidatorException {
        try {
            X509Certificate certificate = anchor.certificate() == null ? null : certs.original(anchor.certificate());
            for (TrustAnchor candidate : pkix.getTrustAnchors()) {
                boolean same = certificate != null ? certificate.equals(candidate.getTrustedCert())
                        : candidate.getTrustedCert() == null && java.util.Arrays.equals(
                                candidate.getCAPublicKey().getEncoded(), anchor.key().encoded().toBytes())
                                && java.util.Arrays.equals(candidate.getCA().getEncoded(),
                                        anchor.name().encoded().toBytes());
                if (same) {
                    return candidate;
                }
            }
        } catch (CertificateException e) {
            throw new CertPathValidatorException(e);
        }
        throw new IllegalStateException("an anchor that is none of the caller's");
    }

    /** The target's key, with parameters that it inherits. */
    static PublicKey key(VerifiedPath verified, Certs certs) throws CertPathValidatorException {
        try {
            return verified.key().equals(verified.target().key()) ? certs.original(verified.target()).getPublicKey()
                    : JcaCertificates.key(AlgorithmNames.key(verified.key()), verified.key().encoded().toBytes());
        } catch (GeneralSecurityException e) {
            throw new CertPathValidatorException("the target's key cannot be made: " + e.getMessage(), e);
        }
    }
}
