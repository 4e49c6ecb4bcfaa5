package dev.handfast.handshake.server13;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Keys13;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.handshake.Suspension;
import dev.handfast.handshake.traffic.Traffic13;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.keys.MasterStage;
import dev.handfast.keys.TrafficSecret;
import dev.handfast.message.Finished;
import dev.handfast.record.RecordBoundary;
import dev.handfast.session.ServerSessions.Prepared;
import dev.handfast.session.ServerSessions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for the client's Finished (RFC 9846 section 4.5.3). */
final class ExpectClientFinished extends ServerState13 {

    private final PeerVerified peer;

    ExpectClientFinished(Server13 server, PeerVerified peer) {
        super(server);
        this.peer = peer;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Finished finished = StateChecks.message(Finished.class, in, this);
        RecordBoundary boundary = StateChecks.boundary(in);
        FinishedVerified verified = FinishedVerified.check(server.stage().clientTraffic(),
                server.transcript().hash(), finished.verifyData().toBytes());
        HandshakeConfig settings = server.settings();
        CipherSuite suite = server.known().suite();
        server.stage().close();
        try (MasterStage master = server.master()) {
            TrafficSecret receiving = master.clientTraffic();
            out.readKeys(Keys13.read(settings, suite, receiving), boundary, "client application");
            out.established(server.known(), Keys13.material(master.exporter()));
            HandshakeState traffic = new Traffic13(settings, suite, receiving, peer, verified, null);
            SentTickets sent = server.tickets();
            ServerSessions issuer = sent == null ? IssueTickets.due(server.handshake()) : sent.issuer();
            if (issuer == null || sent != null && sent.prepared().stream().noneMatch(Prepared::isStored)) {
                return traffic;
            }
            Suspension<?> work = sent == null ? late(in, issuer, master, traffic)
                    : new KeepSessions(settings, sent, traffic);
            return issuer.mayBlock() ? new Suspended(work, "storing the session", traffic) : now(work, out);
        }
    }

    private LateTickets late(IncomingMessage in, ServerSessions issuer, MasterStage master, HandshakeState traffic) {
        server.transcript().add(in.raw());
        return new LateTickets(server.settings(), new IssueTickets(server.settings(), issuer, server.known(),
                master.resumption(server.transcript().finish())), traffic);
    }

    private static <T> HandshakeState now(Suspension<T> work, HandshakeActions out) throws TlsFault {
        return work.resume(work.run().get(), out);
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
