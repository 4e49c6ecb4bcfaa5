package dev.handfast.jsse.trace;

/**
 * Whom a connection is made to.
 *
 * @param host the name or address the application gave, or null
 * @param port or -1
 * @param nameToSend a name that may be sent as server_name though it is not trusted to identify the peer, or null
 */
public record PeerAddress(String host, int port, String nameToSend) {

    public static final PeerAddress UNKNOWN = new PeerAddress(null, -1, null);
}
