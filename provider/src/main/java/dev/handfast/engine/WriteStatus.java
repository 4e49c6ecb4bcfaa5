package dev.handfast.engine;

/** What came of a write. */
public enum WriteStatus {
    /** A record was produced, or there was nothing to send. */
    OK,
    /** The destination cannot hold the smallest record that is due. */
    OVERFLOW,
    /** Nothing more can be sent. */
    CLOSED
}
