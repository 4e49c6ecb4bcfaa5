package dev.handfast.handshake.server12;

import dev.handfast.async.Eventual;
import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.SigningKey;
import dev.handfast.crypto.KeyExchange.Offer;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.ServerExtensionNegotiation;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.keys.Transcript;
import dev.handfast.message.Certificate12;
import dev.handfast.message.CertificateRequest12;
import dev.handfast.message.CertificateStatus;
import dev.handfast.message.ClientHello;
import dev.handfast.message.DheServerKeyExchange;
import dev.handfast.message.EcdheServerKeyExchange;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ServerHelloDone;
import dev.handfast.message.ServerKeyExchange;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.EcPointFormats;
import dev.handfast.message.ext.EncryptThenMac;
import dev.handfast.message.ext.ExtendedMasterSecret;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.message.ext.RenegotiationInfo;
import dev.handfast.message.ext.ServerNameAck;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite.KeyAgreement;
import dev.handfast.spec.FiniteFields;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;


import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything a server sends before the client's turn, ServerHello to ServerHelloDone (RFC 5246 sections 7.3, 7.4.1.2,
 * 7.4.1.3, 7.4.2 and 7.4.3, RFC 8422 section 2).
 */
final class ServerFlight {

    private static final int RANDOM = 32;
    /** A fresh name for the session, as SunJSSE gives one. */
    private static final int SESSION_ID = 32;

    /** RFC 9846 section 4.2.3: "DOWNGRD" and 1, the last bytes of the random of a server that also speaks TLS 1.3. */
    private static final byte[] DOWNGRADE = {0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 1};

    private final ServerHandshake handshake;
    private final HandshakeConfig settings;
    private final ClientHello asked;
    private final Transcript transcript;
    private final ChosenSuite chosen;
    private final HandshakeActions out;
    private final Stapling stapling;

    ServerFlight(ServerHandshake handshake, ChosenSuite chosen, HandshakeActions out) throws TlsFault {
        this.settings = handshake.settings();
        this.asked = handshake.hello();
        this.transcript = handshake.transcript();
        this.chosen = chosen;
        this.out = out;
        this.stapling = Stapling.of(handshake, chosen.credential());
        Opaque sessionId = random(settings, SESSION_ID);
        ChosenSuite.Signed signed = chosen.signed();
        this.handshake = handshake.with(handshake.known().change()
                .suite(chosen.suite())
                .group(signed == null ? null : signed.group())
                .sessionId(sessionId)
                .identity(sessionId)
                .local(chosen.credential().shown())
                .build());
    }

    Eventual<HandshakeState> send() throws TlsFault {
        boolean asksClient = settings.authentication().clientAuthentication() != ClientAuthentication.NONE;
        startTranscript(asksClient);
        List<Extension> answers = new ArrayList<>(8);
        SessionState known = answer(answers);
        ServerHello hello = new ServerHello(ProtocolVersion.TLS_1_2, serverRandom(settings), known.sessionId(),
                chosen.suite(),
                0, Extensions.of(answers));
        send(hello);
        sendCertificate();
        ChosenSuite.Signed signed = chosen.signed();
        if (signed == null) {
            return Eventual.now(finish(known, hello, new PremasterSource.Encrypted(chosen.credential()), asksClient));
        }
        Offer offer = settings.crypto().keyExchange(signed.group()).offer();
        PremasterSource source = new PremasterSource.Ephemeral(chosen.suite().agreement(), offer);
        return Eventual.cleaned(() -> sendKeyExchange(hello, offer, signed)
                .then(scheme -> finish(known.change().localScheme(scheme).build(), hello, source, asksClient)),
                offer::close);
    }

    private HandshakeState finish(SessionState known, ServerHello hello, PremasterSource source, boolean asksClient)
            throws TlsFault {
        if (asksClient) {
            sendRequest();
        }
        send(new ServerHelloDone());
        out.learned(known);
        Server12 server = new Server12(handshake.with(known).answered(), hello, source);
        return asksClient ? new ExpectCertificate(server) : new ExpectKeyExchange(server, null);
    }

    /**
     * CertificateVerify signs the messages themselves, so they are kept as long as one may come; Finished is over their
     * hash (RFC 5246 section 7.4.9).
     */
    private void startTranscript(boolean asksClient) {
        var emptyHash = settings.crypto().hash(chosen.suite().hash());
        if (asksClient) {
            transcript.startKeeping(emptyHash);
        } else {
            transcript.start(emptyHash);
        }
    }

    // ServerHello

    /** A server's random. */
    static Opaque serverRandom(HandshakeConfig settings) {
        byte[] random = random(settings, RANDOM).toBytes();
        if (settings.algorithms().enables(ProtocolVersion.TLS_1_3)) {
            System.arraycopy(DOWNGRADE, 0, random, RANDOM - DOWNGRADE.length, DOWNGRADE.length);
        }
        return Opaque.adopt(random);
    }

