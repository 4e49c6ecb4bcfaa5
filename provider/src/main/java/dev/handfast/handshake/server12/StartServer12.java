package dev.handfast.handshake.server12;

import dev.handfast.async.Eventual;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.ServerExtensionNegotiation;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.EcPointFormats;
import dev.handfast.message.ext.ExtendedMasterSecret;
import dev.handfast.message.ext.RenegotiationInfo;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import java.util.List;

/** Answers a ClientHello in TLS 1.2 (RFC 5246 section 7.4.1.2). */
public final class StartServer12 {

    /** RFC 5246 section 7.4.1.4.1: what a client without signature_algorithms is taken to accept. */
    private static final List<SignatureScheme> SCHEMES_BY_DEFAULT = List.of(SignatureScheme.RSA_PKCS1_SHA1,
            SignatureScheme.ECDSA_SHA1);

    private StartServer12() {
    }

    /**
     * Sends the server's flight and answers the state that waits for the client's. It may block.
     *
     * @param handshake its transcript holds the ClientHello alone and has no hash yet
     * @param candidates the suites in common, the preferred first
     */
    public static Eventual<HandshakeState> answer(ServerHandshake handshake, List<CipherSuite> candidates,
            HandshakeActions out) throws TlsFault {
        ClientHello hello = handshake.hello();
        checkRenegotiationInfo(handshake.settings(), hello);
        checkPointFormats(hello);
        SessionState.Builder known = handshake.known().change()
                .version(ProtocolVersion.TLS_1_2)
                .extendedMasterSecret(extendedMasterSecret(handshake.settings(), hello))
                .localSchemes(handshake.settings().algorithms().schemes());
        if (!hello.extensions().has(ExtensionType.SIGNATURE_ALGORITHMS)) {
            known.peerSchemes(SCHEMES_BY_DEFAULT, SCHEMES_BY_DEFAULT);
        }
        ServerHandshake begun = handshake.with(known.build());
        return ResumeSession.answer(begun, candidates, out).thenLater(resumed -> resumed != null
                ? Eventual.now(resumed) : answerInFull(begun, candidates, out));
    }

    private static Eventual<HandshakeState> answerInFull(ServerHandshake begun, List<CipherSuite> candidates,
            HandshakeActions out) throws TlsFault {
        if (!begun.settings().resumption().mayCreate()) {
            throw new TlsFault(Fault.SESSION_NOT_RESUMED, "the client offers no session that can be resumed");
        }
        ServerHandshake agreed = withApplicationProtocol(begun, ChooseSuite.likely(begun, candidates));
        ChosenSuite chosen = new ChooseSuite(agreed, candidates).choose();
        return new ServerFlight(agreed, chosen, out).send();
    }

    /**
     * Chooses the application protocol, by which certificates are chosen (RFC 8737 section 3), before suite and
     * certificate: the application's function sees the suite that comes first if a key fits it.
     */
    private static ServerHandshake withApplicationProtocol(ServerHandshake begun, CipherSuite likely) throws TlsFault {
        SessionState known = begun.known();
        Opaque protocol = ServerExtensionNegotiation
                .applicationProtocol(begun.with(known.change().suite(likely).build()));
        return begun.with(known.change().applicationProtocol(protocol).build());
    }

    /** RFC 5746 sections 3.6 and 4.3. */
    private static void checkRenegotiationInfo(HandshakeConfig settings, ClientHello hello) throws TlsFault {
        RenegotiationInfo info = hello.extensions().get(RenegotiationInfo.class);
        if (info != null && !info.verifyData().isEmpty()) {
            throw new TlsFault(Fault.RENEGOTIATION_INFO_WRONG, "ClientHello's holds " + info.verifyData().length()
                    + " bytes");
        }
        if (settings.compatibility().secureRenegotiationRequired() && !isSecure(hello)) {
            throw new TlsFault(Fault.RENEGOTIATION_INSECURE, "ClientHello holds neither renegotiation_info nor its"
                    + " signalling suite; update the client, or set sun.security.ssl.allowLegacyHelloMessages=true");
        }
    }

    /** Whether a client knows secure renegotiation, by the extension or by the suite (RFC 5746 section 3.6). */
    static boolean isSecure(ClientHello hello) {
        return hello.extensions().get(RenegotiationInfo.class) != null
                || hello.suites().contains(CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
    }

    /** RFC 8422 sections 4 and 5.1.2: a client that names curves and point formats must name the uncompressed one. */
    private static void checkPointFormats(ClientHello hello) throws TlsFault {
        EcPointFormats formats = hello.extensions().get(EcPointFormats.class);
        SupportedGroups groups = hello.extensions().get(SupportedGroups.class);
        if (formats != null && !formats.hasUncompressed() && groups != null
                && groups.groups().stream().anyMatch(StartServer12::isCurve)) {
            throw new TlsFault(Fault.POINT_FORMAT_UNSUPPORTED, "ClientHello's ec_point_formats holds "
                    + formats.formats());
        }
    }

    /** Whether a group is a curve of RFC 8422. */
    static boolean isCurve(NamedGroup group) {
        return group.kind() == NamedGroup.Kind.ECDHE || group.kind() == NamedGroup.Kind.XDH;
    }

    /** RFC 7627 sections 5.2 and 5.3. */
    private static boolean extendedMasterSecret(HandshakeConfig settings, ClientHello hello) throws TlsFault {
        boolean extended = settings.extensions().extendedMasterSecret()
                && hello.extensions().get(ExtendedMasterSecret.class) != null;
        if (!extended && settings.compatibility().extendedMasterSecretRequired()) {
            throw new TlsFault(Fault.EXTENDED_MASTER_SECRET_MISSING, "ClientHello holds no extended_master_secret,"
                    + " which this side requires");
        }
        return extended;
    }
}
