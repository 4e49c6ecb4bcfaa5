package dev.handfast.handshake.server12;

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
final class ExpectChangeCipherSpec extends ServerState12 {

    private final KeyedHandshake keyed;

    ExpectChangeCipherSpec(KeyedHandshake keyed) {
        super(keyed.server());
        this.keyed = keyed;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (!(in.message() instanceof ChangeCipherSpec)) {
            throw StateChecks.unexpected(in, this);
        }
        out.readKeys(keyed.directions().read(), StateChecks.boundary(in), "TLS 1.2 client write");
        return new ExpectFinished(keyed);
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
        keyed.secrets().close();
        keyed.directions().read().close();
        keyed.directions().write().close();
    }
}
