package dev.handfast.handshake.server12;

import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.Certificate12;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for the certificate that the client was asked for (RFC 5246 section 7.4.6). */
final class ExpectCertificate extends ServerState12 {

    ExpectCertificate(Server12 server) {
        super(server);
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Certificate12 certificate = StateChecks.message(Certificate12.class, in, this);
        HandshakeConfig settings = server.settings();
        server.add(in);
        if (!certificate.chain().isEmpty()) {
            PeerChain chain = PeerChain.of(settings.crypto(), certificate.chain(),
                    settings.authentication().maxCertificates());
            return new ExpectKeyExchange(server, chain);
        }
        if (settings.authentication().clientAuthentication() == ClientAuthentication.NEEDED) {
            throw new TlsFault(Fault.CERTIFICATE_MISSING_12, "the client has none of an authority this side named, or"
                    + " none that signs with " + settings.algorithms().schemes());
        }
        server.transcript().forgetMessages();
        return new ExpectKeyExchange(server, null);
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
