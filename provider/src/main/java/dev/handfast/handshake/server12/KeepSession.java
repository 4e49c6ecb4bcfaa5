package dev.handfast.handshake.server12;

import dev.handfast.async.Eventual;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.handshake.Suspension;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

/**
 * Makes a session resumable, in a ticket if the client takes one (RFC 5077), else under its ID, and ends the handshake.
 * Sessions without extended_master_secret are not resumed (RFC 7627 section 5.3), so they are not kept.
 */
final class KeepSession implements Suspension<Opaque> {

    /** What is left to do of the handshake. */
    interface Ending {

        /** Ends it; {@code ticket} goes first, null: none was announced. */
        HandshakeState end(NewSessionTicket12 ticket, HandshakeActions out) throws TlsFault;
    }

    private final ServerHandshake handshake;
    private final ResumptionState state;
    private final Ending ending;
    private final long now;

    /** Prepares; {@code state} is closed when the work is done. */
    KeepSession(ServerHandshake handshake, ResumptionState state, Ending ending, long now) {
        this.handshake = handshake;
        this.state = state;
        this.ending = ending;
        this.now = now;
    }

    /** Whether sessions of a handshake are kept at all. */
    static boolean keeps(ServerHandshake handshake) {
        ServerSessions issuer = handshake.settings().resumption().issuer();
        return issuer != null && handshake.known().extendedMasterSecret();
    }

    /** Whether ServerHello announces a ticket (RFC 5077 section 3.2). */
    static boolean givesTicket(ServerHandshake handshake) {
        return keeps(handshake) && handshake.settings().resumption().issuer().rules().stateless()
                && handshake.hello().extensions().get(SessionTicket.class) != null;
    }

    /** The terms of a session that is kept now. */
    static ResumptionState.Terms terms(HandshakeConfig settings, long now) {
        return new ResumptionState.Terms(now, settings.resumption().issuer().rules().lifetimeSeconds(), 0, 0);
    }

    @Override
    public Eventual<Opaque> run() {
        ServerSessions issuer = handshake.settings().resumption().issuer();
        SessionState facts = state.facts();
        try (state) {
            if (givesTicket(handshake)) {
                return Eventual.now(issuer.issue(state, now));
            }
            issuer.keep(facts.sessionId(), state, now);
            return Eventual.now(null);
        }
    }

    @Override
    public void drop() {
        state.close();
    }

    @Override
    public HandshakeState resume(Opaque ticket, HandshakeActions out) throws TlsFault {
        if (!givesTicket(handshake)) {
            return ending.end(null, out);
        }
        // RFC 5077 section 3.3: an empty ticket takes the announcement back.
        return ending.end(new NewSessionTicket12(state.terms().lifetimeSeconds(), ticket == null ? Opaque.EMPTY
                : ticket), out);
    }
}
