package dev.handfast.engine;

import dev.handfast.message.KeyUpdate;
import dev.handfast.spec.Limits;

/** The KeyUpdates that this side has asked the peer for (RFC 9846 section 4.7.3). Changed under the outbound lock. */
final class AskedUpdates {

    /** One was asked for, and the peer has changed its keys by none since. */
    private boolean awaited;

    /** One was asked for, and no answer has come since; read without the lock. */
    private volatile boolean owed;
    private int unanswered;

    /** Whether the peer is not to be asked again, because no KeyUpdate of any kind has come since. */
    boolean isAwaited() {
        return awaited;
    }

    /**
     * Whether the peer has not answered yet, and so will send something even if it has nothing to say. A request of its
     * own is no answer: it may have crossed this side's.
     */
    boolean isOwed() {
        return owed;
    }

    /** One more is asked for. */
    void add() {
        awaited = true;
        owed = true;
        // Who answers by requests of its own, for however long, may not answer all at once in the end.
        unanswered = Math.min(unanswered + 1, Limits.KEY_UPDATES);
    }

    /** Whether a KeyUpdate of the peer's answers a request of this side's; the next may be sent from here on. */
    boolean takeAnswer(KeyUpdate update) {
        awaited = false;
        if (update.requested()) {
            return false;
        }
        owed = false;
        if (unanswered == 0) {
            return false;
        }
        unanswered--;
        return true;
    }
}
