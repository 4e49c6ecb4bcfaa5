package dev.handfast.handshake.server12;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.ChangeCipherSpec;
import dev.handfast.record.ReadKeys;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for ChangeCipherSpec of a client whose session is resumed (RFC 5246 section 7.3). */
final class ExpectResumedChangeCipherSpec extends ServerState12 {

    private final PeerVerified client;
    private final Secrets12 secrets;
    private final ReadKeys read;

    ExpectResumedChangeCipherSpec(Server12 server, PeerVerified client, Secrets12 secrets, ReadKeys read) {
        super(server);
        this.client = client;
        this.secrets = secrets;
        this.read = read;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (!(in.message() instanceof ChangeCipherSpec)) {
            throw StateChecks.unexpected(in, this);
        }
        out.readKeys(read, StateChecks.boundary(in), "TLS 1.2 client write");
        return new ExpectResumedFinished(server, client, secrets);
    }

    @Override
    public ChangeCipherSpecRule changeCipherSpec() {
        return ChangeCipherSpecRule.DELIVERED;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return false;
    }

    @Override
    public String waitingFor() {
        return "ChangeCipherSpec";
    }

    @Override
    public void close() {
        secrets.close();
        read.close();
    }
}
