package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.certs.UnreadableCertificates;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.cert.Subtrees;
import dev.handfast.pki.path.AlgorithmRules;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.wire.MalformedInput;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Parameters of JCA into ours, and our refusals into JCA's exceptions. */
public final class PkixConversions {

    private PkixConversions() {
    }

    /**
     * The rules that parameters ask for, with a purpose where the target's selector names a single one, and with what
     * {@code jdk.certpath.disabledAlgorithms} and the JDK's list of blocked certificates leave.
     *
     * @param settings what is asked of paths besides
     */
    public static ValidationParameters rules(PKIXParameters parameters, PathSettings settings)
            throws InvalidAlgorithmParameterException {
        Date date = parameters.getDate();
        Set<Oid> policies = new HashSet<>();
        Set<Oid> understood = new HashSet<>();
        try {
            for (String policy : parameters.getInitialPolicies()) {
                policies.add(Oid.parse(policy));
            }
            for (PKIXCertPathChecker checker : parameters.getCertPathCheckers()) {
                if (checker.getSupportedExtensions() != null) {
                    for (String extension : checker.getSupportedExtensions()) {
                        understood.add(Oid.parse(extension));
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
        AlgorithmRules platform = DisabledPathAlgorithms.of("jdk.certpath.disabledAlgorithms")
                .and(BlockedCertificates.OF_JDK);
        return ValidationParameters.at(date == null ? System.currentTimeMillis() : date.getTime())
                .withPolicies(policies)
                .withExplicitPolicy(parameters.isExplicitPolicyRequired())
                .withMappingInhibited(parameters.isPolicyMappingInhibited())
                .withAnyPolicyInhibited(parameters.isAnyPolicyInhibited())
                .withUnderstood(understood)
                .withCriticalQualifiersRefused(parameters.getPolicyQualifiersRejected())
                .withPurpose(purpose(parameters))
                .withAnchorConstraints(settings.anchorConstraints())
                .withNonCaAnchors(PathProperties.nonCaAnchors())
                .withAlgorithms(platform)
                .withStatusAlgorithms(platform);
    }

    private static Oid purpose(PKIXParameters parameters) {
        Set<String> purposes = parameters.getTargetCertConstraints() instanceof X509CertSelector selector
                ? selector.getExtendedKeyUsage() : null;
        return purposes != null && purposes.size() == 1 ? Oid.parse(purposes.iterator().next()) : null;
    }

    /**
     * Trust anchors in our form, with their originals.
     *
     * @param certs reads and remembers their certificates
     * @param unread is told of those that cannot be read
     * @param origin where an anchor's certificate comes from, for messages
     */
    public static Map<Anchor, TrustAnchor> anchors(Collection<TrustAnchor> anchors, CertificateConverter certs,
            UnreadableCertificates unread, Function<X509Certificate, String> origin) {
        Map<Anchor, TrustAnchor> read = new LinkedHashMap<>();
        for (TrustAnchor anchor : anchors) {
            try {
                read.putIfAbsent(anchor(anchor, certs), anchor);
            } catch (MalformedInput | CertificateException e) {
                X509Certificate certificate = anchor.getTrustedCert();
                unread.add(certificate == null ? anchor.getCA() : certificate.getSubjectX500Principal(),
                        certificate == null ? "a trust anchor given as name and key" : origin.apply(certificate), e);
            }
        }
        return read;
    }

    private static Anchor anchor(TrustAnchor anchor, CertificateConverter certs)
            throws MalformedInput, CertificateException {
        Subtrees constraints = anchor.getNameConstraints() == null ? null
                : Subtrees.parse(anchor.getNameConstraints());
        if (anchor.getTrustedCert() != null) {
            Cert cert = certs.anchor(anchor.getTrustedCert());
            return new Anchor(cert, cert.subject(), cert.key(), constraints);
        }
        Name name = Name.parse(anchor.getCA().getEncoded(), "trust anchor name");
        Spki key = Spki.parse(anchor.getCAPublicKey().getEncoded());
        return new Anchor(null, name, key, constraints);
    }

    /** The exception that JCA has for a refusal. */
    public static CertPathValidatorException exception(PathRefused refused, CertPath path) {
        int index = path != null && refused.index() >= 0 && refused.index() < path.getCertificates().size()
                ? refused.index() : -1;
        if (refused.getCause() instanceof CertPathValidatorException theirs) {
            return theirs.getIndex() >= 0 ? theirs
                    : new CertPathValidatorException(theirs.getMessage(), theirs, index < 0 ? null : path, index,
                            theirs.getReason());
        }
        Throwable cause = refused.getCause() != null ? refused.getCause() : ExplainedPath.of(refused);
        return new CertPathValidatorException(refused.sentence(), cause, index < 0 ? null : path, index,
                reason(refused.fault()));
    }

    private static Reason reason(PathFault fault) {
        return switch (fault) {
            case EXPIRED -> BasicReason.EXPIRED;
            case NOT_YET_VALID -> BasicReason.NOT_YET_VALID;
            case REVOKED -> BasicReason.REVOKED;
            case REVOCATION_UNKNOWN, STAPLE_MISSING, STAPLE_UNACCEPTABLE -> BasicReason.UNDETERMINED_REVOCATION_STATUS;
            case SIGNATURE_WRONG -> BasicReason.INVALID_SIGNATURE;
            case SIGNATURE_UNSUPPORTED, ALGORITHM_REFUSED -> BasicReason.ALGORITHM_CONSTRAINED;
            case NAME_CHAINING -> PKIXReason.NAME_CHAINING;
            case NAME_NOT_PERMITTED, NAME_EXCLUDED, NAME_MALFORMED, CONSTRAINT_MALFORMED, CONSTRAINT_NOT_UNDERSTOOD,
                    CONSTRAINT_MISPLACED, SERVER_NAMES ->
                PKIXReason.INVALID_NAME;
            case POLICY, POLICY_MAPPING, POLICY_QUALIFIER -> PKIXReason.INVALID_POLICY;
            case NOT_A_CA -> PKIXReason.NOT_CA_CERT;
            case PATH_TOO_LONG -> PKIXReason.PATH_TOO_LONG;
            case NO_CERT_SIGN, WRONG_KEY_USAGE, WRONG_PURPOSE -> PKIXReason.INVALID_KEY_USAGE;
            case UNKNOWN_CRITICAL_EXTENSION, EXTENSION_MUST_NOT_BE_CRITICAL -> PKIXReason.UNRECOGNIZED_CRIT_EXT;
            case NO_ISSUER, NO_ANCHOR, LOOP -> PKIXReason.NO_TRUST_ANCHOR;
            default -> BasicReason.UNSPECIFIED;
        };
    }
}
