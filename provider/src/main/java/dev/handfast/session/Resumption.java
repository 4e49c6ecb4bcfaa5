package dev.handfast.session;

import dev.handfast.spec.Limits;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/**
 * What a connection is given to resume sessions with: made for a client or a server, then changed by name. Immutable.
 *
 * @param tickets client: the tickets for this peer; null: none are offered or kept
 * @param issuer server: what gives out and opens tickets; null: none are
 * @param identity what a session made by this connection is known by on this side; may be empty
 * @param mayCreate whether a full handshake may be made
 * @param verdictMillis how long a verdict on the peer counts, in milliseconds
 * @param usable says no to sessions that were invalidated or are too old
 * @param ticketExtension client: whether TLS 1.2 tickets are asked for (RFC 5077)
 * @param earlyData what is done with early data; never null
 */
public record Resumption(@Nullable ClientTickets tickets, @Nullable ServerSessions issuer, Opaque identity,
        boolean mayCreate,
        long verdictMillis, Predicate<SessionState> usable, boolean ticketExtension, EarlyDataRules earlyData) {

    /** Nothing is resumed. */
    public static final Resumption NONE = new Resumption(null, null, Opaque.EMPTY, true, 0, facts -> false, true,
            EarlyDataRules.OFF);

    /** A client's, by tickets or without: no session is usable and nothing is sent early until that is changed. */
    public static Resumption ofClient(@Nullable ClientTickets tickets, Opaque identity) {
        return new Resumption(tickets, null, identity, true, 0, NONE.usable, true, EarlyDataRules.OFF);
    }

    /** A server's: no session is usable and nothing is taken early until that is changed. */
    public static Resumption ofServer(ServerSessions issuer, Opaque identity) {
        return new Resumption(null, issuer, identity, true, 0, NONE.usable, false, EarlyDataRules.OFF);
    }

    /** The same with other tickets. */
    public Resumption withTickets(ClientTickets value) {
        return new Resumption(value, issuer, identity, mayCreate, verdictMillis, usable, ticketExtension, earlyData);
    }

    /** The same with full handshakes or without. */
    public Resumption withCreation(boolean value) {
        return new Resumption(tickets, issuer, identity, value, verdictMillis, usable, ticketExtension, earlyData);
    }

    /** The same with sessions that are usable, whose peers were judged at most so many milliseconds ago. */
    public Resumption withUsable(Predicate<SessionState> sessions, long millis) {
        return new Resumption(tickets, issuer, identity, mayCreate, millis, sessions, ticketExtension, earlyData);
    }

    /** The same with TLS 1.2 tickets asked for or not. */
    public Resumption withTicketExtension(boolean value) {
        return new Resumption(tickets, issuer, identity, mayCreate, verdictMillis, usable, value, earlyData);
    }

    /** The same with other rules for early data. */
    public Resumption withEarlyData(EarlyDataRules value) {
        return new Resumption(tickets, issuer, identity, mayCreate, verdictMillis, usable, ticketExtension, value);
    }

    /**
     * Early data (RFC 9846 section 4.3.10).
     *
     * @param offered client: whether to offer early data with tickets that allow it
     * @param limit server: bytes to allow with each ticket, 0 for no early data
     * @param windowMillis server: how much older or newer than it says a ClientHello may be (RFC 9846 section 8.3)
     * @param guard server: remembers what was used
     */
    public record EarlyDataRules(boolean offered, int limit, long windowMillis, EarlyDataUses guard) {

        /** No early data. */
        public static final EarlyDataRules OFF = new EarlyDataRules(false, 0, 0, EarlyDataUses.NONE);

        /** Bytes of records to skip when early data is not taken: twice what is allowed, for small records. */
        public int skipped() {
            return Math.max(Limits.EARLY_DATA_SKIPPED, 2 * Math.min(limit, 1 << 29));
        }
    }
}
