package dev.handfast.jsse.trace;

/**
 * Whom a connection is made to.
 *
 * @param host the name or address the application gave, or null
 * @param port or -1
 */
public record PeerAddress(String host, int port) {

    public static final PeerAddress UNKNOWN = new PeerAddress(null, -1);
}
