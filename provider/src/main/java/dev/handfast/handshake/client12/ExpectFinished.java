package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerExtensionChecks;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.traffic.Traffic12;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.message.Finished;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.SessionState;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

/** Waits for the server's Finished, under its keys (RFC 5246 sections 7.1 and 7.4.9). */
final class ExpectFinished extends ClientState12 {

    /** Seconds a TLS 1.2 session may live: a day (RFC 5246 appendix F.1.4). */
    private static final int LIFETIME_BY_DEFAULT = 86_400;

    private final ClientFlightSent answered;

    ExpectFinished(ClientFlightSent answered) {
        this.answered = answered;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Finished message = StateChecks.message(Finished.class, in, this);
        AgreedParameters agreed = answered.agreed();
        HandshakeConfig settings = agreed.settings();
        FinishedVerified finished = answered.secrets().check(message, agreed.handshake().transcript().hash());
        if (answered.write() != null) {
            agreed.add(in);
            out.sendChangeCipherSpec();
            out.writeKeys(answered.write(), "TLS 1.2 client write");
            out.send(answered.secrets().finished(agreed.handshake().transcript().hash()));
        }
        // From here on all records are protected, which record_size_limit speaks of (RFC 8449 section 4).
        SessionState.Builder session = agreed.handshake().known().change();
        ServerExtensionChecks.recordLimits(agreed.hello().extensions(), settings, ProtocolVersion.TLS_1_2, session);
        SessionState established = session.build();
        keep(established);
        out.established(established, answered.secrets().exporter());
        answered.secrets().close();
        return new Traffic12(settings, true, answered.server(), finished);
    }

    /** Keeps what the server lets the client resume by; only with extended_master_secret (RFC 7627 section 5.3). */
    private void keep(SessionState established) {
        HandshakeConfig settings = answered.agreed().settings();
        ClientTickets tickets = settings.resumption().tickets();
        NewSessionTicket12 given = answered.ticket();
        Opaque ticket = given == null ? Opaque.EMPTY : given.ticket();
        boolean byId = answered.write() == null && !answered.agreed().hello().sessionId().isEmpty();
        if (tickets == null || !established.extendedMasterSecret() || ticket.isEmpty() && !byId) {
            return;
        }
        // RFC 5077 section 5.6: without a hint, or with one that is too long, the client's own limit counts.
        long hint = given == null || ticket.isEmpty() ? 0 : given.lifetimeHint();
        int lifetime = hint == 0 || hint > LIFETIME_BY_DEFAULT ? LIFETIME_BY_DEFAULT : (int) hint;
        tickets.put(new ResumptionState(established, answered.secrets().master(), ticket,
                new ResumptionState.Terms(settings.clock().getAsLong(), lifetime, 0, 0),
                settings.algorithms().suites()));
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
        answered.closeSecrets();
    }
}
