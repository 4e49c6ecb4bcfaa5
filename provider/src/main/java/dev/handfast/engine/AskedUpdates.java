package dev.handfast.engine;

import dev.handfast.message.KeyUpdate;

/** The KeyUpdates that this side has asked the peer for (RFC 9846 section 4.6.3). Changed under the outbound lock. */
final class AskedUpdates {

    /** One was asked for, and none has come since; read without the lock. */
    private volatile boolean awaited;
    private int unanswered;

    /** Whether the peer has not answered yet, and so will send something even if it has nothing to say. */
    boolean isAwaited() {
        return awaited;
    }

    /** One more is asked for. */
    void add() {
        awaited = true;
        unanswered++;
    }

    /** Whether a KeyUpdate of the peer's answers a request of this side's; the next may be sent from here on. */
    boolean takeAnswer(KeyUpdate update) {
        awaited = false;
        if (update.requested() || unanswered == 0) {
            return false;
        }
        unanswered--;
        return true;
    }
}
