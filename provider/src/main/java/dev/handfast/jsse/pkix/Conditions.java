package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.AlgorithmRules;
import dev.handfast.pki.path.PathRules;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertSelector;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.X509CertSelector;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What JCA parameters ask of a path, as far as a judgement depends on it beside the anchors and the time: equal
 * conditions lead to equal judgements.
 *
 * @param policies the acceptable policies; empty for any
 * @param understood the critical extensions that the application's checkers know
 * @param flags the parameters' switches
 * @param maxIntermediates the most intermediates; -1 for any number
 * @param purpose the purpose that the target's selector names, or null
 * @param algorithms the platform's rules, the same object while they stay the same
 * @param era which of those rules have begun to count at the time of the judgement
 * @param present whether {@link TargetRules} count at that time
 */
record Conditions(Set<Oid> policies, Set<Oid> understood, Flags flags, int maxIntermediates, Oid purpose,
        DisabledAlgorithms algorithms, int era, boolean present) {

    /** Section 6.1.1 (e) to (g), and what else is on or off. */
    record Flags(boolean explicitPolicy, boolean mappingInhibited, boolean anyInhibited, boolean qualifiersRefused,
            boolean anchorConstraints, boolean commonName) {
    }

    /**
     * The conditions of parameters.
     *
     * @param target what {@code parameters.getTargetCertConstraints()} gave
     * @param checkers what {@code parameters.getCertPathCheckers()} gave
     */
    static Conditions of(PKIXParameters parameters, CertSelector target, List<PKIXCertPathChecker> checkers,
            int maxIntermediates, long time) throws InvalidAlgorithmParameterException {
        Flags flags = new Flags(parameters.isExplicitPolicyRequired(), parameters.isPolicyMappingInhibited(),
                parameters.isAnyPolicyInhibited(), parameters.getPolicyQualifiersRejected(),
                Settings.anchorConstraints(), Settings.commonName());
        DisabledAlgorithms algorithms = DisabledAlgorithms.inPaths();
        try {
            return new Conditions(oids(parameters.getInitialPolicies()), understood(checkers), flags, maxIntermediates,
                    purpose(target), algorithms, algorithms.era(time), TargetRules.arePresent(time));
        } catch (IllegalArgumentException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }

    /** The time of a judgement by parameters, in milliseconds. */
    static long time(PKIXParameters parameters) {
        Date date = parameters.getDate();
        return date == null ? System.currentTimeMillis() : date.getTime();
    }

    /** The judge's rules at a time in milliseconds. */
    PathRules rules(long time) {
        AlgorithmRules platform = algorithms.and(BlockedCertificates.OF_JDK);
        return PathRules.at(time)
                .withPolicies(policies, flags.explicitPolicy, flags.mappingInhibited, flags.anyInhibited)
                .withUnderstood(understood)
                .withCriticalQualifiersRefused(flags.qualifiersRefused)
                .withPurpose(purpose)
                .withAnchorConstraints(flags.anchorConstraints)
                .withMaxIntermediates(maxIntermediates)
                .withAlgorithms(platform)
                .withStatusAlgorithms(platform);
    }

    /** The same with what a target is for, in place of a connection that would tell. */
    PathRules rules(Cert target, List<PKIXCertPathChecker> checkers, long time) {
        return TargetRules.add(rules(time), target, checkers, flags.commonName);
    }

    private static Set<Oid> understood(List<PKIXCertPathChecker> checkers) {
        Set<Oid> understood = Set.of();
        for (PKIXCertPathChecker checker : checkers) {
            if (checker.getSupportedExtensions() != null) {
                understood = new HashSet<>(understood);
                understood.addAll(oids(checker.getSupportedExtensions()));
            }
        }
        return understood;
    }

    private static Set<Oid> oids(Set<String> texts) {
        if (texts.isEmpty()) {
            return Set.of();
        }
        Set<Oid> oids = new HashSet<>();
        for (String text : texts) {
            oids.add(Oid.parse(text));
        }
        return oids;
    }

    private static Oid purpose(CertSelector target) {
        Set<String> purposes = target instanceof X509CertSelector selector ? selector.getExtendedKeyUsage() : null;
        return purposes != null && purposes.size() == 1 ? Oid.parse(purposes.iterator().next()) : null;
    }
}
