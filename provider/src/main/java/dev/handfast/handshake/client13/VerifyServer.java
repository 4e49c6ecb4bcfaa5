package dev.handfast.handshake.client13;

import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerChain;
import dev.handfast.auth.PeerVerified;
import dev.handfast.auth.SignatureVerified;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Settings;
import dev.handfast.handshake.Suspension;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.CertificateVerify;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

/**
 * Judges the server: first its signature, so that nobody without the key can make us look for issuers, then its chain.
 */
final class VerifyServer implements Suspension<VerifyServer.Verdict> {

    /** What JSSE calls the key exchange of TLS 1.3. */
    private static final String KEY_EXCHANGE = "UNKNOWN";

    /** The server is who it says. */
    record Verdict(PeerVerified peer, SignatureVerified signature) {
    }

    private final Client13 client;
    private final PeerChain chain;
    private final CertificateVerify verify;
    private final byte[] signed;
    private final CertificateRequest13 request;

    VerifyServer(Client13 client, PeerChain chain, CertificateVerify verify, byte[] signed,
            CertificateRequest13 request) {
        this.client = client;
        this.chain = chain;
        this.verify = verify;
        this.signed = signed;
        this.request = request;
    }

    @Override
    public Verdict run() throws TlsFault {
        Settings settings = client.settings();
        SignatureVerified signature = HandshakeSignatures.verify(settings.crypto(), verify.scheme(),
                chain.own().getPublicKey(), signed, verify.signature(), settings.schemes(), ProtocolVersion.TLS_1_3);
        PeerVerified peer = chain.verify(settings.peerVerifier(), KEY_EXCHANGE, client.known());
        return new Verdict(peer, signature);
    }

    @Override
    public HandshakeState resume(Verdict verdict, Output out) {
        SessionState known = client.known().change()
                .peerChain(verdict.peer().chain())
                .peerScheme(verdict.signature().scheme())
                .build();
        out.learned(known);
        client.settings().trace().chose("server trusted", "its signature (" + verdict.signature().scheme()
                + ") verifies and its certificates are trusted");
        return new ExpectServerFinished(client.with(known), verdict.peer(), request);
    }
}
