package dev.handfast.pki.path;

import dev.handfast.der.Oid;
import dev.handfast.pki.cert.BasicConstraints;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.PolicyRules;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.cert.Subtrees;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run of section 6.1 over one chain; its fields are that section's state variables. */
final class Rfc5280Validation {

    private final List<Cert> chain;
    private final Anchor anchor;
    private final ValidationParameters rules;
    private final Budget budget;
    private final SignatureChecks signatures;
    private final PreparedConstraints prepared;

    private final List<NameConstraints> constraints = new ArrayList<>();
    private @Nullable PolicyGraph graph;
    /** The policies that the caller and the anchor accept; empty for any. */
    private Set<Oid> initialPolicies;
    private int explicitPolicy;
    private int inhibitAny;
    private int policyMapping;
    private int maxPathLength;
    private Name workingIssuer;
    private Spki workingKey;
    /** The working keys so far, target's first: those of the certificates judged, then the anchor's. */
    private final ArrayDeque<Spki> keys = new ArrayDeque<>();
    /** The TLS features that the certificates so far demand of those below them. */
    private final Set<Integer> features = new HashSet<>();
    /** The purposes that all certificates so far allow; null while none has named any. */
    private @Nullable Set<Oid> purposes;

    Rfc5280Validation(List<Cert> chain, Anchor anchor, ValidationParameters rules, Budget budget,
            SignatureChecks signatures,
            PreparedConstraints prepared) {
        this.chain = chain;
        this.anchor = anchor;
        this.rules = rules;
        this.budget = budget;
        this.signatures = signatures;
        this.prepared = prepared;
        this.initialPolicies = rules.initialPolicies().contains(Oids.ANY_POLICY) ? Set.of() : rules.initialPolicies();
        this.workingIssuer = anchor.name();
        this.workingKey = anchor.key();
    }

    VerifiedPath run() throws PathRefused {
        initialize();
        for (int index = chain.size() - 1; index >= 0; index--) {
            Cert certificate = chain.get(index);
            basic(certificate, index);
            if (index > 0) {
                prepareNext(certificate, index);
            }
            workingKey = inherited(certificate, index);
            keys.push(workingKey);
        }
        wrapUp();
        return new VerifiedPath(chain, anchor, List.copyOf(keys), graph, rules);
    }

    /** Section 6.1.2, with the anchor's own constraints. */
    private void initialize() throws PathRefused {
        int n = chain.size();
        graph = new PolicyGraph(budget);
        explicitPolicy = rules.explicitPolicy() ? 0 : n + 1;
        inhibitAny = rules.anyPolicyInhibited() ? 0 : n + 1;
        policyMapping = rules.mappingInhibited() ? 0 : n + 1;
        maxPathLength = rules.maxIntermediates() < 0 ? n : rules.maxIntermediates();
        keys.push(workingKey);
        PathValidator.checkAnchor(anchor, n, n > 0, rules);
        Subtrees own = anchor.constraints();
        if (own != null) {
            constraints.add(NameConstraints.of(own, anchor.certificate(), n));
        }
        if (anchor.certificate() != null && rules.anchorConstraints()) {
            Cert certificate = anchor.certificate();
            Subtrees subtrees = certificate.nameConstraints();
            if (subtrees != null) {
                constraints.add(prepared.of(certificate, subtrees, n, budget));
            }
            BasicConstraints basic = certificate.basicConstraints();
            if (basic != null && basic.pathLength() >= 0) {
                maxPathLength = Math.min(maxPathLength, basic.pathLength());
            }
            narrowPurposes(certificate, n);
            features.addAll(certificate.tlsFeatures());
            anchorPolicies(certificate, n);
        }
    }

    /** RFC 5937 section 3.2: the anchor's policies narrow the caller's, and its policy constraints are inputs. */
    private void anchorPolicies(Cert certificate, int index) throws PathRefused {
        PolicyRules policy = certificate.policyRules();
        Map<Oid, List<Opaque>> policies = policy.policies();
        Set<Oid> accepted = policies == null ? Set.of(Oids.ANY_POLICY) : policies.keySet();
        if (!accepted.contains(Oids.ANY_POLICY) || rules.anyPolicyInhibited() && policies != null) {
            Set<Oid> common = new HashSet<>(accepted);
            common.remove(Oids.ANY_POLICY);
            if (!initialPolicies.isEmpty()) {
                common.retainAll(initialPolicies);
            }
            initialPolicies = common;
            graph = common.isEmpty() ? null : graph;
        }
        refuseMappingOfAny(certificate, policy, index);
        if (!Collections.disjoint(initialPolicies, policy.mappings().keySet())) {
            Set<Oid> mapped = new HashSet<>(initialPolicies);
            mapped.removeAll(policy.mappings().keySet());
            for (Oid from : rules.mappingInhibited() ? Set.<Oid>of() : initialPolicies) {
                mapped.addAll(policy.mappings().getOrDefault(from, Set.of()));
            }
            initialPolicies = mapped;
            graph = mapped.isEmpty() ? null : graph;
        }
        explicitPolicy = smaller(explicitPolicy, policy.requireExplicit());
        policyMapping = smaller(policyMapping, policy.inhibitMapping());
        inhibitAny = smaller(inhibitAny, policy.inhibitAny());
    }

