package dev.handfast.handshake.server12;

import dev.handfast.async.Eventual;
import dev.handfast.handshake.HandshakeActions;
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

import org.jspecify.annotations.Nullable;

/**
 * Makes a session resumable, in a ticket if the client takes one (RFC 5077), else under its ID, and ends the handshake.
 * Sessions without extended_master_secret are not resumed (RFC 7627 section 5.3), so they are not kept.
 */
final class KeepSession implements Suspension<Opaque> {

    /** What is left to do of the handshake. */
    interface Ending {

        /** Ends it; {@code ticket} goes first, null: none was announced. */
        HandshakeState end(@Nullable NewSessionTicket12 ticket, HandshakeActions out) throws TlsFault;
    }

    private final ServerHandshake handshake;
    private final ServerSessions issuer;
    private final ResumptionState state;
    private final Ending ending;
    private final long now;

    /** Prepares; {@code state} is closed when the work is done. */
    KeepSession(ServerHandshake handshake, ServerSessions issuer, ResumptionState state, Ending ending, long now) {
        this.handshake = handshake;
        this.issuer = issuer;
        this.state = state;
        this.ending = ending;
        this.now = now;
    }

    /** What keeps the session of a handshake; null if it is not kept at all. */
    static @Nullable ServerSessions issuer(ServerHandshake handshake) {
        return handshake.known().extendedMasterSecret() ? handshake.settings().resumption().issuer() : null;
    }

    /** Whether ServerHello announces a ticket (RFC 5077 section 3.2). */
    static boolean givesTicket(ServerHandshake handshake) {
        ServerSessions issuer = issuer(handshake);
        return issuer != null && issuer.rules().stateless()
                && handshake.hello().extensions().get(SessionTicket.class) != null;
    }

    /** The terms of a session that is kept now. */
    static ResumptionState.Terms terms(ServerSessions issuer, long now) {
        return new ResumptionState.Terms(now, issuer.rules().lifetimeSeconds(), 0, 0);
    }

    @Override
    public Eventual<Opaque> run() {
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
    public HandshakeState resume(@Nullable Opaque ticket, HandshakeActions out) throws TlsFault {
        if (!givesTicket(handshake)) {
            return ending.end(null, out);
        }
        // RFC 5077 section 3.3: an empty ticket takes the announcement back.
        return ending.end(new NewSessionTicket12(state.terms().lifetimeSeconds(), ticket == null ? Opaque.EMPTY
                : ticket), out);
    }
}
