package dev.handfast.handshake.server13;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Keys13;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.EndOfEarlyData;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Takes early data until EndOfEarlyData (RFC 9846 sections 4.3.10 and 4.6). */
final class ExpectEarlyData extends ServerState13 {

    private final PeerVerified peer;

    ExpectEarlyData(Server13 server, PeerVerified peer) {
        super(server);
        this.peer = peer;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        StateChecks.message(EndOfEarlyData.class, in, this);
        out.readKeys(Keys13.read(server.settings(), server.known().suite(), server.stage().clientTraffic()),
                StateChecks.boundary(in), "client handshake");
        server.transcript().add(in.raw());
        return new ExpectClientFinished(server, peer);
    }

    @Override
    public boolean receivesApplicationData() {
        return true;
    }

    @Override
    public boolean receivesEarlyData() {
        return true;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.END_OF_EARLY_DATA);
    }

    @Override
    public String waitingFor() {
        return "early data or EndOfEarlyData";
    }
}
