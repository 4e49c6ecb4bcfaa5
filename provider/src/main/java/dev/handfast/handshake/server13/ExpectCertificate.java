package dev.handfast.handshake.server13;

import dev.handfast.auth.PeerChain;
import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.Certificates13;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.Certificate13;
import dev.handfast.message.CertificateEntry;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for the certificate that the client was asked for (RFC 9846 sections 4.3 and 4.5.1). */
final class ExpectCertificate extends ServerState13 {

    ExpectCertificate(Server13 server) {
        super(server);
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Certificate13 certificate = StateChecks.message(Certificate13.class, in, this);
        if (!certificate.context().isEmpty()) {
            throw new TlsFault(Fault.CONTEXT_WRONG, "the request had an empty context, came " + certificate.context());
        }
        for (CertificateEntry entry : certificate.entries()) {
            if (!entry.extensions().isEmpty()) {
                throw new TlsFault(Fault.EXTENSION_UNSOLICITED, "the client's Certificate holds "
                        + entry.extensions().list().get(0).type() + ", which CertificateRequest did not");
            }
        }
        server.transcript().add(in.raw());
        if (!certificate.entries().isEmpty()) {
            PeerChain chain = Certificates13.chain(server.settings(), certificate);
            return new ExpectCertificateVerify(server, chain);
        }
        if (server.settings().authentication().clientAuthentication() == ClientAuthentication.NEEDED) {
            throw new TlsFault(Fault.CERTIFICATE_MISSING, "the client has none of an authority this side named, or"
                    + " none that signs with " + server.settings().algorithms().schemes());
        }
        return new ExpectClientFinished(server, PeerVerified.notAsked());
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CERTIFICATE);
    }

    @Override
    public String waitingFor() {
        return "Certificate";
    }
}
