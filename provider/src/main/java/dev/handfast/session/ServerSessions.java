package dev.handfast.session;

import dev.handfast.async.Eventual;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * The sessions a server can resume: sealed into tickets where they fit a budget, else in a store under an ID that is
 * the ticket. Thread-safe.
 */
public final class ServerSessions {

    /** Bytes of an ID: as many as a TLS 1.2 session ID may have (RFC 5246 section 7.4.1.2). */
    public static final int ID = 32;

    private final CryptoProvider crypto;
    private final TicketSealer sealer;
    private final KeptSessions store;
    private final StateCodec codec;
    private final Rules rules;
    private final Opaque context;

    /**
     * How sessions are given out.
     *
     * @param stateless whether tickets hold the session; if not, all go to the store
     * @param ticketBytes the longest ticket that holds a session: what it adds to every ClientHello that resumes
     * @param tickets how many a TLS 1.3 connection is given, 0 to 10
     * @param lifetimeSeconds how long they may be used (RFC 9846 section 4.7.1), at most
     *     {@link ResumptionState#MAX_LIFETIME}
     */
    public record Rules(boolean stateless, int ticketBytes, int tickets, int lifetimeSeconds) {

        /** Checks the ranges. */
        public Rules {
            if (tickets < 0 || tickets > 10 || lifetimeSeconds < 0
                    || lifetimeSeconds > ResumptionState.MAX_LIFETIME) {
                throw new IllegalArgumentException(tickets + " tickets for " + lifetimeSeconds + " s");
            }
        }
    }

    /** Sessions that are sealed by {@code sealer}, in tickets or in {@code store}, of no context in particular. */
    public ServerSessions(CryptoProvider crypto, TicketSealer sealer, KeptSessions store, ShownIdentities shown,
            Rules rules) {
        this(crypto, sealer, store, new StateCodec(crypto, shown), rules, Opaque.EMPTY);
    }

    private ServerSessions(CryptoProvider crypto, TicketSealer sealer, KeptSessions store, StateCodec codec,
            Rules rules, Opaque context) {
        this.crypto = crypto;
        this.sealer = sealer;
        this.store = store;
        this.codec = codec;
        this.rules = rules;
        this.context = context;
    }

    /**
     * These sessions for one context: what is sealed for it opens for no other, in a ticket or in the store, whoever
     * has the secret.
     *
     * @param identity what the context is told from others by, at most 255 bytes
     */
    public ServerSessions of(Opaque identity) {
        return new ServerSessions(crypto, sealer, store, codec, rules, identity);
    }

    /** How sessions are given out. */
    public Rules rules() {
        return rules;
    }

    /**
     * A ticket that can be given away before its client has proved anything: nothing is kept for it yet.
     *
     * @param ticket holds the session, or is its ID in the store
     * @param sealed what {@link #keep(Prepared)} puts into the store; null where the ticket holds all
     * @param expiry when it ends there, in milliseconds since 1970-01-01T00:00:00Z
     */
    public record Prepared(Opaque ticket, @Nullable Opaque sealed, long expiry) {

        /** Whether its session goes to the store. */
        public boolean isStored() {
            return sealed != null;
        }
    }

    /** A ticket for a session, which stays the caller's; null if there can be none now. */
    public @Nullable Opaque issue(ResumptionState state, long now) {
        Prepared prepared = prepare(state, now);
        return prepared != null && keep(prepared) ? prepared.ticket() : null;
    }

    /** A ticket as {@link #issue}, which is of no use before {@link #keep(Prepared)}; null if there can be none now. */
    public @Nullable Prepared prepare(ResumptionState state, long now) {
        byte[] plain = codec.encode(state);
        try {
            if (rules.stateless && plain.length + TicketSealer.overhead() <= rules.ticketBytes) {
                Opaque ticket = sealer.seal(plain, bound(Opaque.EMPTY), now);
                return ticket == null ? null : new Prepared(ticket, null, 0);
            }
            byte[] drawn = new byte[ID];
            crypto.random().nextBytes(drawn);
            return prepare(Opaque.adopt(drawn), plain, state, now);
        } finally {
            Bytes.wipe(plain);
        }
    }

