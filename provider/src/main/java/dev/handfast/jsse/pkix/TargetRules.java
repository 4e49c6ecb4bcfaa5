package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.ValidationParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.PKIXParameters;
import java.util.Set;

/**
 * The rules for one target where no connection tells what it is for, and who compares names, and how, is not known.
 *
 * <p>What can be for TLS only (its extended key usage or the caller's says so, or SunJSSE is the caller) is judged by
 * TLS's rules for algorithms. What can be for servers only must not name them as RFC 9525 forbids. DNS constraints bind
 * a common name that the caller may take for a host.
 */
public final class TargetRules {

    /**
     * 2017-01-01T00:00:00Z. By then public authorities had left RSA-1024 and SHA-1 (baseline requirements 6.1.5, 7.1.3)
     * and browsers the common name: what is judged as of an earlier time, signed documents say, is judged without.
     */
    private static final long PRESENT_RULES = 1_483_228_800_000L;

    private TargetRules() {
    }

    /** The rules that parameters ask for, with those for their target. */
    public static ValidationParameters of(PKIXParameters parameters, Cert target)
            throws InvalidAlgorithmParameterException {
        ValidationParameters rules = PkixConversions.rules(parameters, PathSettings.OF_PROPERTIES);
        boolean present = rules.time() >= PRESENT_RULES;
        Set<Oid> uses = rules.purpose() != null ? Set.of(rules.purpose())
                : target.extendedKeyUse() == null ? Set.of() : target.extendedKeyUse();
        boolean onlyTls = JdkValidatorRequest.isForTlsOnly(uses);
        if (onlyTls && uses.size() == 1 && rules.purpose() == null) {
            rules = rules.withPurpose(uses.iterator().next());
        }
        if ((onlyTls || JdkValidatorRequest.isForConnection(parameters)) && present) {
            rules = rules.withAlgorithms(rules.algorithms().and(new TlsAlgorithmRules()));
        }
        return rules.withCommonNamesBound(!Oids.CLIENT_AUTH.equals(rules.purpose()))
                .withStrictServerNames(present && !PathProperties.commonName());
    }
}
