package dev.handfast.handshake.client12;

import dev.handfast.async.Eventual;
import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerVerified;
import dev.handfast.auth.SigningKey;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.KeyExchange.Accepted;
import dev.handfast.crypto.Secret;
import dev.handfast.handshake.Credentials;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.Suspension;
import dev.handfast.keys.Transcript;
import dev.handfast.message.Certificate12;
import dev.handfast.message.CertificateRequest12;
import dev.handfast.message.CertificateVerify;
import dev.handfast.message.ClientKeyExchange;
import dev.handfast.message.DheServerKeyExchange;
import dev.handfast.message.EcdheServerKeyExchange;
import dev.handfast.message.ServerKeyExchange;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.FiniteFields;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies what the server has sent, and only then makes the client's flight (RFC 5246 sections 7.1 and 7.3). One piece
 * of work: chain and signature, the client's own credential, key exchange, signature, keys and Finished.
 */
final class ClientFlight implements Suspension<ClientFlight.Result> {

    private static final int PREMASTER = 48;
    private static final int LAST_BYTE = 0xff;

    private final AgreedParameters agreed;
    private final ServerFlightParts parts;
    private final HandshakeConfig settings;
    private final Transcript transcript;

    /** What was made: messages and keys to send them under, and the state that follows. */
    record Result(HandshakeActions out, HandshakeState next) {
    }

    /** A key exchange's message and what it leads to. */
    private record Exchanged(ClientKeyExchange message, Secret premaster) {
    }

    ClientFlight(AgreedParameters agreed, ServerFlightParts parts) {
        this.agreed = agreed;
        this.parts = parts;
        this.settings = agreed.settings();
        this.transcript = agreed.handshake().transcript();
    }

    @Override
    public Eventual<Result> run() throws TlsFault {
        SessionState.Builder known = agreed.handshake().known().change();
        return verifyServer(known).thenLater(server -> answer(server, known));
    }

    private Eventual<Result> answer(PeerVerified server, SessionState.Builder known) throws TlsFault {
        HandshakeActions out = new HandshakeActions(settings.trace());
        CertificateRequest12 request = parts.request();
        SigningKey key = request == null ? null : findKey(request, known);
        if (request != null) {
            sendCertificate(key, known, out);
        }
        Secrets12 secrets = exchangeKeys(out);
        return Eventual.cleaned(() -> {
            Eventual<Void> verify = key == null ? Eventual.done() : sendVerify(key, known, out);
            return verify.then(sent -> finish(server, secrets, known.build(), out));
        }, () -> {
            secrets.abandon();
            out.discard();
        });
    }

    @Override
    public HandshakeState resume(Result result, HandshakeActions out) {
        out.addAll(result.out());
        return result.next();
    }

    // The server

    private Eventual<PeerVerified> verifyServer(SessionState.Builder known) throws TlsFault {
        checkKey();
        SessionState soFar = known.build();
        ServerKeyExchange exchange = parts.exchange();
        if (exchange != null) {
            // RFC 5246 section 7.4.3: the signature must verify by the certificate's key, in a scheme that was offered.
            byte[] content = HandshakeSignatures.content12(agreed.handshake().clientRandom(), agreed.serverRandom(),
                    exchange.signedParams());
            known.peerScheme(HandshakeSignatures.verify(settings.crypto(), exchange.scheme(),
                    parts.chain().own().getPublicKey(), content, exchange.signature(), settings.algorithms().schemes(),
                    ProtocolVersion.TLS_1_2).scheme());
        }
        return parts.chain().verify(settings.authentication().peerVerifier(), authType(), soFar).then(server -> {
            known.peer(server.peer(), parts.chain().weight());
            settings.trace().chose("server trusted", "its certificates are trusted" + (exchange == null ? ""
                    : " and its signature (" + exchange.scheme() + ") verifies"));
            return server;
        });
    }

    /** RFC 5246 section 7.4.2, RFC 8422 sections 2 and 5.3: the suite says what kind of key the certificate holds. */
    private void checkKey() throws TlsFault {
        var key = parts.chain().own().getPublicKey();
        CipherSuite suite = agreed.suite();
        boolean rsa = key.getAlgorithm().equals("RSA");
        boolean fits = switch (suite.authentication()) {
            case BY_RSA -> rsa || key.getAlgorithm().equals("RSASSA-PSS")
                    && suite.agreement() != CipherSuite.KeyAgreement.RSA;
            case BY_ECDSA -> key instanceof ECPublicKey || key instanceof EdECPublicKey;
            case ANY -> false;
        };
        if (!fits) {
            throw new TlsFault(Fault.CERTIFICATE_KEY_UNSUPPORTED, "the server chose " + suite
                    + " but its certificate holds a key for " + key.getAlgorithm());
        }
    }

    /** The key exchange by the name X509TrustManager knows. */
    private String authType() {
        String key = agreed.suite().authentication() == CipherSuite.Authentication.BY_RSA ? "RSA" : "ECDSA";
        return switch (agreed.suite().agreement()) {
            case ECDHE -> "ECDHE_" + key;
            case DHE -> "DHE_" + key;
            case RSA -> key;
            case TLS13 -> throw new IllegalStateException(agreed.suite() + " in TLS 1.2");
        };
    }

    // The client's certificate

