package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.message.ServerHelloDone;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for ServerHelloDone (RFC 5246 section 7.4.5), behind which the client's flight is due. */
final class ExpectDone extends ClientState12 {

    private final AgreedParameters agreed;
    private final ServerFlightParts parts;
    private final String waitingFor;

    /** {@code waitingFor} is for faults: CertificateRequest may be awaited too. */
    ExpectDone(AgreedParameters agreed, ServerFlightParts parts, String waitingFor) {
        this.agreed = agreed;
        this.parts = parts;
        this.waitingFor = waitingFor;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (agreed.passesOver(in)) {
            return this;
        }
        StateChecks.message(ServerHelloDone.class, in, this);
        agreed.add(in);
        if (parts.request() == null) {
            agreed.handshake().transcript().forgetMessages();
        }
        return new Suspended(new ClientFlight(agreed, parts), "verifying the server and answering it", this);
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.SERVER_HELLO_DONE) || type.equals(HandshakeType.HELLO_REQUEST);
    }

    @Override
    public String waitingFor() {
        return waitingFor;
    }
}
