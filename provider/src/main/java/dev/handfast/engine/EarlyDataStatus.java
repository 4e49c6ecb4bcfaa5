package dev.handfast.engine;

/** What became of a client's early data (RFC 9846 section 4.2.10). */
public enum EarlyDataStatus {
    /** None was offered: there was no ticket that allows it, or it is off. */
    NONE,
    /** Offered; the server has not answered yet. */
    OFFERED,
    /** The server took it. */
    ACCEPTED,
    /** The server did not take it; see {@link ProtocolConnection#takeRejectedEarlyData}. */
    REJECTED
}
