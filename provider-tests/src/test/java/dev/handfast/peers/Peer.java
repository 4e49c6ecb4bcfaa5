package dev.handfast.peers;

import java.util.Optional;

/** A TLS implementation that serves and connects as a {@link Pin} says. */
public interface Peer {

    /** The request that clients send. */
    String REQUEST = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
    /** What the body of every answer of our own servers begins with. */
    String GREETING = "interop answer";

    /** The name with its version, for the table. */
    String name();

    /** Why this peer cannot play the role under this pin, or empty if it can. */
    Optional<String> lacks(Pin pin, boolean asServer);

    /** Whether it can be held to the pin's group; the other side must be, if not. */
    boolean canPinGroup(Pin pin);

    /** A server on a loopback port that answers each HTTP request and closes. */
    PeerServer serve(Pin pin) throws Exception;

    /**
     * Connects to {@code localhost} on 127.0.0.1, checks the certificate, sends {@link #REQUEST} and returns what came
     * back.
     *
     * @throws Exception if the connection failed; the message says how
     */
    String connect(Pin pin, int port) throws Exception;

    /** A running server. */
    interface PeerServer extends AutoCloseable {
        /** Its port on 127.0.0.1. */
        int port();

        /** What it said so far, for failures. */
        String log();

        @Override
        void close() throws Exception;
    }
}
