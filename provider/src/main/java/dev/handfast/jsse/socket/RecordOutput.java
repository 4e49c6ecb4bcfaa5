package dev.handfast.jsse.socket;

import dev.handfast.engine.BufferPool;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.engine.WriteStatus;
import dev.handfast.spec.TlsFault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Records into a blocking stream, through an array that is borrowed for the call. The driver's writing lock guards it.
 */
final class RecordOutput {

    private static final ByteBuffer[] NO_BUFFERS = {};

    private final OutputStream out;
    private final ByteBuffer[] sources = new ByteBuffer[1];
    private boolean writing;

    RecordOutput(OutputStream out) {
        this.out = out;
    }

    /** Whether the thread that holds the lock is in a call of the stream. */
    boolean isWriting() {
        return writing;
    }

    /**
     * Sends one record, of application data unless something else is due before it.
     *
     * @param packet bytes a record may have, or 0 for the protocol's limit
     * @return CLOSED if this direction takes no data any more, OVERFLOW if no record is as small as {@code packet}
     */
    WriteStatus write(ProtocolConnection connection, ByteBuffer source, int packet) throws IOException, TlsFault {
        ByteBuffer target = ByteBuffer.wrap(BufferPool.take());
        if (packet > 0 && packet < target.remaining()) {
            target.limit(packet);
        }
        sources[0] = source;
        try {
            WriteStatus status = connection.write(sources, 0, 1, target);
            if (status == WriteStatus.OK && target.position() == 0) {
                return WriteStatus.CLOSED;
            }
            emit(target);
            return status;
        } finally {
            sources[0] = null;
            BufferPool.give(target.array(), target.capacity());
        }
    }

    /** Sends what is queued, a flight in one write; false if nothing was. */
    boolean flush(ProtocolConnection connection) throws IOException, TlsFault {
        if (!connection.isRecordDue()) {
            return false;
        }
        ByteBuffer target = ByteBuffer.wrap(BufferPool.take());
        boolean sent = false;
        try {
            while (connection.isRecordDue() && writeQueued(connection, target)) {
                sent = true;
            }
            emit(target);
            return sent;
        } finally {
            BufferPool.give(target.array(), target.capacity());
        }
    }

    /** One queued record; false if there was none. What is there is sent even if the next one fails. */
    private boolean writeQueued(ProtocolConnection connection, ByteBuffer target) throws IOException, TlsFault {
        int before = target.position();
        try {
            if (connection.write(NO_BUFFERS, 0, 0, target) != WriteStatus.OVERFLOW) {
                return target.position() > before;
            }
        } catch (TlsFault fault) {
            emit(target);
            throw fault;
        }
        emit(target);
        return true;
    }

    private void emit(ByteBuffer target) throws IOException {
        if (target.position() == 0) {
            return;
        }
        writing = true;
        try {
            out.write(target.array(), 0, target.position());
            out.flush();
            target.clear();
        } finally {
            writing = false;
        }
    }
}
