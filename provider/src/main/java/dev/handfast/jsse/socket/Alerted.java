package dev.handfast.jsse.socket;

/** What became of the alert that a failure owes the peer. */
enum Alerted {
    /** It was sent, be it by another thread. */
    YES,
    /** None was due, or it could not be sent. */
    NO,
    /** Another thread writes, or may. */
    BUSY
}
