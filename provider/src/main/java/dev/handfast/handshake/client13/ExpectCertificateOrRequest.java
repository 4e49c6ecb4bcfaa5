package dev.handfast.handshake.client13;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.ext.SignatureAlgorithms;
import dev.handfast.message.ext.SignatureAlgorithmsCert;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;

import java.util.List;

/**
 * Waits for CertificateRequest (RFC 9846 section 4.4.2) or, if the server asks for none, Certificate. Of oid_filters
 * (section 4.3.5) none is recognized: RFC 9846 section 4.3.5 has those skipped.
 */
final class ExpectCertificateOrRequest extends ClientState13 {

    ExpectCertificateOrRequest(Client13 client) {
        super(client);
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (!(in.message() instanceof CertificateRequest13 request)) {
            return new ExpectCertificate(client, null).on(in, out);
        }
        // RFC 9846 section 4.4.2: the context is empty except in post-handshake authentication.
        if (!request.context().isEmpty()) {
            throw new TlsFault(Fault.CONTEXT_WRONG, "certificate_request_context must be empty in a handshake, came "
                    + request.context());
        }
        SignatureAlgorithms schemes = request.extensions().get(SignatureAlgorithms.class);
        if (schemes == null) {
            throw new TlsFault(Fault.EXTENSION_MISSING, "CertificateRequest holds no signature_algorithms");
        }
        client.transcript().add(in.raw());
        SignatureAlgorithmsCert forCertificates = request.extensions().get(SignatureAlgorithmsCert.class);
        List<SignatureScheme> certificateSchemes = forCertificates == null ? schemes.schemes()
                : forCertificates.schemes();
        SessionState known = client.known().change().peerSchemes(schemes.schemes(), certificateSchemes).build();
        out.learned(known);
        return new ExpectCertificate(client.with(known), request);
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CERTIFICATE_REQUEST) || type.equals(HandshakeType.CERTIFICATE);
    }

    @Override
    public String waitingFor() {
        return "CertificateRequest or Certificate";
    }
}
