package dev.handfast.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** A client and a server engine with a byte queue each way, driven by one thread. */
public final class EnginePair {

    private static final int MAX_STEPS = 20_000;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final Side client;
    private final Side server;
    private Executor tasks = Runnable::run;

    /** One engine, what it has been sent but not read yet, and what it delivered. */
    public static final class Side {
        private final SSLEngine engine;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private ByteBuffer inbound = ByteBuffer.allocate(1 << 16);
        private int finished;
        private int tasksRun;
        private SSLEngineResult last;

        private Side(SSLEngine engine) {
            this.engine = engine;
        }

        /** The engine. */
        public SSLEngine engine() {
            return engine;
        }

        /** How often FINISHED has been reported. */
        public int finished() {
            return finished;
        }

        /** How many delegated tasks have been run. */
        public int tasksRun() {
            return tasksRun;
        }

        /** The last result of this engine. */
        public SSLEngineResult last() {
            return last;
        }

        /** Bytes on the wire that wait for this engine. */
        public int pending() {
            return inbound.position();
        }

        /** Takes the bytes on the wire that wait for this engine. */
        public byte[] takePending() {
            inbound.flip();
            byte[] bytes = new byte[inbound.remaining()];
            inbound.get(bytes);
            inbound.clear();
            return bytes;
        }

        /** Puts bytes on the wire for this engine. */
        public void offer(byte[] bytes) {
            room(bytes.length);
            inbound.put(bytes);
        }

        /** The application data delivered so far. */
        public byte[] received() {
            return received.toByteArray();
        }

        private void room(int length) {
            if (inbound.remaining() < length) {
                ByteBuffer larger = ByteBuffer.allocate(Math.max(inbound.capacity() * 2, inbound.position() + length));
                larger.put(inbound.flip());
                inbound = larger;
            }
        }

        private void saw(SSLEngineResult result) {
            last = result;
            if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                finished++;
            }
        }
    }

    /** A pair from two engines; their modes must be set. */
    public EnginePair(SSLEngine client, SSLEngine server) {
        this.client = new Side(client);
        this.server = new Side(server);
    }

    /** A pair from two contexts, for the host {@code localhost}. */
    public static EnginePair of(SSLContext client, SSLContext server) {
        SSLEngine clientEngine = client.createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        return new EnginePair(clientEngine, serverEngine);
    }

    /** Enables one protocol version on both sides. */
    public EnginePair protocol(String version) {
        client.engine.setEnabledProtocols(new String[] {version});
        server.engine.setEnabledProtocols(new String[] {version});
        return this;
    }

    /** Runs delegated tasks through {@code executor}, which must have run them when it returns. */
    public EnginePair tasks(Executor executor) {
        tasks = executor;
        return this;
    }

    /** The client. */
    public Side client() {
        return client;
    }

    /** The server. */
    public Side server() {
        return server;
    }

    /** Handshakes until both engines are done and the wire is empty; post-handshake messages included. */
    public EnginePair handshake() throws SSLException {
        for (int step = 0; step < MAX_STEPS; step++) {
            if (!(step(client) | step(server))) {
                if (client.finished == 0 || server.finished == 0) {
                    throw new IllegalStateException("stuck: client " + client.last + ", server " + server.last);
                }
                return this;
            }
        }
        throw new IllegalStateException("endless: client " + client.last + ", server " + server.last);
    }

    /** Moves bytes until nothing moves any more. */
    public void settle() throws SSLException {
        for (int step = 0; step < MAX_STEPS; step++) {
            if (!(step(client) | step(server))) {
                return;
            }
        }
        throw new IllegalStateException("endless: client " + client.last + ", server " + server.last);
    }

    /** Does the next thing that {@code side} asks for; false if it can only wait. */
    public boolean step(Side side) throws SSLException {
        switch (side.engine.getHandshakeStatus()) {
            case NEED_WRAP :
                return wrap(side, EMPTY).bytesProduced() > 0
                        || side.last.getHandshakeStatus() == HandshakeStatus.FINISHED;
            case NEED_TASK :
                int before = side.tasksRun;
                runTasks(side);
                // None: somebody who answers later is waited for.
                return side.tasksRun > before;
            default :
                if (side == client && side.last == null) {
                    wrap(side, EMPTY);
                    return true;
                }
                return side.pending() > 0 && moved(unwrap(side));
        }
    }

    /** Runs the delegated tasks that wait. */
    public void runTasks(Side side) {
        for (Runnable task = side.engine.getDelegatedTask(); task != null; task = side.engine.getDelegatedTask()) {
            side.tasksRun++;
            tasks.execute(task);
        }
    }

    /** One wrap onto the wire. */
    public SSLEngineResult wrap(Side side, ByteBuffer... sources) throws SSLException {
        Side other = side == client ? server : client;
        other.room(side.engine.getSession().getPacketBufferSize());
        SSLEngineResult result = side.engine.wrap(sources, 0, sources.length, other.inbound);
        side.saw(result);
        return result;
    }

    /** One wrap of nothing into {@code net} instead of onto the wire. */
    public SSLEngineResult wrapInto(Side side, ByteBuffer net) throws SSLException {
        SSLEngineResult result = side.engine.wrap(EMPTY, net);
        side.saw(result);
        return result;
    }

    /** One unwrap from the wire; application data is added to what the side received. */
    public SSLEngineResult unwrap(Side side) throws SSLException {
        ByteBuffer data = ByteBuffer.allocate(side.engine.getSession().getApplicationBufferSize());
        side.inbound.flip();
        try {
            SSLEngineResult result = side.engine.unwrap(side.inbound, data);
            side.saw(result);
            data.flip();
            side.received.write(data.array(), 0, data.limit());
            return result;
        } finally {
            side.inbound.compact();
        }
    }

    /** Sends all of {@code bytes} and lets the other side read. */
    public void send(Side from, byte[] bytes) throws SSLException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        for (int step = 0; source.hasRemaining(); step++) {
            SSLEngineResult result = wrap(from, source);
            if (result.getStatus() != Status.OK || step > MAX_STEPS) {
                throw new SSLException("cannot send: " + result);
            }
        }
        settle();
    }

    private static boolean moved(SSLEngineResult result) {
        return result.bytesConsumed() > 0 || result.bytesProduced() > 0
                || result.getHandshakeStatus() == HandshakeStatus.FINISHED
                || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
    }
}
