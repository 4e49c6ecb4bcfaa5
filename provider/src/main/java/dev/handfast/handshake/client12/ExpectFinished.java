package dev.handfast.handshake.client12;

import dev.handfast.handshake.Answers;
import dev.handfast.handshake.Expect;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Received;
import dev.handfast.handshake.Settings;
import dev.handfast.handshake.traffic.Traffic12;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.message.Finished;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

/** Waits for the server's Finished, under its keys (RFC 5246 section 7.4.9). */
final class ExpectFinished extends ClientState12 {

    private final Answered answered;

    ExpectFinished(Answered answered) {
        this.answered = answered;
    }

    @Override
    public HandshakeState on(Received in, Output out) throws TlsFault {
        Finished message = Expect.message(Finished.class, in, this);
        Agreed agreed = answered.agreed();
        Settings settings = agreed.settings();
        FinishedVerified finished = answered.secrets().check(message, agreed.handshake().transcript().hash());
        // From here on all records are protected, which record_size_limit speaks of (RFC 8449 section 4).
        SessionState.Builder session = agreed.handshake().known().change();
        Answers.recordLimits(agreed.hello().extensions(), settings, ProtocolVersion.TLS_1_2, session);
        out.established(session.build(), answered.secrets().exporter());
        answered.secrets().close();
        return new Traffic12(settings, true, answered.server(), finished);
    }

    @Override
    public String waitingFor() {
        return "Finished";
    }

    @Override
    public void close() {
        answered.secrets().close();
    }
}