    private @Nullable SigningKey findKey(CertificateRequest12 request, SessionState.Builder known) {
        List<String> keyTypes = keyTypes(request);
        SessionState soFar = known.build();
        SigningKey key = keyTypes.isEmpty() ? null : new Credentials(settings, request.schemes(), soFar)
                .find(soFar, request.authorities(), keyTypes, any -> true);
        settings.trace().chose(key == null ? "no client certificate" : key.toString(),
                "the server asks for keys " + keyTypes + " and " + request.schemes().size() + " schemes");
        return key;
    }

    /** RFC 5246 section 7.4.4, RFC 8422 sections 3.1, 5.5 and 5.6: ecdsa_sign stands for EdDSA keys too. */
    private static List<String> keyTypes(CertificateRequest12 request) {
        List<String> keyTypes = new ArrayList<>(4);
        for (int i = 0; i < request.types().length(); i++) {
            int type = request.types().at(i);
            if (type == CertificateRequest12.RSA_SIGN) {
                keyTypes.addAll(List.of("RSA", "RSASSA-PSS"));
            } else if (type == CertificateRequest12.ECDSA_SIGN) {
                keyTypes.addAll(List.of("EC", "EdDSA"));
            }
        }
        return keyTypes;
    }

    /** RFC 5246 section 7.4.6, RFC 8422 section 3: without a suitable certificate an empty list is sent. */
    private void sendCertificate(@Nullable SigningKey key, SessionState.Builder known, HandshakeActions out)
            throws TlsFault {
        if (key == null) {
            transcript.forgetMessages();
            transcript.add(out.send(new Certificate12(List.of())));
            return;
        }
        transcript.add(out.send(new Certificate12(key.credential().entries())));
        known.local(key.credential().shown());
    }

    /** RFC 5246 section 7.4.8: signs all messages so far. */
    private Eventual<Void> sendVerify(SigningKey key, SessionState.Builder known, HandshakeActions out)
            throws TlsFault {
        return HandshakeSignatures.sign(key, transcript.messages()).then(signed -> {
            transcript.forgetMessages();
            transcript.add(out.send(new CertificateVerify(signed.scheme(), signed.signature())));
            known.localScheme(signed.scheme());
            return null;
        });
    }

    // Keys

    private Secrets12 exchangeKeys(HandshakeActions out) throws TlsFault {
        Exchanged exchanged = exchange();
        try (Secret premaster = exchanged.premaster()) {
            transcript.add(out.send(exchanged.message()));
            byte[] sessionHash = agreed.handshake().known().extendedMasterSecret() ? transcript.hash() : null;
            return Secrets12.derive(settings, new Secrets12.Inputs(agreed.suite(),
                    agreed.handshake().clientRandom(), agreed.serverRandom(), agreed.encryptThenMac(), sessionHash),
                    premaster);
        }
    }

    private Exchanged exchange() throws TlsFault {
        CryptoProvider crypto = settings.crypto();
        if (parts.exchange() instanceof EcdheServerKeyExchange ecdhe) {
            Accepted accepted = crypto.keyExchange(ecdhe.group()).accept(ecdhe.point().toBytes());
            return new Exchanged(ClientKeyExchange.ofEc(Opaque.adopt(accepted.share())), accepted.secret());
        }
        if (parts.exchange() instanceof DheServerKeyExchange dhe) {
            BigInteger prime = new BigInteger(1, dhe.p().toBytes());
            BigInteger generator = new BigInteger(1, dhe.g().toBytes());
            var group = FiniteFields.named(prime, generator);
            Accepted accepted = (group != null ? crypto.keyExchange(group) : crypto.keyExchange(prime, generator))
                    .accept(dhe.ys().toBytes());
            return new Exchanged(ClientKeyExchange.ofDh(Opaque.adopt(accepted.share())),
                    Secrets12.premaster(accepted.secret()));
        }
        return encryptedPremaster(crypto);
    }

    /** RFC 5246 section 7.4.7.1: the version of the ClientHello and 46 random bytes. */
    private Exchanged encryptedPremaster(CryptoProvider crypto) throws TlsFault {
        byte[] bytes = new byte[PREMASTER];
        crypto.random().nextBytes(bytes);
        int version = agreed.handshake().hello().legacyVersion().value();
        bytes[0] = (byte) (version >>> 8);
        bytes[1] = (byte) (version & LAST_BYTE);
        Secret premaster = Secret.adopt(bytes);
        try {
            byte[] encrypted = crypto.encryptPremaster(parts.chain().own().getPublicKey(), premaster);
            return new Exchanged(ClientKeyExchange.ofRsa(Opaque.adopt(encrypted)), premaster);
        } catch (GeneralSecurityException e) {
            premaster.close();
            throw new TlsFault(Fault.CERTIFICATE_KEY_UNSUPPORTED, "cannot encrypt to the RSA key of the server's"
                    + " certificate: " + e.getMessage(), e);
        }
    }

    private Result finish(PeerVerified server, Secrets12 secrets, SessionState known, HandshakeActions out)
            throws TlsFault {
        Secrets12.Directions directions = secrets.directions();
        out.sendChangeCipherSpec();
        out.writeKeys(directions.write(), "TLS 1.2 client write");
        transcript.add(out.send(secrets.finished(transcript.hash())));
        out.learned(known);
        ClientFlightSent answered = new ClientFlightSent(agreed.with(known), server, secrets, directions.read(), null,
                null);
        return new Result(out, agreed.givesTicket() ? new ExpectTicket(answered)
                : new ExpectChangeCipherSpec(answered));
    }
}
