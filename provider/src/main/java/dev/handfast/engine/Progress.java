package dev.handfast.engine;

/** Why a connection stopped, and so what its driver must do next. */
public enum Progress {
    /** Nothing of the handshake is due: application data may flow, or the connection has ended. */
    IDLE,
    /** It waits for a record of the peer. */
    NEED_READ,
    /** It has a record to send, or an ended handshake to report. */
    NEED_WRITE,
    /** It waits for a task to be run. */
    NEED_WORK
}
