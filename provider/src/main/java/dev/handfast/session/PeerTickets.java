package dev.handfast.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A client's tickets for one peer, the oldest first, and what they weigh. Tickets of one connection have its facts in
 * common, and those of sessions that were resumed the peer's chain: what is held once counts once. Not thread-safe; the
 * lock of the cache guards it.
 */
final class PeerTickets {

    private final ArrayDeque<ResumptionState> states = new ArrayDeque<>(2);
    private long weight;

    boolean isEmpty() {
        return states.isEmpty();
    }

    int size() {
        return states.size();
    }

    ResumptionState newest() {
        return states.getLast();
    }

    ResumptionState oldest() {
        return states.getFirst();
    }

    /** A copy, so that each may be removed meanwhile. */
    List<ResumptionState> newestFirst() {
        List<ResumptionState> all = new ArrayList<>(states.size());
        for (Iterator<ResumptionState> each = states.descendingIterator(); each.hasNext();) {
            all.add(each.next());
        }
        return all;
    }

    /** Adds one, and answers how many bytes more all take now. */
    long add(ResumptionState state) {
        long more = weightBeside(state);
        states.addLast(state);
        weight += more;
        return more;
    }

    /** Takes one out, still the caller's to close, and answers how many bytes less the others take. */
    long remove(ResumptionState state) {
        states.remove(state);
        long less = weightBeside(state);
        weight -= less;
        return less;
    }

    /** What all would take with one more. */
    long weightWith(ResumptionState state) {
        return weight + weightBeside(state);
    }

    /** What one takes that is not taken by those here. */
    private long weightBeside(ResumptionState state) {
        SessionState facts = state.facts();
        boolean sameFacts = false;
        boolean samePeer = false;
        for (ResumptionState other : states) {
            sameFacts |= other.facts() == facts;
            samePeer |= other.facts().peer() == facts.peer();
        }
        return state.weight() - (sameFacts ? facts.weight() : samePeer ? facts.peerWeight() : 0);
    }

    /** Forgets the secrets of all. */
    void close() {
        states.forEach(ResumptionState::close);
    }
}
