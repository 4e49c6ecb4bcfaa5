package dev.handfast.engine;

/** What came of a read. */
public enum ReadStatus {
    /** A record was consumed, or nothing could be because a task or a write is due. */
    OK,
    /** The source holds less than one record. */
    UNDERFLOW,
    /** The destinations cannot hold the record's content; nothing was consumed. */
    OVERFLOW,
    /** Nothing more can come. */
    CLOSED
}
