package dev.handfast.jsse.socket;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.engine.ReadStatus;
import dev.handfast.jsse.context.ConnectionContext;
import dev.handfast.jsse.trace.ExceptionMapper;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;

/**
 * The receiving direction of a blocking connection: its lock, what was read of a record, and what was decrypted and not
 * asked for yet. What was read of a record stays here when a read times out, so that the next one goes on.
 */
final class SocketReader {

    private static final SafeLog LOG = SafeLog.of(SocketReader.class);

    private static final ByteBuffer[] NO_BUFFERS = {};

    private final ConnectionContext association;
    private final Answers answers;
    private final FirstFailure failure;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile boolean ended;

    // Set once, before traffic.
    private @Nullable RecordInput input;

    // Guarded by the lock.
    private final LentBuffer content = new LentBuffer();

    // Whether closing may have dropped a part of what came, behind which nothing is to be read.
    private boolean dropped;

    /** Answers what came with a record: keys that the peer wants changed, work, our close_notify. */
    interface Answers {

        /** Called with the reading lock held, so it must not wait for a writer. */
        void give(ProtocolConnection connection) throws IOException;
    }

    SocketReader(ConnectionContext association, FirstFailure failure, Answers answers) {
        this.association = association;
        this.failure = failure;
        this.answers = answers;
    }

    /** @param exact whether to read no byte behind the last record, because the stream outlives TLS */
    void attach(InputStream in, boolean exact) {
        input = new RecordInput(in, exact);
    }

    /** Whether the input ended without close_notify, or was shut down. */
    boolean isEnded() {
        return ended;
    }

    /** Refuses to read from now on. */
    void end() {
        ended = true;
    }

    /**
     * Takes one record of a handshake. Application data in it is kept for whoever reads, if it is early data, within
     * max_early_data_size; any other ends the connection once there is room for it.
     */
    ReadStatus step(ProtocolConnection connection) throws IOException {
        lock.lock();
        try {
            if (dropped) {
                return ReadStatus.CLOSED;
            }
            ReadStatus status = readRecord(connection, NO_BUFFERS);
            if (status != ReadStatus.OVERFLOW) {
                return status;
            }
            return readKeeping(connection, Math.min(input.next(), Limits.PLAINTEXT));
        } finally {
            lock.unlock();
        }
    }

    /** Decrypts a record behind what is kept. */
    private ReadStatus readKeeping(ProtocolConnection connection, int room) throws IOException {
        ByteBuffer target = content.putting(room);
        try {
            return readRecord(connection, target);
        } finally {
            target.flip();
            content.release();
        }
    }

