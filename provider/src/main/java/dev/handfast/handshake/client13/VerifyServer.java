package dev.handfast.handshake.client13;

import dev.handfast.async.Eventual;
import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.PeerAuthentication13;
import dev.handfast.handshake.Suspension;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.CertificateVerify;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

/** Judges the server, as slow work. */
final class VerifyServer implements Suspension<PeerAuthentication13> {

    private final Client13 client;
    private final PeerChain chain;
    private final CertificateVerify verify;
    private final byte[] signed;
    private final @Nullable CertificateRequest13 request;

    VerifyServer(Client13 client, PeerChain chain, CertificateVerify verify, byte[] signed,
            @Nullable CertificateRequest13 request) {
        this.client = client;
        this.chain = chain;
        this.verify = verify;
        this.signed = signed;
        this.request = request;
    }

    @Override
    public Eventual<PeerAuthentication13> run() throws TlsFault {
        return PeerAuthentication13.of(client.settings(), chain, verify, signed, client.known());
    }

    @Override
    public HandshakeState resume(PeerAuthentication13 judgement, HandshakeActions out) {
        SessionState known = judgement.learn(client.known(), "server", client.settings().trace());
        out.learned(known);
        return new ExpectServerFinished(client.with(known), judgement.peer(), request);
    }
}
