package dev.handfast.jsse;

import dev.handfast.engine.Progress;
import dev.handfast.engine.TlsConnection;
import dev.handfast.engine.TlsConnection.ReadStatus;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;

/**
 * Moves records between two blocking streams and a {@link TlsConnection}. One thread reads and one writes at a time: who
 * comes second waits on a {@link ReentrantLock}, which lets go of the carrier of a virtual thread. Locks are taken in the
 * order handshaking, reading, writing; a thread that reads never waits for one that writes.
 *
 * <p>What was read of a record stays here when a read times out, so that the next one goes on.
 */
final class SocketDriver {

    private static final System.Logger LOG = System.getLogger(SocketDriver.class.getName());
    private static final ByteBuffer[] NO_BUFFERS = {};

    /** How long closing waits for a writer to finish its record, if SO_LINGER does not say: a second, as people notice. */
    static final int CLOSING_WAIT_SECONDS = 1;

    private final Association association;
    private final Party party;
    private final Runnable finished;
    private final Runnable broken;
    private final ReentrantLock handshaking = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();

    private volatile boolean ended;

    // Set once, before traffic.
    private RecordInput input;
    private RecordOutput output;

    // Guarded by the reading lock. In the state for getting; as large as the records that came, null when idle.
    private ByteBuffer content;

    // Guarded by the writing lock.
    private boolean unwritable;

    /**
     * @param finished run after a handshake, on the thread that ended it
     * @param broken run after a failure, once its alert has been sent
     */
    SocketDriver(Association association, Party party, Runnable finished, Runnable broken) {
        this.association = association;
        this.party = party;
        this.finished = finished;
        this.broken = broken;
    }

    /** @param readsExactly whether to read no byte behind the last record, because the streams outlive TLS */
    void attach(InputStream in, OutputStream out, boolean readsExactly) {
        input = new RecordInput(in, readsExactly);
        output = new RecordOutput(out);
    }

    /** Whether the handshake is this thread's, so that asking for another would never end. */
    boolean isHandshakingHere() {
        return handshaking.isHeldByCurrentThread();
    }

    /** Whether application data can flow or could have. */
    boolean isNegotiated() {
        TlsConnection connection = association.connection();
        return connection != null && connection.session() != null;
    }

    /** Whether the input ended without close_notify, or was shut down. */
    boolean isEnded() {
        return ended;
    }

    /** Refuses to read from now on. */
    void endInput() {
        ended = true;
    }

    // Handshakes

    /** Completes the first handshake; returns at once if it is complete. */
    void handshake() throws IOException {
        if (isNegotiated()) {
            return;
        }
        handshaking.lock();
        try {
            TlsConnection connection = association.begin(party);
            drive(connection);
        } catch (IOException e) {
            throw broken(e);
        } catch (RuntimeException | Error e) {
            abandon();
            broken.run();
            throw e;
        } finally {
            handshaking.unlock();
        }
    }

    private void drive(TlsConnection connection) throws IOException {
        for (Progress progress = connection.progress(); progress != Progress.IDLE; progress = connection.progress()) {
            switch (progress) {
                case NEED_WRITE -> flush(connection);
                case NEED_WORK -> work(connection);
                default -> {
                    reading.lock();
                    try {
                        if (readRecord(connection, NO_BUFFERS) == ReadStatus.CLOSED && connection.session() == null) {
                            throw closedEarly(connection);
                        }
                    } finally {
                        reading.unlock();
                    }
                }
            }
        }
        if (connection.session() == null) {
            throw closedEarly(connection);
        }
    }

    private static void work(TlsConnection connection) {
        Runnable task = connection.takeTask();
        if (task == null) {
            throw new IllegalStateException("a trust or key manager used the socket whose handshake waits for it");
        }
        task.run();
    }

    private SSLException closedEarly(TlsConnection connection) {
        return connection.failure() != null ? association.failed(connection.failure())
                : new SSLHandshakeException("the socket was closed during the handshake");
    }

