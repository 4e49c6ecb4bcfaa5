package dev.handfast.handshake.server13;

import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerChain;
import dev.handfast.auth.PeerVerified;
import dev.handfast.auth.SignatureVerified;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Settings;
import dev.handfast.handshake.Suspension;
import dev.handfast.message.CertificateVerify;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

/** Judges the client: first its signature, then its chain. */
final class VerifyClient implements Suspension<VerifyClient.Verdict> {

    /** What JSSE calls the key exchange of TLS 1.3. */
    private static final String KEY_EXCHANGE = "UNKNOWN";

    /** The client is who it says. */
    record Verdict(PeerVerified peer, SignatureVerified signature) {
    }

    private final Server13 server;
    private final PeerChain chain;
    private final CertificateVerify verify;
    private final byte[] signed;

    VerifyClient(Server13 server, PeerChain chain, CertificateVerify verify, byte[] signed) {
        this.server = server;
        this.chain = chain;
        this.verify = verify;
        this.signed = signed;
    }

    @Override
    public Verdict run() throws TlsFault {
        Settings settings = server.settings();
        SignatureVerified signature = HandshakeSignatures.verify(settings.crypto(), verify.scheme(),
                chain.own().getPublicKey(), signed, verify.signature(), settings.schemes(), ProtocolVersion.TLS_1_3);
        PeerVerified peer = chain.verify(settings.peerVerifier(), KEY_EXCHANGE, server.known());
        return new Verdict(peer, signature);
    }

    @Override
    public HandshakeState resume(Verdict verdict, Output out) {
        SessionState known = server.known().change()
                .peerChain(verdict.peer().chain())
                .peerScheme(verdict.signature().scheme())
                .build();
        out.learned(known);
        server.settings().trace().chose("client trusted", "its signature (" + verdict.signature().scheme()
                + ") verifies and its certificates are trusted");
        return new ExpectClientFinished(server.with(known), verdict.peer());
    }
}
