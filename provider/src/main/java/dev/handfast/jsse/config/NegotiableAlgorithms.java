package dev.handfast.jsse.config;

import dev.handfast.auth.SchemeRules;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLHandshakeException;

/**
 * What may be negotiated (RFC 9846 sections 4.3.3, 4.3.7 and 9.3): what is enabled, supported and permitted, in order
 * of preference. Making one asks every rule
 * about every name, so the connections of one policy that are configured alike share one.
 *
 * @param dhGroup the finite field of a server for clients of TLS 1.2 that name none; null for no DHE then
 */
public record NegotiableAlgorithms(List<ProtocolVersion> versions, List<CipherSuite> suites, List<NamedGroup> groups,
        List<SignatureScheme> schemes, List<SignatureScheme> certificateSchemes, NamedGroup dhGroup) {

    /** Copies the lists, so that the settings of each connection need not: a stream's lists are no List.of. */
    public NegotiableAlgorithms {
        versions = List.copyOf(versions);
        suites = List.copyOf(suites);
        groups = List.copyOf(groups);
        schemes = List.copyOf(schemes);
        certificateSchemes = List.copyOf(certificateSchemes);
    }

    /** The finite fields of RFC 7919, the smallest first. */
    private static final List<NamedGroup> FIELDS = List.of(NamedGroup.FFDHE2048, NamedGroup.FFDHE3072,
            NamedGroup.FFDHE4096);

    /** What decides, apart from the policy. */
    private record Key(boolean client, List<String> protocols, List<String> suites, List<String> groups,
            List<String> schemes) {

        // Written out: a record's own are linked from method handles at their first use.

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && client == that.client && protocols.equals(that.protocols)
                    && suites.equals(that.suites) && Objects.equals(groups, that.groups)
                    && Objects.equals(schemes, that.schemes);
        }

        @Override
        public int hashCode() {
            return 31 * protocols.hashCode() + suites.hashCode() + (client ? 1 : 0);
        }
    }

    /** The values of one policy, for connections without constraints of the application's own. */
    static final class Cache {

        /** More kinds of connections than one process configures; beyond it, begin anew. */
        private static final int MOST = 64;

        private final ConcurrentHashMap<Key, NegotiableAlgorithms> known = new ConcurrentHashMap<>();

        private NegotiableAlgorithms get(Key key) {
            return known.get(key);
        }

        private void put(Key key, NegotiableAlgorithms made) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(key, made);
        }
    }

    /**
     * What a connection may negotiate.
     *
     * @throws SSLHandshakeException if nothing that is enabled may be used
     */
    public static NegotiableAlgorithms of(Policy policy, ConfigurationValues values, Constraints constraints)
            throws SSLHandshakeException {
        if (constraints.hasApplicationRules()) {
            return new Maker(policy, values, constraints).make();
        }
        Key key = new Key(values.client(), values.algorithms().protocols(),
                values.algorithms().suites(), values.algorithms().groups(), values.algorithms().schemes());
        NegotiableAlgorithms made = policy.negotiables().get(key);
        if (made == null) {
            made = new Maker(policy, values, constraints).make();
            policy.negotiables().put(key, made);
        }
        return made;
    }

    /** In loops: a JVM links each lambda of a stream for its first connection. */
    private record Maker(Policy policy, ConfigurationValues values, Constraints constraints) {

        NegotiableAlgorithms make() throws SSLHandshakeException {
            List<CipherSuite> enabled = enabledSuites();
            List<ProtocolVersion> versions = versions(enabled);
            List<SignatureScheme> certificateSchemes = sha1Last(schemes());
            List<SignatureScheme> schemes = new ArrayList<>(certificateSchemes.size());
            for (SignatureScheme scheme : certificateSchemes) {
                if (permits(scheme)) {
                    schemes.add(scheme);
                }
            }
            if (schemes.isEmpty()) {
                throw new SSLHandshakeException("no signature scheme is both enabled and permitted");
            }
            return new NegotiableAlgorithms(versions, CipherSuite.forAny(enabled, versions), groups(versions), schemes,
                    certificateSchemes,
                    dhGroup());
        }

        /** RFC 9846 section 4.3.3: whoever enables SHA-1, in whatever order, prefers all others. */
        private static List<SignatureScheme> sha1Last(List<SignatureScheme> schemes) {
            List<SignatureScheme> ordered = new ArrayList<>(schemes.size());
            List<SignatureScheme> last = new ArrayList<>(0);
            for (SignatureScheme scheme : schemes) {
                (scheme.hash() == HashAlgorithm.SHA1 ? last : ordered).add(scheme);
            }
            ordered.addAll(last);
            return ordered;
        }

        private List<CipherSuite> enabledSuites() {
            Set<CipherSuite> enabled = new LinkedHashSet<>();
            for (String name : values.algorithms().suites()) {
                CipherSuite suite = CipherSuite.named(name);
                if (suite != null && policy.supportedSuites().contains(suite)
                        && constraints.permitsNegotiating(suite.toString())) {
                    enabled.add(suite);
                }
            }
            return List.copyOf(enabled);
        }

        /** Versions that are enabled, permitted and have a suite. */
        private List<ProtocolVersion> versions(List<CipherSuite> enabled) throws SSLHandshakeException {
            List<ProtocolVersion> versions = new ArrayList<>();
            for (ProtocolVersion version : policy.supportedVersions()) {
                if (values.algorithms().protocols().contains(version.toString())
                        && constraints.permitsNegotiating(version.toString())
                        && !CipherSuite.forAny(enabled, List.of(version)).isEmpty()) {
                    versions.add(version);
                }
            }
            if (versions.isEmpty()) {
                throw new SSLHandshakeException("No appropriate protocol (protocol is disabled or cipher suites are "
                        + "inappropriate): enabled are " + values.algorithms().protocols() + " with "
                        + values.algorithms().suites().size()
                        + " cipher suites, of which " + enabled.size() + " may be used; Handfast speaks "
                        + policy.supportedVersions());
            }
            return versions;
        }

        private List<NamedGroup> groups(List<ProtocolVersion> versions) {
            List<NamedGroup> groups = new ArrayList<>();
            for (NamedGroup group : chosenGroups()) {
                if (isForAny(group, versions) && permits(group)) {
                    groups.add(group);
                }
            }
            return groups;
        }

        private Collection<NamedGroup> chosenGroups() {
            if (values.algorithms().groups() == null) {
                return policy.namedGroups();
            }
            Set<NamedGroup> chosen = new LinkedHashSet<>();
            for (String name : values.algorithms().groups()) {
                NamedGroup group = NamedGroup.named(name);
                if (group != null && policy.crypto().supports(group)) {
                    chosen.add(group);
                }
            }
            return chosen;
        }

        private static boolean isForAny(NamedGroup group, List<ProtocolVersion> versions) {
            for (ProtocolVersion version : versions) {
                if (group.isFor(version)) {
                    return true;
                }
            }
            return false;
        }

        /** The first that is permitted of those at least as large as is configured; null for none. */
        private NamedGroup dhGroup() {
            for (NamedGroup field : FIELDS.subList(FIELDS.indexOf(policy.switches().dhGroup), FIELDS.size())) {
                if (policy.crypto().supports(field) && permits(field)) {
                    return field;
                }
            }
            return null;
        }

        /** A scheme goes by its names, the kind of its keys and in part their curve, as in SunJSSE. */
        private boolean permits(SignatureScheme scheme) {
            return constraints.permitsSigning(scheme.toString()) && constraints.permitsSigning(scheme.jcaName())
                    && constraints.permitsSigning(SchemeRules.keyType(scheme))
                    && (scheme.curve() == null || permits(scheme.curve()));
        }

        private boolean permits(NamedGroup group) {
            return constraints.permitsNegotiating(group.toString()) && switch (group.kind()) {
                case FFDHE -> constraints.permitsSize("DH", group.clientShareLength() * 8);
                case ECDHE -> constraints.permitsSize("EC", (group.clientShareLength() - 1) / 2 * 8);
                case XDH -> constraints.permitsNegotiating("XDH");
                case HYBRID -> constraints.permitsNegotiating("ML-KEM");
            };
        }

        private List<SignatureScheme> schemes() {
            if (values.algorithms().schemes() == null) {
                return policy.schemes(values.client());
            }
            Set<SignatureScheme> chosen = new LinkedHashSet<>();
            for (String name : values.algorithms().schemes()) {
                SignatureScheme scheme = SignatureScheme.named(name);
                if (scheme != null && policy.crypto().supports(scheme)) {
                    chosen.add(scheme);
                }
            }
            return List.copyOf(chosen);
        }
    }
}
