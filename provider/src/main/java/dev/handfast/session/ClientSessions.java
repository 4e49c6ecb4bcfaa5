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
            while (held != null && !held.isEmpty()) {
                ResumptionState newest = held.getLast();
                if (!newest.terms().allow(now)) {
                    drop(held.removeLast()).close();
                } else if (newest.facts().version().equals(ProtocolVersion.TLS_1_3)) {
                    return drop(held.removeLast());
                } else {
                    return newest.copy();
                }
            }
            peers.remove(key);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void put(String key, ResumptionState state) {
        lock.lock();
        try {
            ArrayDeque<ResumptionState> held = peers.computeIfAbsent(key, absent -> new ArrayDeque<>(2));
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

    private ResumptionState drop(ResumptionState state) {
        tickets--;
        bytes -= state.weight();
        return state;
    }

    private void evict() {
        Iterator<ArrayDeque<ResumptionState>> longestUnusedFirst = peers.values().iterator();
        while ((mostTickets > 0 && tickets > mostTickets || bytes > mostBytes) && longestUnusedFirst.hasNext()) {
            ArrayDeque<ResumptionState> held = longestUnusedFirst.next();
            while (!held.isEmpty() && (mostTickets > 0 && tickets > mostTickets || bytes > mostBytes)) {
                drop(held.removeFirst()).close();
            }
            if (held.isEmpty()) {
                longestUnusedFirst.remove();
            }
        }
    }
}