    /** Makes a prepared ticket usable; false if its session could not be kept. */
    public boolean keep(Prepared prepared) {
        return prepared.sealed == null || store.put(prepared.ticket.toBytes(), prepared.sealed.toBytes(),
                prepared.expiry);
    }

    /**
     * The session of a ticket, the caller's to close; of null if there is none. One in the store stays there, because
     * anybody can name it who has seen its ticket; see {@link #claim}.
     */
    public Eventual<ResumptionState> open(Opaque ticket, long now) throws TlsFault {
        return ticket.length() == ID ? find(ticket, now) : Eventual.now(unseal(ticket, Opaque.EMPTY, now));
    }

    /**
     * Takes a TLS 1.3 session out of the store when its client has proved that it holds the secret; false if another
     * connection has been given it before. A session that is sealed in its ticket needs no such step.
     */
    public Eventual<Boolean> claim(Opaque ticket) throws TlsFault {
        return ticket.length() != ID ? Eventual.now(true)
                : store.take(ticket.toBytes()).then(Objects::nonNull);
    }

    /**
     * Whether a TLS 1.2 client should be given a new ticket in place of one that has opened (RFC 5077 section 3.3):
     * half of its life is over, or another key seals by now. In TLS 1.3 each connection is given new ones.
     */
    public boolean isRenewalDue(Opaque ticket, ResumptionState state, long now) {
        long halfLife = state.terms().lifetimeSeconds() * 500L;
        return now - state.terms().issuedAt() >= halfLife || ticket.length() != ID && !sealer.isCurrent(ticket, now);
    }

    /** Keeps a TLS 1.2 session under its ID, which stays usable; false if it could not be kept. */
    public boolean keep(Opaque sessionId, ResumptionState state, long now) {
        byte[] plain = codec.encode(state);
        try {
            Prepared prepared = prepare(sessionId, plain, state, now);
            return prepared != null && keep(prepared);
        } finally {
            Bytes.wipe(plain);
        }
    }

    /** The TLS 1.2 session with an ID, the caller's to close; of null if there is none. */
    public Eventual<ResumptionState> find(Opaque sessionId, long now) throws TlsFault {
        return store.get(sessionId.toBytes())
                .then(sealed -> sealed == null ? null : unseal(Opaque.copyOf(sealed), sessionId, now));
    }

    /** Forgets the TLS 1.2 session with an ID. */
    public void forget(Opaque sessionId) {
        store.remove(sessionId.toBytes());
    }

    /** Whether calls may wait: for another machine, or for ticket secrets that are to be read. */
    public boolean mayBlock() {
        return store.mayBlock() || sealer.mayBlock();
    }

    private @Nullable Prepared prepare(Opaque id, byte[] plain, ResumptionState state, long now) {
        Opaque sealed = sealer.seal(plain, bound(id), now);
        return sealed == null ? null : new Prepared(id, sealed, expiry(state));
    }

    private @Nullable ResumptionState unseal(Opaque sealed, Opaque id, long now) {
        byte[] plain = sealer.open(sealed, bound(id), now);
        if (plain == null) {
            return null;
        }
        ResumptionState state = codec.decode(plain);
        Bytes.wipe(plain);
        if (state != null && !state.terms().allow(now)) {
            state.close();
            return null;
        }
        return state;
    }

    /** What a sealed session is bound to: its context, and its place in the store if it has one. */
    private Opaque bound(Opaque id) {
        return new WireWriter(1 + context.length() + id.length()).opaque8(context).bytes(id).toOpaque();
    }

    private static long expiry(ResumptionState state) {
        return state.terms().issuedAt() + state.terms().lifetimeSeconds() * 1000L;
    }
}
