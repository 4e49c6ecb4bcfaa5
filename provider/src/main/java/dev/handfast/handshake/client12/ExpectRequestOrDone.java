package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.message.CertificateRequest12;
import dev.handfast.session.SessionState;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for CertificateRequest or ServerHelloDone (RFC 5246 section 7.4.4). */
final class ExpectRequestOrDone extends ClientState12 {

    private final AgreedParameters agreed;
    private final ServerFlightParts parts;

    ExpectRequestOrDone(AgreedParameters agreed, ServerFlightParts parts) {
        this.agreed = agreed;
        this.parts = parts;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (agreed.passesOver(in)) {
            return this;
        }
        if (!(in.message() instanceof CertificateRequest12 request)) {
            return new ExpectDone(agreed, parts, waitingFor()).on(in, out);
        }
        agreed.add(in);
        // RFC 5246 section 7.4.4: the schemes count for CertificateVerify and for the client's certificates.
        SessionState known = agreed.handshake().known().change()
                .peerSchemes(request.schemes(), request.schemes())
                .build();
        out.learned(known);
        return new ExpectDone(agreed.with(known), parts.with(request), "ServerHelloDone");
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CERTIFICATE_REQUEST) || type.equals(HandshakeType.SERVER_HELLO_DONE)
                || type.equals(HandshakeType.HELLO_REQUEST);
    }

    @Override
    public String waitingFor() {
        return "CertificateRequest or ServerHelloDone";
    }
}
