package dev.handfast.handshake.client12;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.TellKeyLog;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.ExtendedMasterSecret;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

/** Takes a ServerHello of TLS 1.2 that resumes the session the client named (RFC 5246 section 7.3). */
public final class ResumeClient12 {

    private ResumeClient12() {
    }

    /**
     * Goes on as {@link StartClient12#accept} does.
     *
     * @param state the session, which stays the caller's
     * @param server what the session says of the server
     */
    public static HandshakeState accept(ClientHandshake handshake, ServerHello hello, ResumptionState state,
            PeerVerified server, IncomingMessage in, HandshakeActions out) throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        // RFC 5246 section 7.4.1.3: a resumed session has its suite.
        if (!hello.suite().equals(state.facts().suite())) {
            throw new TlsFault(Fault.SUITE_NOT_OFFERED, "the session has " + state.facts().suite() + ", the server"
                    + " resumes it with " + hello.suite());
        }
        // RFC 7627 sections 5.3 and 5.4: the session has it, so ServerHello must.
        if (hello.extensions().get(ExtendedMasterSecret.class) == null) {
            throw new TlsFault(Fault.EXTENDED_MASTER_SECRET_MISSING, "the session has extended_master_secret, the"
                    + " ServerHello that resumes it has not");
        }
        SessionState known = StartClient12.agree(state.carryInto(handshake.known()).build(), hello, settings)
                .group(state.facts().group())
                .build();
        handshake.transcript().start(settings.crypto().hash(hello.suite().hash()));
        handshake.transcript().add(in.raw());
        AgreedParameters agreed = new AgreedParameters(handshake.with(known), hello, new HelloRequests());
        Secrets12 secrets = Secrets12.resumed(settings, new Secrets12.Inputs(hello.suite(), handshake.clientRandom(),
                agreed.serverRandom(), agreed.encryptThenMac(), null), state.secret());
        Secrets12.Directions directions;
        try {
            directions = secrets.directions();
        } catch (Throwable e) {
            secrets.abandon();
            throw e;
        }
        out.learned(known);
        ClientFlightSent answered = new ClientFlightSent(agreed, server, secrets, directions.read(), directions.write(),
                null);
        return TellKeyLog.before(agreed.givesTicket() ? new ExpectTicket(answered)
                : new ExpectChangeCipherSpec(answered), settings, secrets::log);
    }
}
