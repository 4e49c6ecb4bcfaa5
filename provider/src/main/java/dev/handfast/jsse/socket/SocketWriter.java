package dev.handfast.jsse.socket;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.engine.Progress;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.engine.WriteStatus;
import dev.handfast.jsse.context.ConnectionContext;
import dev.handfast.spec.TlsFault;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLException;

/**
 * The sending direction of a blocking connection, and its lock. A write that fails ends this direction, because part of
 * a record is lost; what the peer had sent can still be read.
 */
final class SocketWriter {

    private static final SafeLog LOG = SafeLog.of(SocketWriter.class);

    private final ConnectionContext association;
    private final FirstFailure failure;
    private final Runnable ended;
    private final ReentrantLock lock = new ReentrantLock();

    // Set once, before traffic.
    private RecordOutput output;

    // Changed under the lock.
    private volatile boolean unwritable;

    // Guarded by the lock.
    private boolean hasEnded;
    private boolean alerted;

    /**
     * @param ended called once, by whichever thread sends the last bytes of a handshake, without the lock
     */
    SocketWriter(ConnectionContext association, FirstFailure failure, Runnable ended) {
        this.association = association;
        this.failure = failure;
        this.ended = ended;
    }

    void attach(OutputStream out) {
        output = new RecordOutput(out);
    }

    /** Sends application data, all of it; false if this direction has been closed. */
    boolean write(ProtocolConnection connection, ByteBuffer source) throws IOException {
        lock.lock();
        try {
            int packet = association.configuration().get().packets().maximumSize();
            while (source.hasRemaining()) {
                WriteStatus status = write(connection, source, packet);
                if (status == WriteStatus.CLOSED) {
                    return false;
                }
                if (status == WriteStatus.OVERFLOW) {
                    throw new SSLException("no record is as small as SSLParameters.setMaximumPacketSize(" + packet
                            + ") demands; set at least 256, or 0 for the largest records");
                }
            }
            return true;
        } finally {
            unlock(connection);
        }
    }

    private WriteStatus write(ProtocolConnection connection, ByteBuffer source, int packet) throws IOException {
        requireWritable();
        try {
            return output.write(connection, source, packet);
        } catch (TlsFault fault) {
            throw association.failed(fault);
        } catch (IOException e) {
            throw failed(e);
        } catch (Throwable e) {
            unwritable = true;
            throw e;
        }
    }

    /**
     * Sends what is queued, unless another thread is writing, which then sends that too.
     *
     * @return false if another thread is writing
     */
    boolean flush(ProtocolConnection connection) throws IOException {
        if (!tryLock()) {
            return false;
        }
        try {
            requireWritable();
            flushLocked(connection);
            return true;
        } finally {
            unlock(connection);
        }
    }

    /** Sends what is queued; false if nothing was, and no end of a handshake was to be reported. */
    private boolean flushLocked(ProtocolConnection connection) throws IOException {
        boolean sent;
        boolean last;
        try {
            sent = output.flush(connection);
            last = connection.takeFinished();
        } catch (TlsFault fault) {
            throw association.failed(fault);
        } catch (IOException e) {
            throw failed(e);
        } catch (Throwable e) {
            unwritable = true;
            throw e;
        }
        hasEnded |= last;
        alerted |= sent && connection.failure() != null;
        return sent || last;
    }

    /** Whether this thread is in a call of the stream below. */
    boolean isWritingHere() {
        return lock.isHeldByCurrentThread() && output.isWriting();
    }

    /** Takes the lock if no thread has it. That this thread has it is no proof that nobody is writing. */
    private boolean tryLock() {
        return !lock.isHeldByCurrentThread() && lock.tryLock();
    }

    /** Gives the lock back, and sends what was queued meanwhile by threads that did not wait for it. */
    private void unlock(ProtocolConnection connection) throws IOException {
        release();
        flushIfFree(connection);
    }

    /** Gives the lock back. Listeners are told of a handshake that ended meanwhile when it is free. */
    private void release() {
        boolean tells = hasEnded;
        hasEnded = false;
        lock.unlock();
        if (tells) {
            ended.run();
        }
    }

    private void requireWritable() throws SocketException {
        if (unwritable) {
            throw failure.refusal(SocketDriver.CLOSED);
        }
    }

    private IOException failed(IOException error) {
        IOException shown = FirstFailure.ofSocket(error);
        unwritable = true;
        failure.remember(shown);
        return shown;
    }

    /**
     * As {@link #flush}, for threads that can go on reading if nothing can be sent. What is queued while this holds the
     * lock is sent as well, because whoever queued it found the lock taken.
     */
    void flushIfFree(ProtocolConnection connection) throws IOException {
        boolean sent = true;
        while (sent && !unwritable && connection.progress() == Progress.NEED_WRITE && tryLock()) {
            try {
                sent = !unwritable && flushLocked(connection);
            } catch (IOException e) {
                if (connection.failure() != null) {
                    throw e;
                }
                LOG.log(Level.DEBUG, "the peer no longer reads; what it has sent can still be read", e);
            } finally {
                release();
            }
        }
    }

    /**
     * Closes this direction behind what is being written.
     *
     * @param seconds how long to wait for whoever writes, or negative for as long as it takes
     * @return false if that took too long, or if this thread is producing a record, so that close_notify is not sent
     */
    boolean close(ProtocolConnection connection, int seconds) throws IOException, InterruptedException {
        if (lock.isHeldByCurrentThread()) {
            return false;
        }
        if (seconds < 0) {
            lock.lock();
        } else if (!lock.tryLock() && !lock.tryLock(seconds, TimeUnit.SECONDS)) {
            return false;
        }
        try {
            connection.closeWrite();
            if (!unwritable) {
                flushLocked(connection);
            }
            return true;
        } finally {
            unlock(connection);
        }
    }

    /**
     * Sends the alert that is due, if it can be sent.
     *
     * @param seconds how long to wait for whoever writes
     */
    Alerted sendAlert(ProtocolConnection connection, int seconds) {
        if (lock.isHeldByCurrentThread() || !lockWithin(seconds)) {
            return Alerted.BUSY;
        }
        try {
            boolean due = !unwritable && connection.progress() == Progress.NEED_WRITE;
            if (due) {
                flushLocked(connection);
            }
            return due || alerted ? Alerted.YES : Alerted.NO;
        } catch (Throwable e) {
            // of the stream below, which may be anybody's; what ended the connection counts
            LOG.log(Level.DEBUG, "the alert could not be sent", e);
            return Alerted.NO;
        } finally {
            release();
        }
    }

    /** Takes the lock; false if that takes too long, or this thread is interrupted. */
    private boolean lockWithin(int seconds) {
        boolean interrupted = Thread.interrupted();
        try {
            return lock.tryLock() || lock.tryLock(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
