package dev.handfast.session;

import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client's tickets by peer, bounded in tickets and bytes. The peer that was used longest ago goes first, in constant
 * time. None is given out beyond its lifetime (RFC 9846 section 4.3.11.1). Thread-safe.
 */
public final class ClientSessions {

    /** Bytes that a peer takes beyond the letters of its key: the map's node and its place, the queue. */
    private static final int PEER = 280;

    /** Bytes that a view of a peer's tickets takes beyond the letters of its key. */
    private static final int VIEW = 80;

    /** Tickets kept for one peer; browsers keep as many connections to a host open at once, or fewer. */
    private static final int TICKETS_A_PEER = 8;

    /**
     * A peer's tickets beside the newest take at most one part in so many of the cache: as many peers as that with all
     * their tickets, though each shows another fat chain on each connection.
     */
    private static final int SHARES = 8;

    private long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PeerTickets> peers = new LinkedHashMap<>(16, 0.75f, true);
    private int mostTickets;
    private int tickets;
    private long bytes;

    /**
     * No tickets yet.
     *
     * @param mostTickets 0 for no bound but that of bytes
     */
    public ClientSessions(int mostTickets, long mostBytes) {
        this.mostTickets = mostTickets;
        this.mostBytes = mostBytes;
    }

    /** The tickets for one peer; {@code key} says all that must be the same for a ticket to be used again. */
    public Peer of(String key) {
        return new Peer(key);
    }

    /** The tickets for one peer. */
    public final class Peer implements ClientTickets {

        private final String key;

        private Peer(String key) {
            this.key = key;
        }

        @Override
        public @Nullable ResumptionState take(long now) {
            return ClientSessions.this.take(key, now);
        }

        @Override
        public void put(ResumptionState state) {
            ClientSessions.this.put(key, state);
        }

        @Override
        public void discard() {
            ClientSessions.this.discard(key);
        }

        /** Forgets the tickets of one session. */
        public void discard(Opaque identity) {
            discardOf(key, identity);
        }

        /** Whether these are tickets of some sessions. */
        public boolean areOf(ClientSessions sessions) {
            return sessions == ClientSessions.this;
        }

        private @Nullable ResumptionState take(Opaque identity, long now) {
            return takeOf(key, identity, now);
        }

        /** Whether there is a ticket of a session that may still be used. */
        public boolean has(Opaque identity, long now) {
            lock.lock();
            try {
                PeerTickets held = peers.get(key);
                return held != null && find(held, identity, now) != null;
            } finally {
                lock.unlock();
            }
        }

        /** About how many bytes this takes. */
        public int weight() {
            return VIEW + 2 * key.length();
        }
    }

    /**
     * The tickets of one session alone, for a connection that is told to resume it. The last of them stays to be used
     * again, although tickets should be used once (RFC 9846 appendix C.4): a connection on which the client only
     * writes, such as an upload of FTP, never brings it another one.
     *
     * @param from where the session's tickets are
     * @param identity the session's
     * @param others keeps what the connection is given if it does not resume the session; null for nothing
     */
    public record OfOne(Peer from, Opaque identity, @Nullable Peer others) implements ClientTickets {

        @Override
        public @Nullable ResumptionState take(long now) {
            return from.take(identity, now);
        }

        @Override
        public void put(ResumptionState state) {
            if (state.facts().identity().equals(identity)) {
                from.put(state);
            } else if (others != null) {
                others.put(state);
            } else {
                state.close();
            }
        }

        @Override
        public void discard() {
            from.discard();
        }
    }

    /** Changes how many bytes are kept, about. */
    public void limit(long most) {
        lock.lock();
        try {
            mostBytes = most;
            evict();
        } finally {
            lock.unlock();
        }
    }

