package dev.handfast.session;

import dev.handfast.spec.ProtocolVersion;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client's tickets by peer, bounded in tickets and bytes. The peer that was used longest ago goes first, in constant
 * time. Thread-safe.
 */
public final class ClientSessions {

    /** Bytes that a peer takes beyond the letters of its key: the map's node and its place, the queue. */
    private static final int PEER = 250;

    /** Tickets kept for one peer; browsers keep as many connections to a host open at once, or fewer. */
    private static final int TICKETS_A_PEER = 8;

    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ArrayDeque<ResumptionState>> peers = new LinkedHashMap<>(16, 0.75f, true);
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
    public ClientTickets of(String key) {
        return new ClientTickets() {
            @Override
            public ResumptionState take(long now) {
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
        };
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
            peers.values().forEach(held -> held.forEach(ResumptionState::close));
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

    private ResumptionState take(String key, long now) {
        lock.lock();
        try {
            ArrayDeque<ResumptionState> held = peers.get(key);
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
    private ResumptionState newest(ArrayDeque<ResumptionState> held, long now) {
        while (!held.isEmpty()) {
            ResumptionState newest = held.getLast();
            if (!newest.terms().allow(now)) {
                drop(held.removeLast()).close();
            } else if (newest.facts().version().equals(ProtocolVersion.TLS_1_3)) {
                return drop(held.removeLast());
            } else {
                return newest.copy();
            }
        }
        return null;
    }

    private void discard(String key) {
        lock.lock();
        try {
            ArrayDeque<ResumptionState> held = peers.remove(key);
            if (held != null) {
                held.forEach(state -> drop(state).close());
                bytes -= weight(key);
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(String key, ResumptionState state) {
        lock.lock();
        try {
            ArrayDeque<ResumptionState> held = peers.computeIfAbsent(key, this::newPeer);
            boolean tls13 = state.facts().version().equals(ProtocolVersion.TLS_1_3);
            // A TLS 1.2 session replaces what is there: the server has just made it, and it can be used many times.
            while (!held.isEmpty() && (!tls13 || held.size() >= TICKETS_A_PEER)) {
                drop(held.removeFirst()).close();
            }
            held.addLast(state);
            tickets++;
            bytes += state.weight();
            evict();
        } finally {
            lock.unlock();
        }
    }

    private ArrayDeque<ResumptionState> newPeer(String key) {
        bytes += weight(key);
        return new ArrayDeque<>(2);
    }

    /** As if every letter took two bytes. */
    private static int weight(String key) {
        return PEER + 2 * key.length();
    }

    private ResumptionState drop(ResumptionState state) {
        tickets--;
        bytes -= state.weight();
        return state;
    }

    private boolean isTooMuch() {
        return mostTickets > 0 && tickets > mostTickets || bytes > mostBytes;
    }

    private void evict() {
        Iterator<Map.Entry<String, ArrayDeque<ResumptionState>>> longestUnusedFirst = peers.entrySet().iterator();
        while (isTooMuch() && longestUnusedFirst.hasNext()) {
            Map.Entry<String, ArrayDeque<ResumptionState>> peer = longestUnusedFirst.next();
            ArrayDeque<ResumptionState> held = peer.getValue();
            while (!held.isEmpty() && isTooMuch()) {
                drop(held.removeFirst()).close();
            }
            if (held.isEmpty()) {
                bytes -= weight(peer.getKey());
                longestUnusedFirst.remove();
            }
        }
    }
}
