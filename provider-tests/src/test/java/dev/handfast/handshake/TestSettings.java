package dev.handfast.handshake;

import dev.handfast.auth.CertificateCredential;
import dev.handfast.auth.Credential;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.auth.CredentialChooser;
import dev.handfast.auth.PeerVerifier;
import dev.handfast.auth.StapledResponses;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.HandshakeConfig.ApplicationProtocolSelector;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig.ServerNames;
import dev.handfast.keys.KeyLog;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.record.KeyLimits;
import dev.handfast.record.MessageSizes;
import dev.handfast.session.Resumption;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Opaque;

import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Settings for tests that need no JSSE: everything on, the peer believed, one credential. Change the fields, then
 * build.
 */
public final class TestSettings {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();

    /** As the contexts of applications have it. */
    private final SharedParts alike = new SharedParts();
    public boolean client;
    public CryptoProvider crypto = CRYPTO;
    public List<ProtocolVersion> versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
    public List<CipherSuite> suites = CipherSuite.usable();
    public List<NamedGroup> groups = List.of(NamedGroup.X25519_MLKEM768, NamedGroup.X25519, NamedGroup.SECP256R1,
            NamedGroup.SECP384R1, NamedGroup.SECP521R1, NamedGroup.X448, NamedGroup.SECP256R1_MLKEM768,
            NamedGroup.SECP384R1_MLKEM1024, NamedGroup.FFDHE2048, NamedGroup.FFDHE3072, NamedGroup.FFDHE4096);
    public List<SignatureScheme> schemes = List.of(SignatureScheme.ECDSA_SECP256R1_SHA256,
            SignatureScheme.ECDSA_SECP384R1_SHA384, SignatureScheme.ECDSA_SECP521R1_SHA512, SignatureScheme.ED25519,
            SignatureScheme.ED448, SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.RSA_PSS_RSAE_SHA384,
            SignatureScheme.RSA_PSS_RSAE_SHA512, SignatureScheme.RSA_PSS_PSS_SHA256, SignatureScheme.RSA_PSS_PSS_SHA384,
            SignatureScheme.RSA_PSS_PSS_SHA512, SignatureScheme.RSA_PKCS1_SHA256, SignatureScheme.RSA_PKCS1_SHA384,
            SignatureScheme.RSA_PKCS1_SHA512);
    public boolean preferLocalSuites = true;
    public String serverName = "localhost";
    public ServerNames serverNames = ServerNames.ANY;
    public List<Opaque> applicationProtocols = List.of();
    public ApplicationProtocolSelector selector;
    public ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
    public PeerVerifier peerVerifier = (chain, keyExchange, soFar) -> {};
    public CredentialChooser credentials = (types, authorities, soFar, need) -> null;
    public List<Opaque> authorities = List.of();
    public int maxFragmentLength;
    public int recordSizeLimit;
    public boolean middleboxCompatible = true;
    public boolean extendedMasterSecret = true;
    public boolean extendedMasterSecretRequired;
    public boolean encryptThenMac = true;
    public boolean secureRenegotiationRequired = true;
    public boolean statusRequest;
    public boolean timestampRequest;
    public boolean acknowledgeCloseNotify;
    public KeyLimits keyLimits = KeyLimits.DEFAULT;
    public MessageSizes messageSizes = MessageSizes.DEFAULT;
    public NamedGroup dhGroup = NamedGroup.FFDHE2048;
    public KeyLog keyLog;
    public Trace trace = Trace.NONE;
    public LongSupplier clock = System::currentTimeMillis;
    public Resumption resumption = Resumption.NONE;

    /** A client's. */
    public static TestSettings client() {
        TestSettings settings = new TestSettings();
        settings.client = true;
        return settings;
    }

    /** A server's, with a P-256 key. */
    public static TestSettings server() {
        return server(KeyKind.P256);
    }

    /** A server's, with a key of a kind. */
    public static TestSettings server(KeyKind kind) {
        TestSettings settings = new TestSettings();
        settings.credentials = chooser(Credentials.shared().server(kind));
        return settings;
    }

    /** A chooser of one credential, if the key type is right. */
    public static CredentialChooser chooser(Identity identity) {
        Credential credential = credential(identity);
        String type = identity.certificate().getPublicKey().getAlgorithm();
        String jsse = type.startsWith("Ed") ? "EdDSA" : type;
        return (types, authorities, soFar, need) -> types.contains(jsse) ? credential : null;
    }

    /** A chooser that staples these responses. */
    public static CredentialChooser stapling(CredentialChooser chooser, Opaque... responses) {
        return new CredentialChooser() {
            @Override
            public Credential choose(List<String> keyTypes, List<Opaque> authorities, SessionState soFar, Need need) {
                return chooser.choose(keyTypes, authorities, soFar, need);
            }

            @Override
            public StapledResponses staples(Credential credential, boolean all) {
                return new StapledResponses(List.of(responses), "as the test says");
            }
        };
    }

    /** An identity as a credential, without its root. */
    public static Credential credential(Identity identity) {
        List<Opaque> encoded = new ArrayList<>();
        var chain = identity.chain().subList(0, identity.chain().size() - 1);
        try {
            for (var certificate : chain) {
                encoded.add(Opaque.adopt(certificate.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
        return new CertificateCredential(identity.key(), new CertificatePeer(chain), encoded);
    }

    /** The settings as they stand. */
    public HandshakeConfig build() {
        return builder().build();
    }

    /** The settings as they stand, to be changed further. */
    public HandshakeConfigBuilder builder() {
        List<CipherSuite> enabled = suites.stream().filter(suite -> versions.stream().anyMatch(suite::isFor)).toList();
        return HandshakeConfig.builder(crypto, client, alike)
                .versions(versions)
                .suites(enabled)
                .groups(groups)
                .schemes(schemes)
                .certificateSchemes(schemes)
                .preferLocalSuites(preferLocalSuites)
                .dhe(new HandshakeConfig.Dhe(dhGroup, HandshakeConfig.FiniteFieldRule.ANY))
                .serverName(client ? serverName : null)
                .serverNames(serverNames)
                .applicationProtocols(applicationProtocols)
                .applicationProtocolSelector(selector)
                .clientAuthentication(clientAuthentication)
                .peerVerifier(peerVerifier)
                .credentials(credentials)
                .authorities(authorities)
                .extendedMasterSecret(extendedMasterSecret)
                .encryptThenMac(encryptThenMac)
                .statusRequest(statusRequest)
                .timestampRequest(timestampRequest)
                .middleboxCompatible(middleboxCompatible)
                .extendedMasterSecretRequired(extendedMasterSecretRequired)
                .secureRenegotiationRequired(secureRenegotiationRequired)
                .acknowledgeCloseNotify(acknowledgeCloseNotify)
                .maxFragmentLength(maxFragmentLength)
                .recordSizeLimit(recordSizeLimit)
                .messageSizes(messageSizes)
                .keyLimits(keyLimits)
                .cookies(new RetryCookies(crypto))
                .resumption(resumption)
                .keyLog(keyLog)
                .trace(trace)
                .clock(clock);
    }
}
