package dev.handfast.handshake.server13;

import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.message.CertificateVerify;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for the client's CertificateVerify (RFC 9846 section 4.5.2). */
final class ExpectCertificateVerify extends ServerState13 {

    private final PeerChain chain;

    ExpectCertificateVerify(Server13 server, PeerChain chain) {
        super(server);
        this.chain = chain;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        CertificateVerify verify = StateChecks.message(CertificateVerify.class, in, this);
        byte[] signed = HandshakeSignatures.content13(false, server.transcript().hash());
        server.transcript().add(in.raw());
        return new Suspended(new VerifyClient(server, chain, verify, signed), "verifying the client's certificate",
                this);
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CERTIFICATE_VERIFY);
    }

    @Override
    public String waitingFor() {
        return "CertificateVerify";
    }
}