    /** Whether something that was decrypted waits to be read. */
    boolean isReadable() {
        lock.lock();
        try {
            return content.remaining() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Reads what waits, which may be nothing. */
    int readKept(byte[] target, int offset, int length) {
        lock.lock();
        try {
            return takeKept(target, offset, length);
        } finally {
            lock.unlock();
        }
    }

    /** Gives up reading at a time of {@link System#nanoTime}, for the end of the connection. */
    void giveUpAt(long nanoTime) {
        input.giveUpAt(nanoTime);
    }

    /** Whether this thread is in a call of the stream below. */
    boolean isReadingHere() {
        return lock.isHeldByCurrentThread() && input.isReading();
    }

    /** Takes the lock if no thread has it. That this thread has it is no proof that nobody is reading. */
    private boolean tryLock() {
        return !lock.isHeldByCurrentThread() && lock.tryLock();
    }

    /**
     * Reads application data: at least one byte, or -1 at the end. What had arrived before this side failed to write is
     * delivered; behind it, only close_notify is an end.
     */
    int read(@Nullable ProtocolConnection connection, byte[] target, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (true) {
                int kept = takeKept(target, offset, length);
                if (kept > 0) {
                    return kept;
                }
                if (connection.failure() != null) {
                    throw ExceptionMapper.afterwards(ExceptionMapper.exception(connection.failure()));
                }
                if (ended || connection.isReadClosed()) {
                    if (failure.get() != null && !connection.hasPeerClosed()) {
                        throw failure.afterwards();
                    }
                    return -1;
                }
                // never into the target: a cipher writes behind the content, and what is no content
                readKeeping(connection, Math.min(input.next(), Limits.PLAINTEXT));
                if (content.remaining() == 0) {
                    answers.give(connection);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private int takeKept(byte[] target, int offset, int length) {
        int count = Math.min(length, content.remaining());
        if (count > 0) {
            content.get().get(target, offset, count);
            content.release();
        }
        return count;
    }


    /**
     * Throws what ended the connection if it failed so that nothing can be read any more.
     *
     * @param connection null if none has begun
     * @param closed whether the socket has been closed
     */
    void requireReadable(@Nullable ProtocolConnection connection, boolean closed) throws SSLException {
        if (connection != null && connection.failure() != null) {
            throw ExceptionMapper.afterwards(failure.get() != null ? failure.get()
                    : ExceptionMapper.exception(connection.failure()));
        }
        if (failure.get() != null && (closed || ended)
                && (connection == null || !connection.hasPeerClosed())) {
            throw failure.afterwards();
        }
    }

    /** Bytes that can be read without waiting. */
    int available() {
        if (!tryLock()) {
            return 0;
        }
        try {
            return content.remaining();
        } finally {
            lock.unlock();
        }
    }

    private ReadStatus readRecord(ProtocolConnection connection, ByteBuffer... targets) throws IOException {
        ReadStatus status;
        try {
            status = input.read(connection, targets);
        } catch (TlsFault fault) {
            throw association.failed(fault);
        }
        if (status == ReadStatus.UNDERFLOW) {
            endOfStream(connection);
            return ReadStatus.CLOSED;
        }
        return status;
    }

    /**
     * As SunJSSE: an end without close_notify is an error while shaking hands, and afterwards only if
     * {@code com.sun.net.ssl.requireCloseNotify} says so, or if this side failed to write before: a reset is told to
     * whichever direction meets it first, and the other one sees an end.
     */
    private void endOfStream(ProtocolConnection connection) throws IOException {
        EOFException end = new EOFException("SSL peer shut down incorrectly");
        if (connection.session() == null) {
            try {
                connection.closeRead();
            } catch (TlsFault fault) {
                throw (SSLException) new SSLHandshakeException("Remote host terminated the handshake: "
                        + fault.getMessage()).initCause(end);
            }
            throw (SSLException) new SSLHandshakeException("Remote host terminated the handshake").initCause(end);
        }
        IOException first = failure.get();
        if (association.context().policy().switches().requireCloseNotify) {
            connection.closeWrite();
            association.session().invalidate();
            throw (SSLException) new SSLProtocolException("Remote host terminated the connection")
                    .initCause(first == null ? end : first);
        }
        if (first != null) {
            throw failure.afterwards();
        }
        LOG.log(Level.DEBUG, "the peer ended the connection without close_notify");
        ended = true;
        if (!connection.session().isOf(ProtocolVersion.TLS_1_3)) {
            connection.closeWrite();
        }
    }

    /**
     * Reads and drops what comes until the peer's close_notify, so that the streams can be used without TLS; gives up
     * when it has waited for too long, or somebody else reads; waits for nothing if enough threads wait for peers. The
     * caller sees to it that no single read takes longer.
     */
    void awaitClose(@Nullable ProtocolConnection connection, long nanos) throws IOException {
        if (!tryLock()) {
            return;
        }
        boolean waits = RecordInput.WAITING_FOR_PEERS.tryAcquire();
        try {
            input.giveUpAt(System.nanoTime() + nanos);
            boolean more = true;
            while (more && canRead(connection)) {
                content.discard();
                more = takeRecord(connection, waits);
            }
        } finally {
            if (waits) {
                RecordInput.WAITING_FOR_PEERS.release();
            }
            unlockDropped();
        }
    }

    /** Gives the lock back to nobody who reads: behind what closing has dropped there may be more. */
    private void unlockDropped() {
        dropped = true;
        ended = true;
        lock.unlock();
    }

    /**
     * Reads and drops what is here and what comes until the peer ends its direction, so that closing does not reset the
     * connection before the peer has read what this side sent last. Does nothing if somebody else reads. The caller
     * sees to it that no single read takes longer than it should.
     *
     * @param always whether to wait for the peer even if it has sent nothing that was not read
     */
    void drain(@Nullable ProtocolConnection connection, boolean always, long nanos) throws IOException {
        if (!tryLock()) {
            return;
        }
        try {
            long end = System.nanoTime() + nanos;
            input.giveUpAt(end);
            if (always || isSending(connection)) {
                input.drain(Limits.IN_FLIGHT, end);
            }
        } finally {
            unlockDropped();
        }
    }

    /**
     * Whether the peer has sent what nobody read, as far as can be seen without waiting. Tickets, which servers send
     * unasked, are taken and do not count. A KeyUpdate that it owes is waited for: it would meet a closed socket.
     */
    private boolean isSending(@Nullable ProtocolConnection connection) {
        boolean waits = RecordInput.WAITING_FOR_PEERS.tryAcquire();
        try {
            boolean more = connection != null && connection.session() != null;
            while (more && content.remaining() == 0 && canRead(connection)) {
                more = takeRecord(connection, waits && connection.isUpdateOwed());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "what came last cannot be read", e);
            return true;
        } finally {
            if (waits) {
                RecordInput.WAITING_FOR_PEERS.release();
            }
        }
        return content.remaining() > 0 || input.isReady();
    }

    /** Takes a record, to be read behind what is kept; false if none comes, or is here if it does not wait. */
    private boolean takeRecord(@Nullable ProtocolConnection connection, boolean waits) throws IOException {
        return waits ? readKeeping(connection, Limits.PLAINTEXT) != ReadStatus.CLOSED : readHere(connection);
    }

    /** Takes a record if all of it is here, to be read behind what is kept; false if not. */
    private boolean readHere(ProtocolConnection connection) throws IOException {
        ByteBuffer target = content.putting(Limits.PLAINTEXT);
        try {
            return input.readHere(connection, target) != ReadStatus.UNDERFLOW;
        } catch (TlsFault fault) {
            throw association.failed(fault);
        } finally {
            target.flip();
            content.release();
        }
    }

    /** Drops what is here, which nobody can read any more, unless somebody else is at it. */
    void forget() {
        if (tryLock()) {
            try {
                content.discard();
                if (input != null) {
                    input.forget();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether records can be opened: behind work that another thread does they wait, and closing does not. */
    private boolean canRead(@Nullable ProtocolConnection connection) {
        return !ended && !connection.isReadClosed() && !connection.isWorkDue();
    }
}
