package dev.handfast.jsse.context;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig.Dhe;
import dev.handfast.handshake.HandshakeConfig.FiniteFieldRule;
import dev.handfast.handshake.Trace;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.config.ConfigurationValues;
import dev.handfast.jsse.config.Constraints;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.config.NegotiableAlgorithms;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.keys.KeyManagerCredentials;
import dev.handfast.jsse.keys.TrustManagerVerifier;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.jsse.trace.TracePrinter;
import dev.handfast.jsse.trust.HostNames;
import dev.handfast.message.ext.ServerNames;
import dev.handfast.session.ClientSessions;
import dev.handfast.session.Resumption;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.tls.TraceKind;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.StandardConstants;

/**
 * Makes what the handshake is given of policy, configuration and constraints. Everything that is forbidden or
 * unsupported is taken out here; the handshake negotiates with what is left.
 */
final class HandshakeConfigFactory {

    /** Bytes that a record may add to its content, header included. */
    private static final int OVERHEAD = Configuration.LARGEST_PACKET - Limits.PLAINTEXT;

    /** max_fragment_length's values (RFC 6066 section 4). */
    private static final List<Integer> FRAGMENT_LENGTHS = List.of(4096, 2048, 1024, 512);

    /** Bytes of certificate_authorities that fit its vector (RFC 9846 section 4.3.4). */
    private static final int MAX_AUTHORITIES = 0xffff;

    private final ConnectionContext association;
    private final SharedContext.Managers managers;
    private final EngineOrSocket party;
    private final Policy policy;
    private final ConfigurationValues values;
    private final Constraints constraints;
    private final boolean client;
    private final Opaque identity;
    // Read once: what is checked is what is resumed, whatever another thread sets meanwhile.
    private final @Nullable SessionImpl toResume;

    private HandshakeConfigFactory(ConnectionContext association, SharedContext.Managers managers,
            EngineOrSocket party, Opaque identity) {
        this.identity = identity;
        this.association = association;
        this.managers = managers;
        this.party = party;
        this.policy = association.configuration().policy();
        this.values = association.configuration().get();
        this.constraints = Constraints.of(policy, values.algorithms().constraints());
        this.client = values.client();
        this.toResume = association.toResume();
    }

    /**
     * The settings of a connection that begins now.
     *
     * @param identity what the session is known by if it is a new one
     * @throws SSLHandshakeException if nothing that is enabled may be used
     */
    static HandshakeConfig make(ConnectionContext association, EngineOrSocket party, Opaque identity)
            throws SSLHandshakeException {
        return new HandshakeConfigFactory(association, association.context().managers(), party, identity).make();
    }

    /**
     * The settings of a connection that cannot begin, as something that its settings are made of failed: it asks nobody
     * and only tells the peer.
     */
    static HandshakeConfig makeFailing(ConnectionContext association, EngineOrSocket party) {
        NegotiableAlgorithms none = new NegotiableAlgorithms(List.of(ProtocolVersion.TLS_1_2), List.of(), List.of(),
                List.of(), List.of(), null);
        return new HandshakeConfigFactory(association, association.context().managersAsGiven(), party, Opaque.EMPTY)
                .make(none, null, List.of(), Resumption.NONE);
    }

    private HandshakeConfig make() throws SSLHandshakeException {
        NegotiableAlgorithms negotiables = NegotiableAlgorithms.of(policy, values, constraints);
        String serverName = client ? serverName() : null;
        ClientSessions.OfOne wanted = toResume == null ? null
                : SessionToResume.checkNow(association, toResume, values, serverName, negotiables);
        return make(negotiables, serverName, authorities(),
                association.context().resumptions().make(association, managers, values, serverName, identity, wanted));
    }

