package dev.handfast.pki.path;

import dev.handfast.crypto.KeyBounds;
import dev.handfast.der.Oid;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The inputs of a validation beside the path (RFC 5280 section 6.1.1), and what we add to them. Immutable; made by
 * {@link #at} and the {@code with} methods.
 */
public final class ValidationParameters {

    private final long time;
    private int maxIntermediates = -1;
    private Set<Oid> initialPolicies = Set.of();
    private boolean explicitPolicy;
    private boolean mappingInhibited;
    private boolean anyPolicyInhibited;
    private @Nullable Oid purpose;
    private AlgorithmRules algorithms = AlgorithmRules.ANY;
    private AlgorithmRules statusAlgorithms = AlgorithmRules.ANY;
    private boolean anchorConstraints = true;
    private boolean nonCaAnchors;
    private Set<Oid> understood = Set.of();
    private boolean criticalQualifiersRefused;
    private boolean commonNamesBound;
    private boolean strictServerNames;

    private ValidationParameters(long time) {
        this.time = time;
    }

    private ValidationParameters(ValidationParameters other) {
        time = other.time;
        maxIntermediates = other.maxIntermediates;
        initialPolicies = other.initialPolicies;
        explicitPolicy = other.explicitPolicy;
        mappingInhibited = other.mappingInhibited;
        anyPolicyInhibited = other.anyPolicyInhibited;
        purpose = other.purpose;
        algorithms = other.algorithms;
        statusAlgorithms = other.statusAlgorithms;
        anchorConstraints = other.anchorConstraints;
        nonCaAnchors = other.nonCaAnchors;
        understood = other.understood;
        criticalQualifiersRefused = other.criticalQualifiersRefused;
        commonNamesBound = other.commonNamesBound;
        strictServerNames = other.strictServerNames;
    }

    /** Rules at a time, in milliseconds since 1970-01-01T00:00:00Z, with the RFC's defaults for all else. */
    public static ValidationParameters at(long time) {
        return new ValidationParameters(time);
    }

    /** At most so many intermediates that are not self-issued; -1 for no limit. */
    public ValidationParameters withMaxIntermediates(int count) {
        if (maxIntermediates == count) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.maxIntermediates = count;
        return copy;
    }

    /** Section 6.1.1 (c), the policies that are acceptable; an empty set means any. */
    public ValidationParameters withPolicies(Set<Oid> initial) {
        if (initialPolicies.equals(initial)) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.initialPolicies = Set.copyOf(initial);
        return copy;
    }

    /** Section 6.1.1 (f): whether the path must be valid for one of the policies; by default not. */
    public ValidationParameters withExplicitPolicy(boolean demanded) {
        if (explicitPolicy == demanded) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.explicitPolicy = demanded;
        return copy;
    }

    /** Section 6.1.1 (e): whether policies may not be mapped; by default they may. */
    public ValidationParameters withMappingInhibited(boolean inhibited) {
        if (mappingInhibited == inhibited) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.mappingInhibited = inhibited;
        return copy;
    }

    /** Section 6.1.1 (g): whether anyPolicy counts for nothing; by default it counts. */
    public ValidationParameters withAnyPolicyInhibited(boolean inhibited) {
        if (anyPolicyInhibited == inhibited) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.anyPolicyInhibited = inhibited;
        return copy;
    }

    /** Whether qualifiers in a critical policy extension are refused even when they are understood; by default not. */
    public ValidationParameters withCriticalQualifiersRefused(boolean refused) {
        if (criticalQualifiersRefused == refused) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.criticalQualifiersRefused = refused;
        return copy;
    }

    /** The purpose that the whole chain must allow; null asks only that some purpose be left. */
    public ValidationParameters withPurpose(@Nullable Oid keyPurpose) {
        if (Objects.equals(purpose, keyPurpose)) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.purpose = keyPurpose;
        return copy;
    }

    /** What algorithms and keys must satisfy. */
    public ValidationParameters withAlgorithms(AlgorithmRules rules) {
        if (algorithms == rules) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.algorithms = rules;
        return copy;
    }

    /** What the signatures of revocation lists and OCSP responses must satisfy; by default nothing. */
    public ValidationParameters withStatusAlgorithms(AlgorithmRules rules) {
        if (statusAlgorithms == rules) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.statusAlgorithms = rules;
        return copy;
    }

    /** Whether an anchor's own constraints count; true unless told otherwise. */
    public ValidationParameters withAnchorConstraints(boolean honoured) {
        if (anchorConstraints == honoured) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.anchorConstraints = honoured;
        return copy;
    }

    /** Whether an anchor may issue although its extensions do not make it an authority; by default not. */
    public ValidationParameters withNonCaAnchors(boolean allowed) {
        if (nonCaAnchors == allowed) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.nonCaAnchors = allowed;
        return copy;
    }

    /** Whether the judge processes an extension itself, so that it may be critical. */
    public static boolean isUnderstood(Oid extension) {
        return CertChecks.UNDERSTOOD.contains(extension);
    }

    /** Critical extensions that the caller checks itself. */
    public ValidationParameters withUnderstood(Set<Oid> extensions) {
        if (understood.equals(extensions)) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.understood = Set.copyOf(extensions);
        return copy;
    }

    /**
     * Whether DNS constraints bind the target's common name where it has no dNSName: for callers that may take it for
     * a host name, which RFC 9525 section 2 forbids. By default not.
     */
    public ValidationParameters withCommonNamesBound(boolean bound) {
        if (commonNamesBound == bound) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.commonNamesBound = bound;
        return copy;
    }

    /**
     * Whether a target for {@code serverAuth} must have no name that only laxer rules than RFC 9525's take for a
     * host's, for callers that may have such rules. By default not.
     */
    public ValidationParameters withStrictServerNames(boolean strict) {
        if (strictServerNames == strict) {
            return this;
        }
        ValidationParameters copy = new ValidationParameters(this);
        copy.strictServerNames = strict;
        return copy;
    }

    /** One more critical extension that the caller checks itself. */
    public ValidationParameters andUnderstood(Oid extension) {
        Set<Oid> more = new HashSet<>(understood);
        more.add(extension);
        return withUnderstood(more);
    }

    /**
     * Everything here but the time: by equal conditions the same chain is judged the same at any time at which all its
     * certificates are valid.
     */
    public List<Object> conditions() {
        return Arrays.asList(maxIntermediates, initialPolicies, explicitPolicy, mappingInhibited, anyPolicyInhibited,
                purpose, algorithms, statusAlgorithms,
                List.of(algorithms.and(statusAlgorithms).era(time), KeyBounds.mostBits()), anchorConstraints,
                nonCaAnchors, understood, criticalQualifiersRefused, commonNamesBound, strictServerNames);
    }

    /** The time, in milliseconds since 1970-01-01T00:00:00Z. */
    public long time() {
        return time;
    }

    /** The most intermediates that are not self-issued; -1 for no limit. */
    public int maxIntermediates() {
        return maxIntermediates;
    }

    /** The acceptable policies; empty for any. */
    public Set<Oid> initialPolicies() {
        return initialPolicies;
    }

    /** Whether a policy must be valid for the path. */
    public boolean explicitPolicy() {
        return explicitPolicy;
    }

    /** Whether policy mapping is forbidden. */
    public boolean mappingInhibited() {
        return mappingInhibited;
    }

    /** Whether anyPolicy in certificates counts for nothing. */
    public boolean anyPolicyInhibited() {
        return anyPolicyInhibited;
    }

    /** Whether qualifiers in a critical policy extension are refused even when they are understood. */
    public boolean criticalQualifiersRefused() {
        return criticalQualifiersRefused;
    }

    /** The purpose asked for, or null. */
    public @Nullable Oid purpose() {
        return purpose;
    }

    /** What algorithms and keys must satisfy. */
    public AlgorithmRules algorithms() {
        return algorithms;
    }

    /** What the signatures of revocation lists and OCSP responses must satisfy. */
    public AlgorithmRules statusAlgorithms() {
        return statusAlgorithms;
    }

    /** Whether an anchor's own constraints count. */
    public boolean anchorConstraints() {
        return anchorConstraints;
    }

    /** Whether an anchor may issue although its extensions do not make it an authority. */
    public boolean nonCaAnchors() {
        return nonCaAnchors;
    }

    /** Critical extensions that the caller checks itself. */
    public Set<Oid> understood() {
        return understood;
    }

    /** Whether DNS constraints bind the target's common name where it has no dNSName. */
    public boolean commonNamesBound() {
        return commonNamesBound;
    }

    /** Whether a target for {@code serverAuth} must have no name that only lax rules take for a host's. */
    public boolean strictServerNames() {
        return strictServerNames;
    }
}
