package dev.handfast.handshake;

import dev.handfast.auth.CredentialChooser;
import dev.handfast.auth.PeerVerifier;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.handshake.HandshakeConfig.Algorithms;
import dev.handfast.handshake.HandshakeConfig.ApplicationProtocolSelector;
import dev.handfast.handshake.HandshakeConfig.Authentication;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig.Compatibility;
import dev.handfast.handshake.HandshakeConfig.Dhe;
import dev.handfast.handshake.HandshakeConfig.Extensions;
import dev.handfast.handshake.HandshakeConfig.FiniteFieldRule;
import dev.handfast.handshake.HandshakeConfig.Names;
import dev.handfast.handshake.HandshakeConfig.ServerNames;
import dev.handfast.handshake.HandshakeConfig.Sizes;
import dev.handfast.keys.KeyLog;
import dev.handfast.record.KeyLimits;
import dev.handfast.record.MessageSizes;
import dev.handfast.session.Resumption;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Makes a {@link HandshakeConfig} by the names of its parts, which say more of each. A null that a part may not be is
 * refused by {@link #build}.
 */
public final class HandshakeConfigBuilder {

    private final SharedParts alike;
    private final CryptoProvider crypto;
    private final boolean client;
    private List<ProtocolVersion> versions = List.of();
    private List<CipherSuite> suites = List.of();
    private List<NamedGroup> groups = List.of();
    private List<SignatureScheme> schemes = List.of();
    private List<SignatureScheme> certificateSchemes = List.of();
    private boolean preferLocalSuites = true;
    private Dhe dhe = new Dhe(NamedGroup.FFDHE2048, FiniteFieldRule.ANY);
    private @Nullable String serverName;
    private ServerNames serverNames = ServerNames.ANY;
    private List<Opaque> applicationProtocols = List.of();
    private @Nullable ApplicationProtocolSelector applicationProtocolSelector;
    private ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
    private @Nullable PeerVerifier peerVerifier;
    private @Nullable CredentialChooser credentials;
    private List<Opaque> authorities = List.of();
    private int maxCertificates = 10;
    private boolean extendedMasterSecret = true;
    private boolean encryptThenMac = true;
    private boolean statusRequest;
    private boolean timestampRequest;
    private boolean middleboxCompatible = true;
    private boolean extendedMasterSecretRequired;
    private boolean secureRenegotiationRequired = true;
    private boolean acknowledgeCloseNotify;
    private int maxFragmentLength;
    private boolean maxFragmentLengthAccepted = true;
    private int recordSizeLimit;
    private MessageSizes messageSizes = MessageSizes.DEFAULT;
    private KeyLimits keyLimits = KeyLimits.DEFAULT;
    private @Nullable RetryCookies cookies;
    private Resumption resumption = Resumption.NONE;
    private @Nullable KeyLog keyLog;
    private Trace trace = Trace.NONE;
    private LongSupplier clock = System::currentTimeMillis;

    HandshakeConfigBuilder(CryptoProvider crypto, boolean client, SharedParts alike) {
        this.alike = alike;
        this.crypto = crypto;
        this.client = client;
    }

    /** Versions, the highest first; must be set. */
    public HandshakeConfigBuilder versions(List<ProtocolVersion> value) {
        versions = value;
        return this;
    }

    /** Suites of all versions; none by default. */
    public HandshakeConfigBuilder suites(List<CipherSuite> value) {
        suites = value;
        return this;
    }

    /** Groups; none by default. */
    public HandshakeConfigBuilder groups(List<NamedGroup> value) {
        groups = value;
        return this;
    }

    /** Signature schemes over handshakes; none by default. */
    public HandshakeConfigBuilder schemes(List<SignatureScheme> value) {
        schemes = value;
        return this;
    }

    /** Signature schemes in certificates; none by default. */
    public HandshakeConfigBuilder certificateSchemes(List<SignatureScheme> value) {
        certificateSchemes = value;
        return this;
    }

    /** Whether a server goes by its own order of suites, as by default. */
    public HandshakeConfigBuilder preferLocalSuites(boolean value) {
        preferLocalSuites = value;
        return this;
    }

    /** Finite-field Diffie-Hellman in TLS 1.2; by default ffdhe2048, and whatever field a server chooses. */
    public HandshakeConfigBuilder dhe(Dhe value) {
        dhe = value;
        return this;
    }

    /** What a client sends in server_name; null, the default, for nothing. */
    public HandshakeConfigBuilder serverName(@Nullable String value) {
        serverName = value;
        return this;
    }

    /** Which requested names a server serves; all by default. */
    public HandshakeConfigBuilder serverNames(ServerNames value) {
        serverNames = value;
        return this;
    }

    /** Protocols for ALPN; none by default. */
    public HandshakeConfigBuilder applicationProtocols(List<Opaque> value) {
        applicationProtocols = value;
        return this;
    }

    /** What chooses of a client's protocols; null, the default, for the list. */
    public HandshakeConfigBuilder applicationProtocolSelector(@Nullable ApplicationProtocolSelector value) {
        applicationProtocolSelector = value;
        return this;
    }

    /** Whether a server asks for a certificate; it does not by default. */
    public HandshakeConfigBuilder clientAuthentication(ClientAuthentication value) {
        clientAuthentication = value;
        return this;
    }

    /** What judges the peer's certificates; must be set. */
    public HandshakeConfigBuilder peerVerifier(PeerVerifier value) {
        peerVerifier = value;
        return this;
    }

    /** What chooses this side's credential; must be set. */
    public HandshakeConfigBuilder credentials(CredentialChooser value) {
        credentials = value;
        return this;
    }

    /** DER names of authorities to send; none by default. */
    public HandshakeConfigBuilder authorities(List<Opaque> value) {
        authorities = value;
        return this;
    }

    /** Most certificates a peer may send; 10 by default, as in the JDK's clients. */
    public HandshakeConfigBuilder maxCertificates(int value) {
        maxCertificates = value;
        return this;
    }

    /** Whether RFC 7627 is used, as by default. */
    public HandshakeConfigBuilder extendedMasterSecret(boolean value) {
        extendedMasterSecret = value;
        return this;
    }

    /** Whether RFC 7366 is used, as by default. */
    public HandshakeConfigBuilder encryptThenMac(boolean value) {
        encryptThenMac = value;
        return this;
    }

    /** Whether a client asks for stapled OCSP responses; not by default. */
    public HandshakeConfigBuilder statusRequest(boolean value) {
        statusRequest = value;
        return this;
    }

    /** Whether a client asks for signed certificate timestamps; not by default. */
    public HandshakeConfigBuilder timestampRequest(boolean value) {
        timestampRequest = value;
        return this;
    }

    /** Whether change_cipher_spec is sent in TLS 1.3, as by default. */
    public HandshakeConfigBuilder middleboxCompatible(boolean value) {
        middleboxCompatible = value;
        return this;
    }

    /** Whether a TLS 1.2 peer without RFC 7627 is refused; not by default. */
    public HandshakeConfigBuilder extendedMasterSecretRequired(boolean value) {
        extendedMasterSecretRequired = value;
        return this;
    }

    /** Whether a TLS 1.2 peer without RFC 5746 is refused, as by default. */
    public HandshakeConfigBuilder secureRenegotiationRequired(boolean value) {
        secureRenegotiationRequired = value;
        return this;
    }

    /** Whether close_notify is answered at once in TLS 1.3 too; not by default. */
    public HandshakeConfigBuilder acknowledgeCloseNotify(boolean value) {
        acknowledgeCloseNotify = value;
        return this;
    }

    /** The max_fragment_length a client asks for, 512 to 4096; 0, the default, for none. */
    public HandshakeConfigBuilder maxFragmentLength(int value) {
        maxFragmentLength = value;
        return this;
    }

    /** Whether a server grants max_fragment_length, as by default. */
    public HandshakeConfigBuilder maxFragmentLengthAccepted(boolean value) {
        maxFragmentLengthAccepted = value;
        return this;
    }

    /** The record_size_limit to state in bytes, 64 to 2^14; 0, the default, for none. */
    public HandshakeConfigBuilder recordSizeLimit(int value) {
        recordSizeLimit = value;
        return this;
    }

    /** How long handshake messages may be. */
    public HandshakeConfigBuilder messageSizes(MessageSizes value) {
        messageSizes = value;
        return this;
    }

    /** How much one key may protect. */
    public HandshakeConfigBuilder keyLimits(KeyLimits value) {
        keyLimits = value;
        return this;
    }

    /** What mints and checks a server's cookies; must be set for a server. */
    public HandshakeConfigBuilder cookies(RetryCookies value) {
        cookies = value;
        return this;
    }

    /** What sessions are resumed with; with nothing by default. */
    public HandshakeConfigBuilder resumption(Resumption value) {
        resumption = value;
        return this;
    }

    /** Where secrets are logged for debugging; null, the default, for nowhere. */
    public HandshakeConfigBuilder keyLog(KeyLog value) {
        keyLog = value;
        return this;
    }

    /** What is told what happens; nothing by default. */
    public HandshakeConfigBuilder trace(Trace value) {
        trace = value;
        return this;
    }

    /** Milliseconds since 1970; the system's by default. */
    public HandshakeConfigBuilder clock(LongSupplier value) {
        clock = value;
        return this;
    }

    /**
     * The configuration.
     *
     * @throws NullPointerException if something that must be there is null
     */
    public HandshakeConfig build() {
        return new HandshakeConfig(crypto, client,
                new Algorithms(versions, suites, groups, schemes, certificateSchemes, preferLocalSuites,
                        client ? dhe : alike.of(dhe)),
                alike.of(new Names(serverName, serverNames, applicationProtocols, applicationProtocolSelector)),
                new Authentication(clientAuthentication, Objects.requireNonNull(peerVerifier, "peerVerifier"),
                        Objects.requireNonNull(credentials, "credentials"), authorities, maxCertificates),
                alike.of(new Extensions(extendedMasterSecret, encryptThenMac, statusRequest, timestampRequest)),
                alike.of(new Compatibility(middleboxCompatible, extendedMasterSecretRequired,
                        secureRenegotiationRequired, acknowledgeCloseNotify)),
                alike.of(new Sizes(maxFragmentLength, maxFragmentLengthAccepted, recordSizeLimit, messageSizes,
                        keyLimits)),
                cookies, resumption, keyLog, trace, clock);
    }
}