    /**
     * What was asked for alone (RFC 5246 section 7.4.1.4), RFC 5746 sections 3.6 and 4.3, RFC 7627 section 5.2, RFC
     * 8422 section 5.2.
     */
    private SessionState answer(List<Extension> answers) throws TlsFault {
        SessionState.Builder known = handshake.known().change();
        if (StartServer12.isSecure(asked)) {
            answers.add(RenegotiationInfo.INITIAL);
        }
        if (handshake.known().requestedName() != null) {
            answers.add(new ServerNameAck());
        }
        if (handshake.known().extendedMasterSecret()) {
            answers.add(new ExtendedMasterSecret());
        }
        if (encryptsThenMacs()) {
            answers.add(new EncryptThenMac());
        }
        if (chosen.suite().agreement() == KeyAgreement.ECDHE && asked.extensions().get(EcPointFormats.class) != null) {
            answers.add(EcPointFormats.UNCOMPRESSED_ONLY);
        }
        Extension ack = stapling.ack();
        if (ack != null) {
            answers.add(ack);
        }
        if (KeepSession.givesTicket(handshake)) {
            answers.add(new SessionTicket(Opaque.EMPTY));
        }
        if (handshake.known().applicationProtocol() != null) {
            answers.add(new Alpn(List.of(handshake.known().applicationProtocol())));
        }
        ServerExtensionNegotiation.recordLimits(handshake, ProtocolVersion.TLS_1_2, known, answers);
        if (answers.stream().anyMatch(RecordSizeLimit.class::isInstance)) {
            // RFC 8449 section 4: records without protection are not limited, so ExpectFinished sets the limits again.
            known.recordLimits(Limits.PLAINTEXT, Limits.PLAINTEXT);
        }
        return known.build();
    }

    /** RFC 7366 section 3: for CBC suites only. */
    private boolean encryptsThenMacs() {
        return settings.extensions().encryptThenMac() && !chosen.suite().cipher().isAead()
                && asked.extensions().get(EncryptThenMac.class) != null;
    }

    // The rest

    private void sendCertificate() throws TlsFault {
        send(new Certificate12(chosen.credential().entries()));
        CertificateStatus status = stapling.status();
        if (status != null) {
            send(status);
        }
    }

    /** Sends ServerKeyExchange and answers the scheme it is signed with, which its signature does not cover. */
    private Eventual<SignatureScheme> sendKeyExchange(ServerHello hello, Offer offer, ChosenSuite.Signed by)
            throws TlsFault {
        Opaque share = Opaque.adopt(offer.share());
        ServerKeyExchange unsigned = exchange(by.group(), share,
                new SigningKey.Signed(by.key().schemes().get(0), Opaque.EMPTY));
        return HandshakeSignatures.sign(by.key(), HandshakeSignatures.content12(handshake.clientRandom(),
                hello.random().toBytes(), unsigned.signedParams())).then(signed -> {
                    send(exchange(by.group(), share, signed));
                    return signed.scheme();
                });
    }

    private ServerKeyExchange exchange(NamedGroup group, Opaque share, SigningKey.Signed signed) {
        if (chosen.suite().agreement() == KeyAgreement.ECDHE) {
            return new EcdheServerKeyExchange(group, share, signed.scheme(), signed.signature());
        }
        Opaque prime = number(FiniteFields.prime(group));
        return new DheServerKeyExchange(prime, number(FiniteFields.GENERATOR), share, signed.scheme(),
                signed.signature());
    }

    private static Opaque number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return bytes[0] == 0 ? Opaque.copyOf(bytes, 1, bytes.length - 1) : Opaque.adopt(bytes);
    }

    /** RFC 5246 section 7.4.4, RFC 8422 section 5.5: ecdsa_sign stands for EdDSA too. */
    private void sendRequest() throws TlsFault {
        List<SignatureScheme> schemes = new ArrayList<>(settings.algorithms().schemes());
        schemes.removeIf(scheme -> !scheme.signsHandshakesOf(ProtocolVersion.TLS_1_2));
        WireWriter types = new WireWriter(2);
        if (schemes.stream().anyMatch(scheme -> !isElliptic(scheme))) {
            types.u8(CertificateRequest12.RSA_SIGN);
        }
        if (schemes.stream().anyMatch(ServerFlight::isElliptic)) {
            types.u8(CertificateRequest12.ECDSA_SIGN);
        }
        send(new CertificateRequest12(types.toOpaque(), schemes, settings.authentication().authorities()));
    }

    private static boolean isElliptic(SignatureScheme scheme) {
        return scheme.family() == SignatureScheme.Family.ECDSA || scheme.family() == SignatureScheme.Family.EDDSA;
    }

    private void send(HandshakeMessage message) throws TlsFault {
        transcript.add(out.send(message));
    }

    private static Opaque random(HandshakeConfig settings, int length) {
        byte[] bytes = new byte[length];
        settings.crypto().random().nextBytes(bytes);
        return Opaque.adopt(bytes);
    }
}
