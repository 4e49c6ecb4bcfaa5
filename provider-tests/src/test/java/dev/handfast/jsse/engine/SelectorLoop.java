package dev.handfast.jsse.engine;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * One end of a connection as a network thread of Kafka drives it: one step for each time it is selected, buffers that
 * grow on overflow, and after a failed unwrap no wrap unless the last result asked for one.
 */
final class SelectorLoop {

    /** What the owner is told at the end. */
    enum State {
        HANDSHAKE, READY, AUTHENTICATION_FAILED, ENDED
    }

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private ByteBuffer outgoing;
    private ByteBuffer incoming = ByteBuffer.allocate(1 << 17);
    private SelectorLoop peer;
    private HandshakeStatus wanted = HandshakeStatus.NEED_WRAP;
    private State state = State.HANDSHAKE;
    private boolean peerEnded;
    private int steps;

    SelectorLoop(SSLEngine engine, int firstBuffer) throws SSLException {
        this.engine = engine;
        this.outgoing = ByteBuffer.allocate(firstBuffer);
        engine.beginHandshake();
    }

    void connect(SelectorLoop other) {
        peer = other;
        other.peer = this;
    }

    State state() {
        return state;
    }

    /** How often it was selected before it was ready. */
    int steps() {
        return steps;
    }

    /** What happens when it is selected; false if there was nothing to do. */
    boolean select() {
        if (state == State.AUTHENTICATION_FAILED || state == State.ENDED) {
            return false;
        }
        try {
            return state == State.READY ? read() : handshake();
        } catch (SSLException refused) {
            fail();
            return true;
        }
    }

    private boolean handshake() throws SSLException {
        wanted = engine.getHandshakeStatus();
        switch (wanted) {
            case NEED_TASK :
                runTasks();
                return true;
            case NEED_WRAP :
                steps++;
                SSLEngineResult wrapped = wrap();
                if (wrapped.getStatus() == Status.BUFFER_OVERFLOW) {
                    outgoing = ByteBuffer.allocate(Math.min(2 * outgoing.capacity(),
                            engine.getSession().getPacketBufferSize()));
                } else if (wrapped.getStatus() == Status.CLOSED) {
                    end();
                }
                finishedBy(wrapped);
                return true;
            case NEED_UNWRAP :
                if (incoming.position() == 0) {
                    return endOfPeer();
                }
                steps++;
                SSLEngineResult read = unwrap();
                finishedBy(read);
                return read.bytesConsumed() > 0 || read.getStatus() != Status.BUFFER_UNDERFLOW || endOfPeer();
            default :
                state = State.READY;
                return true;
        }
    }

    private boolean read() throws SSLException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            return wrap().bytesProduced() > 0;
        }
        if (incoming.position() == 0) {
            return endOfPeer();
        }
        SSLEngineResult read = unwrap();
        if (read.getStatus() == Status.CLOSED) {
            end();
        }
        return true;
    }

    private boolean endOfPeer() {
        if (peerEnded) {
            end();
        }
        return peerEnded;
    }

    private void end() {
        state = State.ENDED;
        peer.peerEnded = true;
    }

    private void finishedBy(SSLEngineResult result) {
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            state = State.READY;
        }
    }

    private void fail() {
        engine.closeOutbound();
        try {
            engine.closeInbound();
        } catch (SSLException truncated) {
            // the reason is known
        }
        state = State.AUTHENTICATION_FAILED;
        try {
            boolean produced = true;
            while (wanted == HandshakeStatus.NEED_WRAP && produced) {
                produced = wrap().bytesProduced() > 0;
            }
        } catch (SSLException gone) {
            // there is nothing to tell the peer
        }
        peer.peerEnded = true;
    }

    private SSLEngineResult wrap() throws SSLException {
        outgoing.clear();
        SSLEngineResult result = engine.wrap(EMPTY, outgoing);
        wanted = result.getHandshakeStatus();
        peer.incoming.put(outgoing.flip());
        return result;
    }

    private SSLEngineResult unwrap() throws SSLException {
        incoming.flip();
        try {
            ByteBuffer sink = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            SSLEngineResult result = engine.unwrap(incoming, sink);
            wanted = result.getHandshakeStatus();
            if (wanted == HandshakeStatus.NEED_TASK) {
                runTasks();
            }
            return result;
        } finally {
            incoming.compact();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        wanted = engine.getHandshakeStatus();
    }
}
