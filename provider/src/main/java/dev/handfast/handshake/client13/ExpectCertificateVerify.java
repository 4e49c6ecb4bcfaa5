package dev.handfast.handshake.client13;

import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.CertificateVerify;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

/** Waits for the server's CertificateVerify (RFC 9846 section 4.5.2). */
final class ExpectCertificateVerify extends ClientState13 {

    private final PeerChain chain;
    private final @Nullable CertificateRequest13 request;

    ExpectCertificateVerify(Client13 client, PeerChain chain, @Nullable CertificateRequest13 request) {
        super(client);
        this.chain = chain;
        this.request = request;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        CertificateVerify verify = StateChecks.message(CertificateVerify.class, in, this);
        byte[] signed = HandshakeSignatures.content13(true, client.transcript().hash());
        client.transcript().add(in.raw());
        return new Suspended(new VerifyServer(client, chain, verify, signed, request),
                "verifying the server's certificate", this);
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
