package dev.handfast.handshake.server13;

import dev.handfast.async.Eventual;
import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.PeerAuthentication13;
import dev.handfast.handshake.Suspension;
import dev.handfast.message.CertificateVerify;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;

/** Judges the client, as slow work. */
final class VerifyClient implements Suspension<PeerAuthentication13> {

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
    public Eventual<PeerAuthentication13> run() throws TlsFault {
        return PeerAuthentication13.of(server.settings(), chain, verify, signed, server.known());
    }

    @Override
    public HandshakeState resume(PeerAuthentication13 judgement, HandshakeActions out) {
        SessionState known = judgement.learn(server.known(), "client", server.settings().trace());
        out.learned(known);
        return new ExpectClientFinished(server.with(known), judgement.peer());
    }
}
