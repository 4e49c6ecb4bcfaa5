package dev.handfast.handshake.server13;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.Expect;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Keys13;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Received;
import dev.handfast.handshake.Settings;
import dev.handfast.handshake.Suspended;
import dev.handfast.handshake.traffic.Traffic13;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.keys.MasterStage;
import dev.handfast.keys.TrafficSecret;
import dev.handfast.message.Finished;
import dev.handfast.record.RecordBoundary;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** Waits for the client's Finished (RFC 9846 section 4.4.4). */
final class ExpectClientFinished extends ServerState13 {

    private final PeerVerified peer;

    ExpectClientFinished(Server13 server, PeerVerified peer) {
        super(server);
        this.peer = peer;
    }

    @Override
    public HandshakeState on(Received in, Output out) throws TlsFault {
        Finished finished = Expect.message(Finished.class, in, this);
        RecordBoundary boundary = Expect.boundary(in);
        FinishedVerified verified = FinishedVerified.check(server.stage().clientTraffic(),
                server.transcript().hash(), finished.verifyData().toBytes());
        Settings settings = server.settings();
        CipherSuite suite = server.known().suite();
        server.stage().close();
        try (MasterStage master = server.master()) {
            TrafficSecret receiving = master.clientTraffic();
            out.readKeys(Keys13.read(settings, suite, receiving), boundary, "client application");
            out.established(server.known(), Keys13.material(master.exporter()));
            HandshakeState traffic = new Traffic13(settings, suite, receiving, peer, verified, null);
            if (server.ticketed() || !IssueTickets.isDue(server.handshake())) {
                return traffic;
            }
            server.transcript().add(in.raw());
            LateTickets work = new LateTickets(new IssueTickets(settings, server.known(),
                    master.resumption(server.transcript().hash())), traffic);
            return settings.resumption().issuer().mayBlock() ? new Suspended(work, "storing the session", traffic)
                    : work.resume(work.run(), out);
        }
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
