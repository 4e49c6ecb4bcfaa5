package dev.handfast.handshake.client12;

import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.Certificate12;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for the server's Certificate (RFC 5246 section 7.4.2). */
final class ExpectCertificate extends ClientState12 {

    private final AgreedParameters agreed;

    ExpectCertificate(AgreedParameters agreed) {
        this.agreed = agreed;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (agreed.passesOver(in)) {
            return this;
        }
        Certificate12 message = StateChecks.message(Certificate12.class, in, this);
        if (message.chain().isEmpty()) {
            throw new TlsFault(Fault.CERTIFICATE_EMPTY, "expected the certificate of a server that speaks "
                    + agreed.suite());
        }
        PeerChain chain = PeerChain.of(agreed.settings().crypto(), message.chain(),
                agreed.settings().authentication().maxCertificates());
        agreed.add(in);
        ServerFlightParts parts = new ServerFlightParts(chain, null, null);
        return agreed.mayStaple() ? new ExpectStatusOrKeyExchange(agreed, parts) : behindCertificate(agreed, parts);
    }

    /** What comes behind certificate and status: static RSA has no ServerKeyExchange (RFC 5246 section 7.4.3). */
    static HandshakeState behindCertificate(AgreedParameters agreed, ServerFlightParts parts) {
        return agreed.suite().agreement() == CipherSuite.KeyAgreement.RSA
                ? new ExpectRequestOrDone(agreed, parts)
                : new ExpectKeyExchange(agreed, parts);
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CERTIFICATE) || type.equals(HandshakeType.HELLO_REQUEST);
    }

    @Override
    public String waitingFor() {
        return "Certificate";
    }
}