    /** Changes the keys of an established TLS 1.3 connection, the peer's too. */
    void updateKeys(TlsConnection connection) throws IOException {
        connection.requestKeyUpdate(true);
        flush(connection);
    }

    // Reading

    /** Reads application data: at least one byte, or -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException {
        TlsConnection connection = association.connection();
        reading.lock();
        try {
            while (true) {
                if (content != null && content.hasRemaining()) {
                    int count = Math.min(length, content.remaining());
                    content.get(target, offset, count);
                    return count;
                }
                if (isAtEnd(connection)) {
                    return -1;
                }
                int count = readInto(connection, target, offset, length);
                if (count > 0) {
                    return count;
                }
                serve(connection);
            }
        } catch (IOException e) {
            throw broken(e);
        } finally {
            reading.unlock();
        }
    }

    /** Decrypts a record into the target if it is sure to fit, else into a buffer of ours. */
    private int readInto(TlsConnection connection, byte[] target, int offset, int length) throws IOException {
        ByteBuffer wanted = ByteBuffer.wrap(target, offset, length);
        boolean isLarge = content != null && content.capacity() > RecordInput.IDLE_ROOM;
        if ((isLarge || input.isLarge()) && input.isIdle()) {
            // there may be no record for long
            content = null;
        }
        int most = length >= Limits.PLAINTEXT ? 0 : Math.min(input.next(), Limits.PLAINTEXT);
        if (length >= most) {
            readRecord(connection, wanted);
            return wanted.position() - offset;
        }
        if (content == null || content.capacity() < most) {
            content = ByteBuffer.allocate(most > RecordInput.IDLE_ROOM ? Limits.PLAINTEXT : RecordInput.IDLE_ROOM);
        }
        content.clear();
        try {
            readRecord(connection, content);
        } finally {
            content.flip();
        }
        return 0;
    }

    /** Answers what came: keys that the peer wants changed, tasks, our close_notify. Never waits for a writer. */
    private void serve(TlsConnection connection) throws IOException {
        if (connection.progress() == Progress.NEED_WORK) {
            work(connection);
        }
        if (connection.progress() == Progress.NEED_WRITE && writing.tryLock()) {
            try {
                flushLocked(connection);
            } catch (SSLException e) {
                throw e;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the peer no longer reads; what it has sent can still be read", e);
                unwritable = true;
            } finally {
                writing.unlock();
            }
        }
    }

    /** Throws what ended the connection if it failed. */
    void requireNoFailure() throws SSLException {
        TlsConnection connection = association.connection();
        if (connection != null && connection.failure() != null) {
            throw Faults.afterwards(connection.failure());
        }
    }

    private boolean isAtEnd(TlsConnection connection) throws SSLException {
        requireNoFailure();
        return ended || connection.isReadClosed();
    }

    /** Bytes that can be read without waiting. */
    int available() {
        if (!reading.tryLock()) {
            return 0;
        }
        try {
            return content == null ? 0 : content.remaining();
        } finally {
            reading.unlock();
        }
    }

