package dev.handfast.handshake.server12;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.ServerExtensionNegotiation;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.handshake.traffic.Traffic12;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.message.Finished;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionState;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;

/** Waits for the client's Finished, under its keys, and answers with its own (RFC 5246 sections 7.1 and 7.4.9). */
final class ExpectFinished extends ServerState12 {

    private final KeyedHandshake keyed;

    ExpectFinished(KeyedHandshake keyed) {
        super(keyed.server());
        this.keyed = keyed;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Finished message = StateChecks.message(Finished.class, in, this);
        Secrets12 secrets = keyed.secrets();
        FinishedVerified finished = secrets.check(message, server.transcript().hash());
        server.add(in);
        ServerHandshake handshake = server.handshake();
        ServerSessions issuer = KeepSession.issuer(handshake);
        if (issuer == null) {
            return end(null, finished, out);
        }
        long now = server.settings().clock().getAsLong();
        KeepSession keeping = new KeepSession(handshake, issuer, new ResumptionState(server.known(), secrets.master(),
                Opaque.EMPTY, KeepSession.terms(issuer, now)), (ticket, later) -> end(ticket, finished, later), now);
        return issuer.mayBlock() ? new Suspended(keeping, "storing the session", this)
                : keeping.resume(keeping.run().get(), out);
    }

    private HandshakeState end(@Nullable NewSessionTicket12 ticket, FinishedVerified finished, HandshakeActions out)
            throws TlsFault {
        Secrets12 secrets = keyed.secrets();
        if (ticket != null) {
            server.transcript().add(out.send(ticket));
        }
        out.sendChangeCipherSpec();
        out.writeKeys(keyed.directions().write(), "TLS 1.2 server write");
        out.send(secrets.finished(server.transcript().hash()));
        // From here on all records are protected, which record_size_limit speaks of (RFC 8449 section 4).
        SessionState.Builder session = server.known().change();
        ServerExtensionNegotiation.recordLimits(server.handshake(), ProtocolVersion.TLS_1_2, session,
                new ArrayList<>(1));
        out.established(session.build(), secrets.exporter());
        secrets.close();
        return new Traffic12(server.settings(), false, keyed.client(), finished);
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
        keyed.secrets().close();
        keyed.directions().write().close();
    }
}
