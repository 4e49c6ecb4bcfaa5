package dev.handfast.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * Carries records between a client and a server engine on the calling thread until both have finished the handshake and
 * nothing is under way. Its buffers serve any number of handshakes, one after the other. Not thread-safe.
 */
final class Loopback {

    /** Room for several flights, and for the packet buffer that engines ask for behind each. */
    private static final int NETWORK_BYTES = 1 << 16;

    private static final int PLAIN_BYTES = 1 << 15;

    /** A full handshake takes the driver 3 or 4 rounds; an engine that needs this many does not get on. */
    private static final int MAX_ROUNDS = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer toServer = ByteBuffer.allocate(NETWORK_BYTES);
    private final ByteBuffer toClient = ByteBuffer.allocate(NETWORK_BYTES);
    private final ByteBuffer plain = ByteBuffer.allocate(PLAIN_BYTES);
    private final Engines engines;
    private final ByteArrayOutputStream tap;
    private long clientNanos;
    private long serverNanos;

    /** A loopback for engines that {@code engines} makes; keeps no copy of what passes. */
    Loopback(Engines engines) {
        this(engines, null);
    }

    /** A loopback that copies to {@code tap} what the server sends, unless that is null. */
    Loopback(Engines engines, ByteArrayOutputStream tap) {
        this.engines = engines;
        this.tap = tap;
    }

    /** Wall-clock nanoseconds spent inside the client engine's calls since this object was made. */
    long clientNanos() {
        return clientNanos;
    }

    /** Wall-clock nanoseconds spent inside the server engine's calls since this object was made. */
    long serverNanos() {
        return serverNanos;
    }

    /**
     * Completes a handshake between two new engines, which are released afterwards.
     *
     * @throws SSLException if either engine fails
     */
    void handshake() throws SSLException {
        SSLEngine client = engines.client();
        SSLEngine server = engines.server();
        handshake(client, server);
        engines.release(client);
        engines.release(server);
    }

    /**
     * Completes a handshake between two fresh engines and delivers what follows it at once, such as session tickets.
     *
     * @throws SSLException if either engine fails
     */
    void handshake(SSLEngine client, SSLEngine server) throws SSLException {
        toServer.clear();
        toClient.clear();
        long start = System.nanoTime();
        client.beginHandshake();
        long middle = System.nanoTime();
        server.beginHandshake();
        clientNanos += middle - start;
        serverNanos += System.nanoTime() - middle;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            long before = System.nanoTime();
            boolean clientMoved = step(client, toClient, toServer, null);
            long between = System.nanoTime();
            boolean serverMoved = step(server, toServer, toClient, tap);
            clientNanos += between - before;
            serverNanos += System.nanoTime() - between;
            if (!clientMoved && !serverMoved) {
                requireDone("client", client, toClient);
                requireDone("server", server, toServer);
                return;
            }
        }
        throw new SSLException("no end of the handshake after " + MAX_ROUNDS + " rounds: client "
                + client.getHandshakeStatus() + ", server " + server.getHandshakeStatus());
    }

    /** Runs one engine as far as it gets with what has come for it; says whether it got anywhere. */
    private boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteArrayOutputStream copy)
            throws SSLException {
        boolean moved = false;
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            } else if (status == HandshakeStatus.NEED_WRAP) {
                wrap(engine, out, copy);
            } else if (in.position() == 0 || !unwrap(engine, in)) {
                if (moved && status == HandshakeStatus.NEED_UNWRAP && engines.finishesLate()) {
                    unwrap(engine, in);
                }
                return moved;
            }
            moved = true;
        }
    }

    private static void wrap(SSLEngine engine, ByteBuffer out, ByteArrayOutputStream copy) throws SSLException {
        int before = out.position();
        SSLEngineResult result = engine.wrap(NOTHING, out);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("wrap said " + result);
        }
        if (copy != null) {
            copy.write(out.array(), before, out.position() - before);
        }
    }

    private boolean unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
        plain.clear();
        in.flip();
        SSLEngineResult result = engine.unwrap(in, plain);
        in.compact();
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                return false;
            }
            case OK -> {
                if (result.bytesProduced() > 0) {
                    throw new SSLException("application data in a handshake: " + result);
                }
                HandshakeStatus now = result.getHandshakeStatus();
                return result.bytesConsumed() > 0 || now == HandshakeStatus.NEED_TASK
                        || now == HandshakeStatus.NEED_WRAP;
            }
            default -> throw new SSLException("unwrap said " + result);
        }
    }

    private static void requireDone(String who, SSLEngine engine, ByteBuffer in) throws SSLException {
        if (!isDone(engine) || in.position() != 0) {
            throw new SSLException("the handshake stopped with the " + who + " at " + engine.getHandshakeStatus()
                    + " and " + in.position() + " bytes unread by it");
        }
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }
}