    private HandshakeConfig make(NegotiableAlgorithms negotiables, String serverName, List<Opaque> authorities,
            Resumption resumption) {
        SharedContext context = association.context();
        Policy.Switches switches = policy.switches();
        int limit = contentLimit();
        return HandshakeConfig.builder(policy.crypto(), client, policy.sharedParts(client))
                .versions(negotiables.versions())
                .suites(negotiables.suites())
                .groups(negotiables.groups())
                .schemes(negotiables.schemes())
                .certificateSchemes(negotiables.certificateSchemes())
                .preferLocalSuites(values.algorithms().preferLocalSuites())
                .dhe(client ? new Dhe(null, constraints::permitsField)
                        : new Dhe(negotiables.dhGroup(), FiniteFieldRule.ANY))
                .serverName(serverName)
                .serverNames(values.names().matchers().isEmpty() ? HandshakeConfig.ServerNames.ANY : this::accepts)
                .applicationProtocols(
                        uses("application_layer_protocol_negotiation") ? applicationProtocols() : List.of())
                .applicationProtocolSelector(protocolSelector())
                .clientAuthentication(
                        client ? ClientAuthentication.NONE : values.authentication().clientAuthentication())
                .peerVerifier(new TrustManagerVerifier(managers.trust(), party, client, association::publish))
                .credentials(new KeyManagerCredentials(managers.keys(), party, client, policy, association::publish,
                        !client && uses("status_request") ? context.stapler() : null))
                .authorities(authorities)
                .maxCertificates(policy.maxCertificates(client))
                .extendedMasterSecret(switches.extendedMasterSecret && uses("extended_master_secret"))
                .encryptThenMac(uses("encrypt_then_mac"))
                .statusRequest(switches.statusRequest && uses("status_request"))
                .timestampRequest(managers.paths().asksForTimestamps(switches.timestampRequest)
                        && uses("signed_certificate_timestamp"))
                .middleboxCompatible(switches.middleboxCompatible)
                .extendedMasterSecretRequired(!switches.legacyMasterSecret)
                .secureRenegotiationRequired(!switches.legacyHello)
                .acknowledgeCloseNotify(switches.acknowledgeCloseNotify)
                .maxFragmentLength(
                        client && switches.maxFragmentLength && uses("max_fragment_length") ? fragment(limit) : 0)
                .maxFragmentLengthAccepted(uses("max_fragment_length"))
                .recordSizeLimit(client && limit == Limits.PLAINTEXT ? 0 : limit)
                .messageSizes(switches.messageSizes)
                .keyLimits(switches.keyLimits)
                .cookies(context.cookies())
                .resumption(resumption)
                .keyLog(context.keyLog())
                .trace(managers.paths().traces(TraceKind.HANDSHAKE) ? TracePrinter.make(client, association.peer())
                        : Trace.NONE)
                .build();
    }

    private boolean uses(String extension) {
        return policy.usesExtension(client, extension);
    }

    private String serverName() {
        if (!policy.switches().serverName || !uses("server_name") || values.names().noServerNames()) {
            return null;
        }
        String named = HostNames.hostNameIn(values.names().serverNames());
        if (named != null) {
            String host = HostNames.withoutFinalDot(named);
            return !ServerNames.isHostName(host) || HostNames.isLiteral(host) ? null : host;
        }
        return toResume == null ? null : toResume.state().requestedName();
    }

    /** What the matchers say of a name; names of types that no matcher knows are served (SNIMatcher). */
    private boolean accepts(String requested) {
        if (requested == null) {
            return true;
        }
        boolean asked = false;
        for (SNIServerName name : HostNames.asServerNames(requested)) {
            for (SNIMatcher matcher : values.names().matchers()) {
                if (matcher.getType() == StandardConstants.SNI_HOST_NAME) {
                    asked = true;
                    if (matcher.matches(name)) {
                        return true;
                    }
                }
            }
        }
        return !asked;
    }

    private List<Opaque> applicationProtocols() {
        if (values.names().applicationProtocols().isEmpty()) {
            return List.of();
        }
        Charset charset = policy.switches().alpnCharset;
        return values.names().applicationProtocols().stream().map(name -> Opaque.adopt(name.getBytes(charset)))
                .toList();
    }

    private HandshakeConfig.ApplicationProtocolSelector protocolSelector() {
        EngineOrSocket.ProtocolChoice choice = client ? null : party.protocolChoice();
        if (choice == null) {
            return null;
        }
        Charset charset = policy.switches().alpnCharset;
        return (offered, soFar) -> {
            association.publish(soFar);
            List<String> names = offered.stream().map(name -> new String(name.toBytes(), charset)).toList();
            String chosen = choice.of(names);
            return chosen == null ? null : Opaque.adopt(chosen.getBytes(charset));
        };
    }

    private List<Opaque> authorities() {
        boolean asked = client ? policy.switches().certificateAuthorities
                : values.authentication().clientAuthentication() != ClientAuthentication.NONE;
        if (!asked || !uses("certificate_authorities")) {
            return List.of();
        }
        Set<Opaque> names = new LinkedHashSet<>();
        int bytes = 0;
        for (X509Certificate issuer : managers.issuers()) {
            Opaque name = Opaque.adopt(issuer.getSubjectX500Principal().getEncoded());
            if (names.add(name)) {
                bytes += 2 + name.length();
            }
            if (bytes > MAX_AUTHORITIES) {
                return List.of();
            }
        }
        return List.copyOf(names);
    }

    /** Bytes of content that keep records within what the application set as its largest packet. */
    private int contentLimit() {
        int packet = values.packets().maximumSize();
        if (packet == 0 || packet >= Configuration.LARGEST_PACKET) {
            return Limits.PLAINTEXT;
        }
        return Math.max(Limits.MIN_RECORD_SIZE_LIMIT, Math.min(Limits.PLAINTEXT, packet - OVERHEAD));
    }

    private static int fragment(int limit) {
        if (limit == Limits.PLAINTEXT) {
            return 0;
        }
        return FRAGMENT_LENGTHS.stream().filter(length -> length <= limit).findFirst().orElse(512);
    }
}
