package dev.handfast.jsse.trace;

import org.jspecify.annotations.Nullable;

/**
 * Whom a connection is made to.
 *
 * @param host the name or address the application gave, or null
 * @param port or -1
 */
public record PeerAddress(@Nullable String host, int port) {

    public static final PeerAddress UNKNOWN = new PeerAddress(null, -1);
}
