package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.message.CertificateStatus;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/**
 * Waits for CertificateStatus or what comes behind it: a server that has announced one "MAY choose not to send" it
 * (RFC 6066 section 8).
 */
final class ExpectStatusOrKeyExchange extends ClientState12 {

    private final AgreedParameters agreed;
    private final ServerFlightParts parts;

    ExpectStatusOrKeyExchange(AgreedParameters agreed, ServerFlightParts parts) {
        this.agreed = agreed;
        this.parts = parts;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (!(in.message() instanceof CertificateStatus status)) {
            return behind(agreed).on(in, out);
        }
        if (status.isList()) {
            throw new TlsFault(Fault.PARAMETER_ILLEGAL, "expected a CertificateStatus of type ocsp(1), came"
                    + " ocsp_multi(2), which this side did not ask for");
        }
        agreed.add(in);
        SessionState known = agreed.handshake().known().change()
                .statusResponses(status.responses())
                .build();
        out.learned(known);
        return behind(agreed.with(known));
    }

    private HandshakeState behind(AgreedParameters soFar) {
        return ExpectCertificate.behindCertificate(soFar, parts);
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CERTIFICATE_STATUS) || behind(agreed).takes(type);
    }

    @Override
    public String waitingFor() {
        return "CertificateStatus or " + behind(agreed).waitingFor();
    }
}
