package dev.handfast.handshake.traffic;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Keys13;
import dev.handfast.handshake.StateChecks;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.keys.TrafficSecret;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.record.RecordBoundary;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** TLS 1.3 established (RFC 9846 section 4.7). It exists only where the peer was judged and its Finished verified. */
public final class Traffic13 implements HandshakeState {

    private final HandshakeConfig settings;
    private final CipherSuite suite;
    private final TrafficSecret receiving;
    private final PeerVerified peer;
    private final FinishedVerified finished;
    private final @Nullable TicketTaker tickets;

    /**
     * Traffic may flow.
     *
     * @param receiving the peer's traffic secret, this state's from here on
     * @param tickets client: takes the server's tickets, this state's from here on; null: they are ignored
     */
    public Traffic13(HandshakeConfig settings, CipherSuite suite, TrafficSecret receiving, PeerVerified peer,
            FinishedVerified finished, @Nullable TicketTaker tickets) {
        this.settings = settings;
        this.suite = suite;
        this.receiving = receiving;
        this.peer = Objects.requireNonNull(peer);
        this.finished = Objects.requireNonNull(finished);
        this.tickets = tickets;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (in.message() instanceof KeyUpdate update) {
            return update(update, in, out);
        }
        if (in.message() instanceof NewSessionTicket13 ticket && settings.client()) {
            if (tickets != null) {
                tickets.take(ticket);
            }
            return this;
        }
        // RFC 9846 section 4.2.2: a ClientHello too.
        throw StateChecks.unexpected(in, this);
    }

    @Override
    public boolean receivesApplicationData() {
        return true;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.KEY_UPDATE)
                || settings.client() && type.equals(HandshakeType.NEW_SESSION_TICKET);
    }

    @Override
    public String waitingFor() {
        return settings.client() ? "application data, NewSessionTicket or KeyUpdate" : "application data or KeyUpdate";
    }

    @Override
    public void close() {
        receiving.close();
        if (tickets != null) {
            tickets.close();
        }
    }

    /** RFC 9846 section 4.7.3: the peer's keys change behind this message; ours before our next data, if asked. */
    private HandshakeState update(KeyUpdate update, IncomingMessage in, HandshakeActions out) throws TlsFault {
        RecordBoundary boundary = StateChecks.boundary(in);
        TrafficSecret next = receiving.next();
        out.readKeys(Keys13.read(settings, suite, next), boundary, "next generation");
        if (update.requested()) {
            out.oweKeyUpdate();
        }
        return new Traffic13(settings, suite, next, peer, finished, tickets);
    }
}
