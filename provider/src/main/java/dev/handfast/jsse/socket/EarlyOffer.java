package dev.handfast.jsse.socket;

import dev.handfast.tls.EarlyData;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.wire.Bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the application of a client's socket wants sent early (RFC 9846 section 4.3.10), and what of it has not arrived.
 * Thread-safe; the lock is not held over I/O.
 */
final class EarlyOffer {

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock; null once a handshake has begun to send it.
    private byte[] offered = Bytes.NONE;
    private byte[] rest = Bytes.NONE;

    // Whoever shakes hands has it to himself.
    private ByteBuffer sending;

    /** Adds bytes to be sent early. */
    void add(byte[] bytes) {
        lock.lock();
        try {
            if (offered == null) {
                throw new IllegalStateException("early data can be offered only before the handshake");
            }
            offered = Bytes.concat(offered, bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more from here on. */
    void begin() {
        lock.lock();
        try {
            if (offered != null) {
                sending = ByteBuffer.wrap(offered);
                offered = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends as much as the server's ticket allows; false if there is none to be sent now. */
    boolean send(ProtocolConnection connection, SocketWriter writer) throws IOException {
        int before = sending.remaining();
        if (before > 0 && connection.earlyData() == EarlyData.Status.OFFERED) {
            writer.write(connection, sending);
        }
        return sending.remaining() < before;
    }

    /** Keeps what the server has not got. The handshake has ended; doing this again changes nothing. */
    void end(ProtocolConnection connection) {
        byte[] rejected = connection.takeRejectedEarlyData();
        byte[] left = Arrays.copyOf(rejected, rejected.length + sending.remaining());
        sending.get(left, rejected.length, sending.remaining());
        if (left.length > 0) {
            lock.lock();
            try {
                rest = left;
            } finally {
                lock.unlock();
            }
        }
    }

    /** What the server has not got, once. */
    byte[] takeRest() {
        lock.lock();
        try {
            byte[] taken = rest;
            rest = Bytes.NONE;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
