package dev.handfast.handshake.client13;

import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.Certificates13;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerExtensionChecks;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.Certificate13;
import dev.handfast.message.CertificateEntry;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

/** Waits for the server's Certificate (RFC 9846 section 4.5.1). */
final class ExpectCertificate extends ClientState13 {

    private final @Nullable CertificateRequest13 request;

    /**
     * Waits.
     *
     * @param request the server's, or null
     */
    ExpectCertificate(Client13 client, @Nullable CertificateRequest13 request) {
        super(client);
        this.request = request;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Certificate13 certificate = StateChecks.message(Certificate13.class, in, this);
        if (!certificate.context().isEmpty()) {
            throw new TlsFault(Fault.CONTEXT_WRONG, "a server's certificate_request_context must be empty, came "
                    + certificate.context());
        }
        // RFC 9846 section 4.5.1.3: an empty list from a server is a decode_error.
        if (certificate.entries().isEmpty()) {
            throw new TlsFault(Fault.CERTIFICATE_EMPTY, "expected the server's certificate");
        }
        for (CertificateEntry entry : certificate.entries()) {
            ServerExtensionChecks.checkSolicited(entry.extensions(), client.handshake().hello(), "Certificate");
        }
        client.transcript().add(in.raw());
        PeerChain chain = Certificates13.chain(client.settings(), certificate);
        SessionState known = client.known().change()
                .statusResponses(Certificates13.statusResponses(certificate))
                .timestamps(ServerExtensionChecks.timestamps(certificate.entries().get(0).extensions()))
                .build();
        out.learned(known);
        return new ExpectCertificateVerify(client.with(known), chain, request);
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