    /** Section 6.1.3. */
    private void basic(Cert certificate, int index) throws PathRefused {
        if (!certificate.issuer().equals(workingIssuer)) {
            throw new PathRefused(PathFault.NAME_CHAINING, index, certificate, "Certificate " + certificate
                    + " does not name as its issuer the next in the chain, \"" + workingIssuer + "\"",
                    "Send the chain in order, each certificate followed by its issuer's");
        }
        CertChecks.key(certificate, index);
        CertChecks.syntax(certificate, index);
        CertChecks.extensions(certificate, index, rules);
        CertChecks.validity(certificate, index, rules);
        CertChecks.purpose(certificate, index, rules);
        narrowPurposes(certificate, index);
        tlsFeatures(certificate, index);
        algorithms(certificate, index);
        Object issuer = index + 1 < chain.size() ? chain.get(index + 1) : anchor;
        signatures.verify(certificate, workingKey, issuer, index, budget);
        if (index == 0 || !certificate.isSelfIssued()) {
            for (NameConstraints each : constraints) {
                each.check(certificate, index, budget);
                if (index == 0 && rules.commonNamesBound()) {
                    each.checkCommonName(certificate, budget);
                }
            }
        }
        policies(certificate, index);
    }

    /** Section 6.1.3 (d) to (f). */
    private void policies(Cert certificate, int index) throws PathRefused {
        CertChecks.qualifiers(certificate, index, rules);
        Map<Oid, List<Opaque>> policies = certificate.policyRules().policies();
        if (policies == null) {
            graph = null;
        } else if (graph != null) {
            boolean anyAllowed = inhibitAny > 0 || index > 0 && certificate.isSelfIssued();
            if (!graph.add(certificate, policies, anyAllowed)) {
                graph = null;
            }
        }
        if (explicitPolicy <= 0 && graph == null) {
            throw noPolicy(certificate, index);
        }
    }

    /** Section 6.1.4. */
    private void prepareNext(Cert certificate, int index) throws PathRefused {
        CertChecks.authority(certificate, index);
        PolicyRules policy = certificate.policyRules();
        map(certificate, policy, index);
        workingIssuer = certificate.subject();
        Subtrees subtrees = certificate.nameConstraints();
        if (subtrees != null) {
            constraints.add(prepared.of(certificate, subtrees, index, budget));
        }
        boolean selfIssued = certificate.isSelfIssued();
        if (!selfIssued) {
            explicitPolicy = Math.max(0, explicitPolicy - 1);
            policyMapping = Math.max(0, policyMapping - 1);
            inhibitAny = Math.max(0, inhibitAny - 1);
        }
        explicitPolicy = smaller(explicitPolicy, policy.requireExplicit());
        policyMapping = smaller(policyMapping, policy.inhibitMapping());
        inhibitAny = smaller(inhibitAny, policy.inhibitAny());
        if (!selfIssued) {
            if (maxPathLength <= 0) {
                throw new PathRefused(PathFault.PATH_TOO_LONG, index, certificate, "Certificate " + certificate
                        + " makes the path longer than "
                        + (rules.maxIntermediates() >= 0 ? "the path length asked for or " : "")
                        + "the basic constraints of an authority above it allow",
                        "Have the target issued by an authority nearer to the root");
            }
            maxPathLength--;
        }
        maxPathLength = smaller(maxPathLength, certificate.pathLength());
    }

    /** Section 6.1.4 (a), (b). */
    private void map(Cert certificate, PolicyRules policy, int index) throws PathRefused {
        refuseMappingOfAny(certificate, policy, index);
        if (!policy.mappings().isEmpty() && graph != null && !graph.map(certificate, policyMapping > 0)) {
            graph = null;
        }
    }

