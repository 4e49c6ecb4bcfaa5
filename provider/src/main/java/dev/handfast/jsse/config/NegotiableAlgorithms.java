package dev.handfast.jsse.config;

import dev.handfast.auth.SchemeRules;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

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

    private record Maker(Policy policy, ConfigurationValues values, Constraints constraints) {

        NegotiableAlgorithms make() throws SSLHandshakeException {
            List<CipherSuite> enabled = enabledSuites();
            List<ProtocolVersion> versions = versions(enabled);
            List<CipherSuite> suites = enabled.stream().filter(s -> versions.stream().anyMatch(s::isFor)).toList();
            List<SignatureScheme> certificateSchemes = schemes();
            List<SignatureScheme> schemes = certificateSchemes.stream()
                    .filter(this::permits).toList();
            if (schemes.isEmpty()) {
                throw new SSLHandshakeException("no signature scheme is both enabled and permitted");
            }
            return new NegotiableAlgorithms(versions, suites, groups(versions), schemes, certificateSchemes,
                    dhGroup());
        }

        private List<CipherSuite> enabledSuites() {
            return values.algorithms().suites().stream().map(CipherSuite::named).filter(Objects::nonNull)
                    .filter(policy.supportedSuites()::contains)
                    .filter(suite -> constraints.permitsNegotiating(suite.toString())).distinct().toList();
        }

        /** Versions that are enabled, permitted and have a suite. */
        private List<ProtocolVersion> versions(List<CipherSuite> enabled) throws SSLHandshakeException {
            List<ProtocolVersion> versions = policy.supportedVersions().stream()
                    .filter(version -> values.algorithms().protocols().contains(version.toString()))
                    .filter(version -> constraints.permitsNegotiating(version.toString()))
                    .filter(version -> enabled.stream().anyMatch(suite -> suite.isFor(version))).toList();
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
            List<NamedGroup> chosen = values.algorithms().groups() == null ? policy.namedGroups()
                    : values.algorithms().groups().stream().map(NamedGroup::named).filter(Objects::nonNull)
                            .filter(policy.crypto()::supports).distinct().toList();
            return chosen.stream().filter(group -> versions.stream().anyMatch(group::isFor)).filter(this::permits)
                    .toList();
        }

        /** The first that is permitted of those at least as large as is configured; null for none. */
        private NamedGroup dhGroup() {
            return FIELDS.subList(FIELDS.indexOf(policy.switches().dhGroup), FIELDS.size()).stream()
                    .filter(policy.crypto()::supports).filter(this::permits).findFirst().orElse(null);
        }

        /** A scheme goes by its names, the kind of its keys and in part their curve, as in SunJSSE. */
        private boolean permits(SignatureScheme scheme) {
            return Stream.of(scheme.toString(), scheme.jcaName(), SchemeRules.keyType(scheme))
                    .allMatch(constraints::permitsSigning) && (scheme.curve() == null || permits(scheme.curve()));
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
            return values.algorithms().schemes() == null ? policy.schemes(values.client())
                    : values.algorithms().schemes().stream().map(SignatureScheme::named).filter(Objects::nonNull)
                            .filter(policy.crypto()::supports).distinct().toList();
        }
    }
}
