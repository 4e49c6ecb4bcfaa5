package dev.handfast.handshake.server;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.KeyShares;
import dev.handfast.message.ext.SignatureAlgorithms;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.message.ext.SupportedVersions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.CodePointSet;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Printable;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides how to answer a ClientHello: purely, from the hello and the settings (RFC 9846 sections 2.1, 4.2.1 and 4.3);
 * what it does not know it passes over (RFC 9846 section 9.3), and versions below TLS 1.2 it refuses (RFC 9846
 * appendices E.2 and E.5). So have it RFC 5246 section 7.4.1.2 and appendix E.1, and RFC 5746 section 3.6.
 */
final class Negotiation {

    private final ClientHello hello;
    private final HandshakeConfig settings;

    private Negotiation(ClientHello hello, HandshakeConfig settings) {
        this.hello = hello;
        this.settings = settings;
    }

    /** The decision, or the fault for which the hello is refused. */
    static Decision decide(ClientHello hello, HandshakeConfig settings) throws TlsFault {
        Negotiation negotiation = new Negotiation(hello, settings);
        ProtocolVersion version = negotiation.version();
        negotiation.checkFallback(version);
        negotiation.checkCompression(version);
        List<CipherSuite> suites = negotiation.suites(version);
        return version.equals(ProtocolVersion.TLS_1_3) ? negotiation.decide13(suites.get(0))
                : new Decision.Use12(suites);
    }

    /** RFC 9846 section 4.3.1: supported_versions counts alone where it is present. */
    private ProtocolVersion version() throws TlsFault {
        SupportedVersions offered = hello.extensions().get(SupportedVersions.class);
        if (offered != null) {
            // RFC 9846 section 4.2.2: any other legacy_version MUST be answered by protocol_version.
            if (!hello.legacyVersion().equals(ProtocolVersion.TLS_1_2)) {
                throw new TlsFault(Fault.VERSION_LEGACY_WRONG, "a ClientHello with supported_versions has 0x0303 there,"
                        + " came " + hello.legacyVersion());
            }
            for (ProtocolVersion version : settings.algorithms().versions()) {
                if (offered.versions().contains(version)) {
                    return version;
                }
            }
            throw new TlsFault(Fault.VERSION_UNSUPPORTED, "the client offered "
                    + Printable.list(offered.versions()) + ", enabled here are " + settings.algorithms().versions());
        }
        ProtocolVersion highest = hello.legacyVersion();
        if (highest.value() < ProtocolVersion.TLS_1_2.value()) {
            throw new TlsFault(Fault.VERSION_TOO_OLD, "the client offered at most " + highest
                    + "; it needs TLSv1.2 or TLSv1.3");
        }
        if (!settings.algorithms().enables(ProtocolVersion.TLS_1_2)) {
            throw new TlsFault(Fault.VERSION_UNSUPPORTED, "the client offered at most TLSv1.2, enabled here are "
                    + settings.algorithms().versions());
        }
        return ProtocolVersion.TLS_1_2;
    }

    /** RFC 7507 section 3. */
    private void checkFallback(ProtocolVersion version) throws TlsFault {
        if (hello.suites().contains(CipherSuite.TLS_FALLBACK_SCSV)
                && !version.equals(settings.algorithms().versions().get(0))) {
            throw new TlsFault(Fault.FALLBACK_INAPPROPRIATE, "the client fell back to " + version
                    + " although this side speaks " + settings.algorithms().versions().get(0));
        }
    }

    /** RFC 9846 section 4.2.2: null alone in TLS 1.3; in TLS 1.2 among others. */
    private void checkCompression(ProtocolVersion version) throws TlsFault {
        boolean hasNull = false;
        for (int i = 0; i < hello.compressionMethods().length(); i++) {
            hasNull |= hello.compressionMethods().at(i) == 0;
        }
        boolean alone = hello.compressionMethods().length() == 1;
        if (!hasNull || version.equals(ProtocolVersion.TLS_1_3) && !alone) {
            throw new TlsFault(Fault.COMPRESSION_NOT_NULL, "the client offered compression methods "
                    + hello.compressionMethods() + " with " + version);
        }
    }

    private List<CipherSuite> suites(ProtocolVersion version) throws TlsFault {
        boolean local = settings.algorithms().preferLocalSuites();
        List<CipherSuite> own = settings.algorithms().suites();
        List<CipherSuite> leading = local ? own : hello.suites();
        List<CipherSuite> other = local ? hello.suites() : own;
        List<CipherSuite> common = new ArrayList<>();
        for (CipherSuite suite : leading) {
            if (suite.isFor(version) && other.contains(suite) && !common.contains(suite)) {
                common.add(suite);
            }
        }
        if (common.isEmpty()) {
            throw new TlsFault(Fault.NO_COMMON_SUITE, "for " + version + " the client offered "
                    + Printable.list(named(hello.suites())) + ", enabled here are "
                    + Printable.list(settings.algorithms().suites()));
        }
        return common;
    }

    private Decision decide13(CipherSuite suite) throws TlsFault {
        SupportedGroups groups = hello.extensions().get(SupportedGroups.class);
        KeyShares shares = hello.extensions().get(KeyShares.class);
        // RFC 9846 section 9.2: without a PSK all three are mandatory; with one, ServerFlight sees whether it is used.
        boolean unsigned = hello.extensions().get(SignatureAlgorithms.class) == null
                && !hello.extensions().has(ExtensionType.PRE_SHARED_KEY);
        if (groups == null || shares == null || unsigned) {
            ExtensionType missing = groups == null ? ExtensionType.SUPPORTED_GROUPS
                    : shares == null ? ExtensionType.KEY_SHARE : ExtensionType.SIGNATURE_ALGORITHMS;
            throw new TlsFault(Fault.EXTENSION_MISSING, "a ClientHello for TLSv1.3 needs " + missing);
        }
        checkShares(shares, groups);
        NamedGroup best = null;
        KeyShareEntry usable = null;
        for (NamedGroup group : settings.algorithms().groups()) {
            if (groups.groups().contains(group)) {
                best = best == null ? group : best;
                usable = usable == null ? shares.find(group) : usable;
            }
        }
        if (best == null) {
            throw new TlsFault(Fault.NO_COMMON_GROUP, "the client offered "
                    + Printable.list(groups.groups()) + ", enabled here are "
                    + Printable.list(settings.algorithms().groups()));
        }
        // A round trip is worth it for the first share, and to be safe from quantum computers where both sides can.
        boolean retryForHybrid = best.kind() == NamedGroup.Kind.HYBRID && shares.find(best) == null
                && (usable == null || usable.group().kind() != NamedGroup.Kind.HYBRID);
        return usable == null || retryForHybrid ? new Decision.Retry(suite, best) : new Decision.Use13(suite, usable);
    }

    /** RFC 9846 section 4.3.8: each share is for a group that is offered; a server MAY check. */
    private static void checkShares(KeyShares shares, SupportedGroups groups) throws TlsFault {
        CodePointSet offered = new CodePointSet();
        groups.groups().forEach(group -> offered.add(group.value()));
        for (KeyShareEntry entry : shares.entries()) {
            if (!offered.contains(entry.group().value())) {
                throw new TlsFault(Fault.GROUP_NOT_OFFERED, "the client sent a key share for " + entry.group()
                        + " but supported_groups holds " + Printable.list(groups.groups()));
            }
        }
    }

    private static List<CipherSuite> named(List<CipherSuite> suites) {
        return suites.stream().filter(suite -> !suite.isGrease()).toList();
    }
}