    private static void refuseMappingOfAny(Cert certificate, PolicyRules policy, int index) throws PathRefused {
        boolean any = policy.mappings().containsKey(Oids.ANY_POLICY);
        for (Set<Oid> to : policy.mappings().values()) {
            any |= to.contains(Oids.ANY_POLICY);
        }
        if (any) {
            throw new PathRefused(PathFault.POLICY_MAPPING, index, certificate, "Certificate " + certificate
                    + " maps a policy from or to anyPolicy", "Have it issued anew");
        }
    }

    /** Section 6.1.5. */
    private void wrapUp() throws PathRefused {
        if (chain.isEmpty()) {
            return;
        }
        Cert target = chain.get(0);
        if (target.nameConstraints() != null && !target.isCa()) {
            throw new PathRefused(PathFault.CONSTRAINT_MISPLACED, 0, target, "Certificate " + target
                    + " has name constraints although it is no certification authority",
                    "Have it issued without name constraints");
        }
        CertChecks.serverNames(target, rules);
        explicitPolicy = Math.max(0, explicitPolicy - 1);
        if (target.policyRules().requireExplicit() == 0) {
            explicitPolicy = 0;
        }
        if (graph != null && !initialPolicies.isEmpty() && !graph.intersect(initialPolicies, target)) {
            graph = null;
        }
        if (explicitPolicy <= 0 && graph == null) {
            throw noPolicy(target, 0);
        }
    }

    private void algorithms(Cert certificate, int index) throws PathRefused {
        AlgorithmRules.Context context = new AlgorithmRules.Context(anchor, rules);
        String reason = rules.algorithms().refusesSignature(certificate.signatureAlgorithm(), certificate, context);
        if (reason == null) {
            reason = rules.algorithms().refusesKey(inherited(certificate, index), certificate, context);
        }
        if (reason != null) {
            throw new PathRefused(PathFault.ALGORITHM_REFUSED, index, certificate, "Certificate " + certificate
                    + " is not acceptable: " + reason,
                    "Have it issued anew with ECDSA P-256 or RSA of at least 2048 bits, and SHA-256");
        }
    }

    /** A chain whose certificates allow no purpose in common is good for nothing, whatever the caller asks. */
    private void narrowPurposes(Cert certificate, int index) throws PathRefused {
        Set<Oid> uses = certificate.extendedKeyUse();
        if (uses == null || uses.contains(Oids.ANY_EXTENDED_KEY_USAGE) || uses.contains(Oids.OCSP_SIGNING)) {
            return;
        }
        Set<Oid> common = new HashSet<>(uses);
        if (purposes != null) {
            common.retainAll(purposes);
        }
        if (common.isEmpty()) {
            throw new PathRefused(PathFault.WRONG_PURPOSE, index, certificate, "Certificate " + certificate
                    + " may be used only for " + Printable.list(uses.stream().map(CertChecks::purposeName).toList())
                    + ", none of which the authorities above it may issue for",
                    "Have it issued by an authority for that purpose");
        }
        purposes = common;
    }

    /** RFC 7633 section 4.2.2: what an authority's certificate demands, all below it must. */
    private void tlsFeatures(Cert certificate, int index) throws PathRefused {
        if (!certificate.tlsFeatures().containsAll(features)) {
            throw new PathRefused(PathFault.TLS_FEATURE_MISSING, index, certificate, "Certificate " + certificate
                    + " lacks TLS features that an authority above it demands: " + features,
                    "Have it issued with the TLS features of its issuer");
        }
        features.addAll(certificate.tlsFeatures());
    }

    private Spki inherited(Cert certificate, int index) throws PathRefused {
        Spki key = certificate.key();
        if (!key.inheritsParameters() || !workingKey.algorithm().oid().equals(key.algorithm().oid())) {
            return key;
        }
        try {
            return key.withParametersOf(workingKey);
        } catch (MalformedInput e) {
            throw new PathRefused(PathFault.MALFORMED, index, certificate, "Certificate " + certificate
                    + " inherits key parameters that do not fit: " + e.getMessage(), null);
        }
    }

    private PathRefused noPolicy(Cert certificate, int index) {
        return new PathRefused(PathFault.POLICY, index, certificate, "Certificate " + certificate
                + " leaves the path without a valid certificate policy, and one is required",
                "Have it issued under a policy that its authorities and the caller accept");
    }

    private static int smaller(int current, int limit) {
        return limit >= 0 && limit < current ? limit : current;
    }
}
