package dev.handfast.handshake.client13;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.Finished;
import dev.handfast.record.RecordBoundary;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

/** Waits for the server's Finished (RFC 9846 section 4.5.3). */
final class ExpectServerFinished extends ClientState13 {

    private final PeerVerified peer;
    private final @Nullable CertificateRequest13 request;

    ExpectServerFinished(Client13 client, PeerVerified peer, @Nullable CertificateRequest13 request) {
        super(client);
        this.peer = peer;
        this.request = request;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Finished finished = StateChecks.message(Finished.class, in, this);
        RecordBoundary boundary = StateChecks.boundary(in);
        FinishedVerified verified = FinishedVerified.check(client.stage().serverTraffic(),
                client.transcript().hash(), finished.verifyData().toBytes());
        client.transcript().add(in.raw());
        ClientFlight flight = new ClientFlight(client, peer, verified, boundary, request);
        // What may wait, for a key or for a key log in a file, is done without locks.
        if (request == null && client.settings().keyLog() == null) {
            return flight.resume(flight.run().get(), out);
        }
        return new Suspended(flight, "making the client's flight", this);
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.FINISHED);
    }

    @Override
    public String waitingFor() {
        return "Finished";
    }
}
