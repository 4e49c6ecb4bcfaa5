package dev.handfast.tls;

/** What can be printed to standard error, never with a secret: by {@code handfast.debug.trace}, in small letters. */
public enum TraceKind {

    /** Each handshake as a block when it ends: the messages, what was offered, what was chosen and why. */
    HANDSHAKE,

    /** Each search for a certificate path as a tree. */
    PATH
}
