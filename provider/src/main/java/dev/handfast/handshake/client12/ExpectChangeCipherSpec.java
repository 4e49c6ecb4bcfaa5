package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.ChangeCipherSpec;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/**
 * Waits for ChangeCipherSpec (RFC 5246 section 7.1). Only here, where the master secret is known, may it come: taken
 * earlier it made for keys that an attacker knows (CVE-2014-0224).
 */
final class ExpectChangeCipherSpec extends ClientState12 {

    private final ClientFlightSent answered;

    ExpectChangeCipherSpec(ClientFlightSent answered) {
        this.answered = answered;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (answered.agreed().passesOver(in)) {
            return this;
        }
        if (!(in.message() instanceof ChangeCipherSpec)) {
            throw StateChecks.unexpected(in, this);
        }
        out.readKeys(answered.read(), StateChecks.boundary(in), "TLS 1.2 server write");
        return new ExpectFinished(answered);
    }

    @Override
    public ChangeCipherSpecRule changeCipherSpec() {
        return ChangeCipherSpecRule.DELIVERED;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.HELLO_REQUEST);
    }

    @Override
    public String waitingFor() {
        return "ChangeCipherSpec";
    }

    @Override
    public void close() {
        answered.close();
    }
}
