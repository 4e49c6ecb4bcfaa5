package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.PathRules;
import java.security.cert.PKIXCertPathChecker;
import java.util.List;
import java.util.Set;

/**
 * The rules for one target where no connection tells what it is for, and who compares names, and how, is not known.
 *
 * <p>What can be for TLS only (its extended key usage or the caller's says so, or SunJSSE is the caller) is judged by
 * TLS's rules for algorithms. What can be for servers only must not name them as RFC 9525 forbids. DNS constraints bind a
 * common name that the caller may take for a host.
 */
final class TargetRules {

    private static final Set<Oid> TLS_PURPOSES = Set.of(Oids.SERVER_AUTH, Oids.CLIENT_AUTH);

    /**
     * 2017-01-01T00:00:00Z. By then public authorities had left RSA-1024 and SHA-1 (baseline requirements 6.1.5, 7.1.3)
     * and browsers the common name: what is judged as of an earlier time, signed documents say, is judged without.
     */
    private static final long PRESENT_RULES = 1_483_228_800_000L;

    /** The checker by which SunJSSE's trust manager has a connection's algorithms judged; no one else adds it. */
    private static final String SUN_TLS_CHECKER = "sun.security.provider.certpath.AlgorithmChecker";

    private TargetRules() {
    }

    /** Whether today's rules for TLS held at a time in milliseconds. */
    static boolean arePresent(long time) {
        return time >= PRESENT_RULES;
    }

    /**
     * Adds the rules for a target to those of the conditions.
     *
     * @param commonName whether the application lets common names stand for hosts
     */
    static PathRules add(PathRules given, Cert target, List<PKIXCertPathChecker> checkers, boolean commonName) {
        PathRules rules = given;
        Set<Oid> uses = rules.purpose() != null ? Set.of(rules.purpose())
                : target.extendedKeyUse() == null ? Set.of() : target.extendedKeyUse();
        boolean onlyTls = !uses.isEmpty() && TLS_PURPOSES.containsAll(uses);
        if (onlyTls && uses.size() == 1 && rules.purpose() == null) {
            rules = rules.withPurpose(uses.iterator().next());
        }
        boolean tls = onlyTls || checkers.stream().anyMatch(c -> c.getClass().getName().equals(SUN_TLS_CHECKER));
        if (tls && arePresent(rules.time())) {
            rules = rules.withAlgorithms(rules.algorithms().and(new TlsAlgorithms()));
        }
        return rules.withCommonNamesBound(!Oids.CLIENT_AUTH.equals(rules.purpose()))
                .withStrictServerNames(arePresent(rules.time()) && !commonName);
    }
}
