package dev.handfast.engine;

/** Work that somebody has taken, as the handshake's driver sees it. */
interface TakenWork extends Runnable {

    /** Ends the wait for an answer, or keeps the work from waiting for one: the connection cannot use it any more. */
    void abandon();
}