    private ReadStatus readRecord(TlsConnection connection, ByteBuffer... targets) throws IOException {
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
     * {@code com.sun.net.ssl.requireCloseNotify} says so.
     */
    private void endOfStream(TlsConnection connection) throws IOException {
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
        if (association.context().policy().switches().requireCloseNotify) {
            throw (SSLException) new SSLProtocolException("Remote host terminated the connection").initCause(end);
        }
        LOG.log(Level.DEBUG, "the peer ended the connection without close_notify");
        ended = true;
        if (!ProtocolVersion.TLS_1_3.equals(connection.session().version())) {
            connection.closeWrite();
        }
    }

    // Writing

    /** Writes application data, all of it. */
    void write(byte[] source, int offset, int length) throws IOException {
        if (!writeAll(association.connection(), ByteBuffer.wrap(source, offset, length))) {
            throw new SocketException("Connection or outbound has closed");
        }
    }

    /** False if this direction has been closed. */
    private boolean writeAll(TlsConnection connection, ByteBuffer source) throws IOException {
        writing.lock();
        try {
            int packet = association.configuration().get().maximumPacketSize();
            while (source.hasRemaining()) {
                if (unwritable || !output.write(connection, source, packet)) {
                    return false;
                }
            }
            return true;
        } catch (TlsFault fault) {
            throw broken(association.failed(fault));
        } catch (IOException e) {
            throw broken(e);
        } finally {
            writing.unlock();
        }
    }

    private void flush(TlsConnection connection) throws IOException {
        writing.lock();
        boolean done;
        try {
            done = flushLocked(connection);
        } finally {
            writing.unlock();
        }
        if (done) {
            association.session();
            finished.run();
        }
    }

    /** Sends what is queued; true if that ended a handshake. The writing lock is held. */
    private boolean flushLocked(TlsConnection connection) throws IOException {
        try {
            return output.flush(connection);
        } catch (TlsFault fault) {
            throw association.failed(fault);
        }
    }

    // Ending

    /**
     * Sends close_notify, unless a writer keeps the socket busy for too long.
     *
     * @param lingerSeconds how long to wait for it, or negative for a default
     * @return whether it was sent
     */
    boolean sendClose(int lingerSeconds) throws IOException {
        TlsConnection connection = association.connection();
        if (connection == null) {
            association.closeUnbegun();
            return false;
        }
        connection.closeWrite();
        boolean interrupted = Thread.interrupted();
        try {
            int wait = lingerSeconds < 0 ? CLOSING_WAIT_SECONDS : lingerSeconds;
            if (!writing.tryLock() && !writing.tryLock(wait, TimeUnit.SECONDS)) {
                association.session().invalidate();
                return false;
            }
            try {
                flushLocked(connection);
            } finally {
                writing.unlock();
            }
            return true;
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads and drops what comes until the peer's close_notify, so that the streams can be used without TLS. Gives up
     * after {@link #CLOSING_WAIT_SECONDS}; the caller sees to it that no single read takes longer.
     */
    void awaitClose() throws IOException {
        TlsConnection connection = association.connection();
        if (connection == null || connection.session() == null || !reading.tryLock()) {
            return;
        }
        try {
            ByteBuffer dropped = ByteBuffer.allocate(Limits.PLAINTEXT);
            long begun = System.nanoTime();
            while (!ended && !connection.isReadClosed()
                    && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(CLOSING_WAIT_SECONDS)) {
                readRecord(connection, dropped.clear());
            }
        } finally {
            reading.unlock();
        }
    }

    /** Reads and drops what is here, so that closing does not reset the connection before the peer has read it all. */
    void dropArrived() throws IOException {
        if (input == null || !reading.tryLock()) {
            return;
        }
        try {
            input.drop();
        } finally {
            reading.unlock();
        }
    }

    /** Shuts the connection both ways and wipes its keys. */
    void abandon() {
        TlsConnection connection = association.connection();
        ended = true;
        if (connection != null) {
            connection.abandon();
        }
    }

    /**
     * Ends the socket after an error, with the alert that is due if it can be sent. A timeout is no error: what was read
     * is kept and the next call goes on.
     */
    private IOException broken(IOException error) {
        if (error instanceof InterruptedIOException) {
            return error;
        }
        if (error instanceof SSLException) {
            sendAlert();
        } else {
            abandon();
        }
        broken.run();
        return error;
    }

    private void sendAlert() {
        TlsConnection connection = association.connection();
        if (connection == null || !writing.tryLock()) {
            return;
        }
        try {
            flushLocked(connection);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the alert could not be sent", e);
        } finally {
            writing.unlock();
        }
    }
}
