package dev.handfast.handshake.server12;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.ServerExtensionNegotiation;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.traffic.Traffic12;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.message.Finished;
import dev.handfast.session.SessionState;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import java.util.ArrayList;

/** Waits for Finished of a client whose session is resumed, the last message (RFC 5246 sections 7.3 and 7.4.9). */
final class ExpectResumedFinished extends ServerState12 {

    private final PeerVerified client;
    private final Secrets12 secrets;

    ExpectResumedFinished(Server12 server, PeerVerified client, Secrets12 secrets) {
        super(server);
        this.client = client;
        this.secrets = secrets;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Finished message = StateChecks.message(Finished.class, in, this);
        FinishedVerified finished = secrets.check(message, server.transcript().hash());
        SessionState.Builder session = server.known().change();
        ServerExtensionNegotiation.recordLimits(server.handshake(), ProtocolVersion.TLS_1_2, session,
                new ArrayList<>(1));
        out.established(session.build(), secrets.exporter());
        secrets.close();
        return new Traffic12(server.settings(), false, client, finished);
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.FINISHED);
    }

    @Override
    public String waitingFor() {
        return "Finished";
    }

    @Override
    public void close() {
        secrets.close();
    }
}
