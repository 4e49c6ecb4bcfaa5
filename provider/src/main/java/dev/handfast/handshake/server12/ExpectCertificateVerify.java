package dev.handfast.handshake.server12;

import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.message.CertificateVerify;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

/** Waits for CertificateVerify, which signs all messages before it (RFC 5246 section 7.4.8). */
final class ExpectCertificateVerify extends ServerState12 {

    private final PeerChain chain;
    private final Opaque share;
    private final Secrets12.Inputs inputs;

    ExpectCertificateVerify(Server12 server, PeerChain chain, Opaque share, Secrets12.Inputs inputs) {
        super(server);
        this.chain = chain;
        this.share = share;
        this.inputs = inputs;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        CertificateVerify verify = StateChecks.message(CertificateVerify.class, in, this);
        byte[] signed = server.transcript().messages();
        server.transcript().forgetMessages();
        server.add(in);
        return new Suspended(new AgreeKeys(server, share, inputs, new AgreeKeys.Claim(chain, verify, signed)),
                "verifying the client and agreeing on keys", this);
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
