package dev.handfast.handshake.client;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.CertificateAuthorities;
import dev.handfast.message.ext.EcPointFormats;
import dev.handfast.message.ext.EncryptThenMac;
import dev.handfast.message.ext.ExtendedMasterSecret;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.KeyShares;
import dev.handfast.message.ext.MaxFragmentLength;
import dev.handfast.message.ext.PskModes;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.message.ext.RenegotiationInfo;
import dev.handfast.message.ext.ServerNames;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.message.ext.SignatureAlgorithms;
import dev.handfast.message.ext.SignatureAlgorithmsCert;
import dev.handfast.message.ext.SignedCertificateTimestamps;
import dev.handfast.message.ext.StatusRequest;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.message.ext.SupportedVersions;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Composes a client's hello from its settings (RFC 9846 sections 4.2.2, 4.3, 9.2, 9.3 and appendix E.5, RFC 5246
 * sections 7.4.1.2 and 7.4.1.4.1).
 */
final class ClientHellos {

    private static final Opaque NULL_COMPRESSION = Opaque.copyOf(new byte[] {0});

    private ClientHellos() {
    }

    /**
     * The hello.
     *
     * @param ticket of a TLS 1.2 session, or empty to ask for one
     * @param shares null if TLS 1.3 is not enabled
     */
    static ClientHello compose(HandshakeConfig settings, Opaque random, Opaque sessionId, Opaque ticket,
            @Nullable KeyShares shares) {
        List<Extension> extensions = new ArrayList<>(20);
        if (settings.names().serverName() != null) {
            extensions.add(ServerNames.of(settings.names().serverName()));
        }
        addFor12(settings, ticket, extensions);
        addGroups(settings, extensions);
        if (!settings.names().applicationProtocols().isEmpty()) {
            extensions.add(new Alpn(settings.names().applicationProtocols()));
        }
        if (settings.extensions().statusRequest()) {
            extensions.add(new StatusRequest(List.of(), Opaque.EMPTY));
        }
        if (settings.extensions().timestampRequest()) {
            extensions.add(SignedCertificateTimestamps.REQUEST);
        }
        extensions.add(new SignatureAlgorithms(settings.algorithms().schemes()));
        if (!settings.algorithms().certificateSchemes().equals(settings.algorithms().schemes())) {
            extensions.add(new SignatureAlgorithmsCert(settings.algorithms().certificateSchemes()));
        }
        if (shares != null) {
            extensions.add(shares);
            extensions.add(new SupportedVersions(settings.algorithms().versions()));
            if (settings.resumption().tickets() != null) {
                extensions.add(new PskModes(List.of(PskModes.PSK_DHE_KE)));
            }
        }
        if (settings.sizes().maxFragmentLength() > 0) {
            extensions.add(MaxFragmentLength.ofBytes(settings.sizes().maxFragmentLength()));
        }
        if (settings.sizes().recordSizeLimit() > 0) {
            extensions.add(new RecordSizeLimit(settings.sizes().recordSizeLimit()));
        }
        if (!settings.authentication().authorities().isEmpty()) {
            extensions.add(new CertificateAuthorities(settings.authentication().authorities()));
        }
        return new ClientHello(ProtocolVersion.TLS_1_2, random, sessionId, settings.algorithms().suites(),
                NULL_COMPRESSION,
                Extensions.of(extensions));
    }

    /** RFC 5746 section 3.4, RFC 7627 section 5.2, RFC 7366 section 2, RFC 8422 sections 5.1 and 5.1.2. */
    private static void addFor12(HandshakeConfig settings, Opaque ticket, List<Extension> extensions) {
        if (!settings.algorithms().enables(ProtocolVersion.TLS_1_2)) {
            return;
        }
        if (settings.extensions().extendedMasterSecret()) {
            extensions.add(new ExtendedMasterSecret());
        }
        extensions.add(RenegotiationInfo.INITIAL);
        if (settings.resumption().tickets() != null && settings.resumption().ticketExtension()) {
            extensions.add(new SessionTicket(ticket));
        }
        if (settings.extensions().encryptThenMac() && hasCbc(settings.algorithms().suites())) {
            extensions.add(new EncryptThenMac());
        }
        if (hasEcdhe(settings.algorithms().suites()) && hasCurve(settings.algorithms().groups())) {
            extensions.add(EcPointFormats.UNCOMPRESSED_ONLY);
        }
    }

    /** RFC 8422 section 4: curves and point formats only beside a suite that uses them, which all of TLS 1.3 do. */
    private static void addGroups(HandshakeConfig settings, List<Extension> extensions) {
        List<NamedGroup> groups = new ArrayList<>(settings.algorithms().groups().size());
        boolean ofUse = settings.algorithms().enables(ProtocolVersion.TLS_1_3)
                || hasEcdhe(settings.algorithms().suites());
        for (NamedGroup group : settings.algorithms().groups()) {
            if (group.isFor(settings.algorithms().versions().get(0))
                    && (ofUse || group.kind() == NamedGroup.Kind.FFDHE)) {
                groups.add(group);
            }
        }
        if (!groups.isEmpty()) {
            extensions.add(new SupportedGroups(groups));
        }
    }

    private static boolean hasCbc(List<CipherSuite> suites) {
        for (CipherSuite suite : suites) {
            if (suite.cipher().kind() == BulkCipher.Kind.CBC) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasEcdhe(List<CipherSuite> suites) {
        for (CipherSuite suite : suites) {
            if (suite.agreement() == CipherSuite.KeyAgreement.ECDHE) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasCurve(List<NamedGroup> groups) {
        for (NamedGroup group : groups) {
            if (group.kind() == NamedGroup.Kind.ECDHE || group.kind() == NamedGroup.Kind.XDH) {
                return true;
            }
        }
        return false;
    }
}