    /** Changes how many tickets are kept; 0 for no bound but that of bytes. */
    public void resize(int most) {
        lock.lock();
        try {
            mostTickets = most;
            evict();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all. */
    public void clear() {
        lock.lock();
        try {
            peers.values().forEach(PeerTickets::close);
            peers.clear();
            tickets = 0;
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many tickets there are. */
    public int size() {
        lock.lock();
        try {
            return tickets;
        } finally {
            lock.unlock();
        }
    }

    /** About how many bytes of memory they take. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ResumptionState take(String key, long now) {
        lock.lock();
        try {
            PeerTickets held = peers.get(key);
            ResumptionState found = held == null ? null : newest(held, now);
            if (held != null && held.isEmpty()) {
                peers.remove(key);
                bytes -= weight(key);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** The newest that may still be used: one of TLS 1.3 is taken out, of one of TLS 1.2 it is a copy. */
    private @Nullable ResumptionState newest(PeerTickets held, long now) {
        while (!held.isEmpty()) {
            ResumptionState newest = held.newest();
            if (!newest.terms().allow(now)) {
                drop(held, newest).close();
            } else if (newest.facts().version().equals(ProtocolVersion.TLS_1_3)) {
                return drop(held, newest);
            } else {
                return newest.copy();
            }
        }
        return null;
    }

    private @Nullable ResumptionState takeOf(String key, Opaque identity, long now) {
        lock.lock();
        try {
            PeerTickets held = peers.get(key);
            ResumptionState newest = held == null ? null : find(held, identity, now);
            if (held == null || newest == null) {
                return null;
            }
            boolean more = held.newestFirst().stream().filter(state -> isOf(state, identity, now)).count() > 1;
            return more ? drop(held, newest) : newest.copy();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ResumptionState find(PeerTickets held, Opaque identity, long now) {
        for (ResumptionState state : held.newestFirst()) {
            if (isOf(state, identity, now)) {
                return state;
            }
        }
        return null;
    }

    private static boolean isOf(ResumptionState state, Opaque identity, long now) {
        return state.terms().allow(now) && state.facts().identity().equals(identity);
    }

    private void discard(String key) {
        lock.lock();
        try {
            PeerTickets held = peers.remove(key);
            if (held != null) {
                held.newestFirst().forEach(state -> drop(held, state).close());
                bytes -= weight(key);
            }
        } finally {
            lock.unlock();
        }
    }

    private void discardOf(String key, Opaque identity) {
        lock.lock();
        try {
            PeerTickets held = peers.get(key);
            if (held == null) {
                return;
            }
            for (ResumptionState state : held.newestFirst()) {
                if (state.facts().identity().equals(identity)) {
                    drop(held, state).close();
                }
            }
            if (held.isEmpty() && peers.remove(key) != null) {
                bytes -= weight(key);
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(String key, ResumptionState state) {
        lock.lock();
        try {
            if (weight(key) + state.weight() > mostBytes) {
                // It would take the place of all others, and go itself
                state.close();
                return;
            }
            PeerTickets held = peers.get(key);
            if (held == null) {
                held = newPeer(key);
                peers.put(key, held);
            }
            boolean tls13 = state.facts().version().equals(ProtocolVersion.TLS_1_3);
            // A TLS 1.2 session replaces what is there: the server has just made it, and it can be used many times.
            while (!held.isEmpty() && (!tls13 || held.size() >= TICKETS_A_PEER
                    || held.weightWith(state) > mostBytes / SHARES)) {
                drop(held, held.oldest()).close();
            }
            tickets++;
            bytes += held.add(state);
            evict();
        } finally {
            lock.unlock();
        }
    }

    private PeerTickets newPeer(String key) {
        bytes += weight(key);
        return new PeerTickets();
    }

    /** As if every letter took two bytes. */
    private static int weight(String key) {
        return PEER + 2 * key.length();
    }

    private ResumptionState drop(PeerTickets held, ResumptionState state) {
        tickets--;
        bytes -= held.remove(state);
        return state;
    }

    private boolean isTooMuch() {
        return mostTickets > 0 && tickets > mostTickets || bytes > mostBytes;
    }

    private void evict() {
        Iterator<Map.Entry<String, PeerTickets>> longestUnusedFirst = peers.entrySet().iterator();
        while (isTooMuch() && longestUnusedFirst.hasNext()) {
            Map.Entry<String, PeerTickets> peer = longestUnusedFirst.next();
            PeerTickets held = peer.getValue();
            while (!held.isEmpty() && isTooMuch()) {
                drop(held, held.oldest()).close();
            }
            if (held.isEmpty()) {
                bytes -= weight(peer.getKey());
                longestUnusedFirst.remove();
            }
        }
    }
}
